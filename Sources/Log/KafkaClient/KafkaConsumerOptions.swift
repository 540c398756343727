/// How a consumer reads. Everything else is a property in `KafkaClientConfiguration.properties`.
package struct KafkaConsumerOptions: Sendable {
    /// Where to start when a position is unknown or not in the log any more.
    package enum OffsetReset: String, Sendable {
        case earliest, latest
        /// Neither: an error event, and the partition stands still until the caller seeks.
        case error
    }

    package var offsetReset = OffsetReset.earliest
    /// Asks for `KafkaConsumerEvent.endOfPartition`.
    package var reportsEndOfPartition = false
    /// After so long without a heartbeat the group gives a member's partitions to others.
    package var sessionTimeoutMilliseconds = 6000
    /// How much fetched but unread data the client may hold, over all partitions together roughly.
    /// What is fetched while a transaction runs is the next one, and a large transaction writes the rows of
    /// sums and visits less often.
    package var queuedKilobytes = 24 * 1024

    package init(
        offsetReset: OffsetReset = .earliest, reportsEndOfPartition: Bool = false,
        sessionTimeoutMilliseconds: Int = 6000, queuedKilobytes: Int = 24 * 1024
    ) {
        self.offsetReset = offsetReset
        self.reportsEndOfPartition = reportsEndOfPartition
        self.sessionTimeoutMilliseconds = sessionTimeoutMilliseconds
        self.queuedKilobytes = queuedKilobytes
    }
}
