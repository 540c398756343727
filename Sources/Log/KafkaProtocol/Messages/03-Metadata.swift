/// Metadata, versions 0 to 12: the brokers, the topics, and who leads which partition.
///
/// 0: an empty list of topics means all; from 1 on, null does. 4: whether topics may be created. 5: offline
/// replicas. 7: leader epochs. 8: authorized operations (of the cluster only up to 10). 9: flexible. 10:
/// topic ids. 12: topics by id alone (KIP-516).
package struct MetadataRequest: WireStruct {
    /// `nil`: all of them.
    package var topics: [Topic]? = []
    package var allowAutoTopicCreation = true
    package var includeClusterAuthorizedOperations = false
    package var includeTopicAuthorizedOperations = false

    package init() {}

    package struct Topic: WireStruct {
        package var topicID = KafkaUUID.zero
        /// `nil`: by id.
        package var name: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            if wire.version >= 10 { try wire.uuid(&topicID) }
            try wire.string(&name, nullableFrom: 10)
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version == 0 {
            var named = topics ?? []
            try wire.array(&named)
            topics = named.isEmpty ? nil : named
        } else {
            try wire.nullableArray(&topics)
        }
        if wire.version >= 4 { try wire.boolean(&allowAutoTopicCreation) }
        if wire.version >= 8 {
            if wire.version <= 10 { try wire.boolean(&includeClusterAuthorizedOperations) }
            try wire.boolean(&includeTopicAuthorizedOperations)
        }
        try wire.endOfStruct()
    }
}

package struct MetadataResponse: WireStruct {
    package var throttleTimeMilliseconds: Int32 = 0
    package var brokers: [Broker] = []
    package var clusterID: String?
    package var controllerID: Int32 = -1
    package var topics: [Topic] = []
    /// `Int32.min`: not asked for.
    package var clusterAuthorizedOperations = Int32.min

    package init() {}

    package struct Broker: WireStruct {
        package var nodeID: Int32 = 0
        package var host = ""
        package var port: Int32 = 0
        package var rack: String?

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.int32(&nodeID)
            try wire.string(&host)
            try wire.int32(&port)
            if wire.version >= 1 { try wire.nullableString(&rack) }
            try wire.endOfStruct()
        }
    }

    package struct Topic: WireStruct {
        package var errorCode = ErrorCode.none
        /// `nil` only when an unknown id was asked for.
        package var name: String?
        package var topicID = KafkaUUID.zero
        package var isInternal = false
        package var partitions: [Partition] = []
        package var authorizedOperations = Int32.min

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.errorCode(&errorCode)
            try wire.string(&name, nullableFrom: 12)
            if wire.version >= 10 { try wire.uuid(&topicID) }
            if wire.version >= 1 { try wire.boolean(&isInternal) }
            try wire.array(&partitions)
            if wire.version >= 8 { try wire.int32(&authorizedOperations) }
            try wire.endOfStruct()
        }
    }

    package struct Partition: WireStruct {
        package var errorCode = ErrorCode.none
        package var index: Int32 = 0
        package var leaderID: Int32 = 0
        package var leaderEpoch: Int32 = -1
        package var replicas: [Int32] = []
        package var inSyncReplicas: [Int32] = []
        package var offlineReplicas: [Int32] = []

        package init() {}

        package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
            try wire.errorCode(&errorCode)
            try wire.int32(&index)
            try wire.int32(&leaderID)
            if wire.version >= 7 { try wire.int32(&leaderEpoch) }
            try wire.array(&replicas)
            try wire.array(&inSyncReplicas)
            if wire.version >= 5 { try wire.array(&offlineReplicas) }
            try wire.endOfStruct()
        }
    }

    package mutating func fields<W: Wire>(_ wire: inout W) throws(ProtocolError) {
        if wire.version >= 3 { try wire.int32(&throttleTimeMilliseconds) }
        try wire.array(&brokers)
        if wire.version >= 2 { try wire.nullableString(&clusterID) }
        if wire.version >= 1 { try wire.int32(&controllerID) }
        try wire.array(&topics)
        if (8...10).contains(wire.version) { try wire.int32(&clusterAuthorizedOperations) }
        try wire.endOfStruct()
    }
}
