/// Where a group got to in one partition.
package struct CommittedOffset: Equatable, Sendable {
    /// The next offset to read.
    package var offset: Int64
    package var leaderEpoch: Int32
    /// The committer's own text.
    package var metadata: String
    /// Milliseconds since 1970.
    package var commitTimestamp: Int64

    package init(offset: Int64, leaderEpoch: Int32 = -1, metadata: String = "", commitTimestamp: Int64) {
        self.offset = offset
        self.leaderEpoch = leaderEpoch
        self.metadata = metadata
        self.commitTimestamp = commitTimestamp
    }
}

/// One group's position in one partition.
package struct OffsetKey: Hashable, Sendable {
    package var group: String
    package var topic: String
    package var partition: Int32

    package init(group: String, topic: String, partition: Int32) {
        self.group = group
        self.topic = topic
        self.partition = partition
    }
}
