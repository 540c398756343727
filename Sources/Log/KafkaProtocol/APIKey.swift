/// The requests that we answer. The raw value is the API key on the wire.
///
/// `supported` is the one table of versions: requests are decoded by it, and ApiVersions announces it.
package enum APIKey: Int16, CaseIterable, Sendable {
    case produce = 0
    case fetch = 1
    case listOffsets = 2
    case metadata = 3
    case offsetCommit = 8
    case offsetFetch = 9
    case findCoordinator = 10
    case joinGroup = 11
    case heartbeat = 12
    case leaveGroup = 13
    case syncGroup = 14
    case describeGroups = 15
    case listGroups = 16
    case apiVersions = 18
    case createTopics = 19
    case deleteTopics = 20
    case deleteRecords = 21
    case initProducerId = 22
    case offsetForLeaderEpoch = 23
    case addPartitionsToTxn = 24
    case addOffsetsToTxn = 25
    case endTxn = 26
    case txnOffsetCommit = 28
    case describeConfigs = 32
    case alterConfigs = 33
    case describeLogDirs = 35
    case createPartitions = 37
    case deleteGroups = 42
    case incrementalAlterConfigs = 44
    case offsetDelete = 47
    case describeCluster = 60

    /// One row of the table.
    package struct Support: Sendable {
        /// The request's name in the protocol's own documents.
        package let name: String
        /// The versions that we answer.
        package let versions: ClosedRange<Int16>
        /// The first version with compact lengths and tagged fields (KIP-482).
        package let flexibleFrom: Int16
    }

    package var support: Support {
        switch self {
        case .produce: Support(name: "Produce", versions: 0...11, flexibleFrom: 9)
        case .fetch: Support(name: "Fetch", versions: 4...16, flexibleFrom: 12)
        case .listOffsets: Support(name: "ListOffsets", versions: 1...8, flexibleFrom: 6)
        case .metadata: Support(name: "Metadata", versions: 0...12, flexibleFrom: 9)
        case .offsetCommit: Support(name: "OffsetCommit", versions: 2...9, flexibleFrom: 8)
        case .offsetFetch: Support(name: "OffsetFetch", versions: 1...9, flexibleFrom: 6)
        case .findCoordinator: Support(name: "FindCoordinator", versions: 0...5, flexibleFrom: 3)
        case .joinGroup: Support(name: "JoinGroup", versions: 0...9, flexibleFrom: 6)
        case .heartbeat: Support(name: "Heartbeat", versions: 0...4, flexibleFrom: 4)
        case .leaveGroup: Support(name: "LeaveGroup", versions: 0...5, flexibleFrom: 4)
        case .syncGroup: Support(name: "SyncGroup", versions: 0...5, flexibleFrom: 4)
        case .describeGroups: Support(name: "DescribeGroups", versions: 0...5, flexibleFrom: 5)
        case .listGroups: Support(name: "ListGroups", versions: 0...5, flexibleFrom: 3)
        case .apiVersions: Support(name: "ApiVersions", versions: 0...4, flexibleFrom: 3)
        case .createTopics: Support(name: "CreateTopics", versions: 2...7, flexibleFrom: 5)
        case .deleteTopics: Support(name: "DeleteTopics", versions: 1...6, flexibleFrom: 4)
        case .deleteRecords: Support(name: "DeleteRecords", versions: 0...2, flexibleFrom: 2)
        case .initProducerId: Support(name: "InitProducerId", versions: 0...5, flexibleFrom: 2)
        case .offsetForLeaderEpoch: Support(name: "OffsetForLeaderEpoch", versions: 0...4, flexibleFrom: 4)
        case .addPartitionsToTxn: Support(name: "AddPartitionsToTxn", versions: 0...3, flexibleFrom: 3)
        case .addOffsetsToTxn: Support(name: "AddOffsetsToTxn", versions: 0...3, flexibleFrom: 3)
        case .endTxn: Support(name: "EndTxn", versions: 0...3, flexibleFrom: 3)
        case .txnOffsetCommit: Support(name: "TxnOffsetCommit", versions: 0...3, flexibleFrom: 3)
        case .describeConfigs: Support(name: "DescribeConfigs", versions: 1...4, flexibleFrom: 4)
        case .alterConfigs: Support(name: "AlterConfigs", versions: 0...2, flexibleFrom: 2)
        case .describeLogDirs: Support(name: "DescribeLogDirs", versions: 0...4, flexibleFrom: 2)
        case .createPartitions: Support(name: "CreatePartitions", versions: 0...3, flexibleFrom: 2)
        case .deleteGroups: Support(name: "DeleteGroups", versions: 0...2, flexibleFrom: 2)
        case .incrementalAlterConfigs:
            Support(name: "IncrementalAlterConfigs", versions: 0...1, flexibleFrom: 1)
        case .offsetDelete: Support(name: "OffsetDelete", versions: 0...0, flexibleFrom: Int16.max)
        case .describeCluster: Support(name: "DescribeCluster", versions: 0...1, flexibleFrom: 0)
        }
    }

    package var name: String { support.name }
    package var versions: ClosedRange<Int16> { support.versions }

    /// Whether a version has compact lengths and tagged fields.
    package func isFlexible(_ version: Int16) -> Bool { version >= support.flexibleFrom }
}
