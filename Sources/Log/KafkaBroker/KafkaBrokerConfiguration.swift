package import KafkaLog

/// What a broker is told at its start.
package struct KafkaBrokerConfiguration: Sendable {
    /// Where the topics are kept. Created when it is missing; one broker at a time.
    package var dataDirectory: String
    /// The address to listen on: a name or a number. Default the loopback.
    package var host = "127.0.0.1"
    /// The port to listen on; 0 for any that is free. Default 9092.
    package var port = 9092
    /// The address that clients are told to connect to. Default: the one that they have connected to.
    package var advertisedHost: String?
    /// The port that clients are told to connect to. Default: the one that they have connected to.
    package var advertisedPort: Int?
    /// The partitions of a topic that is created without a number (`num.partitions`). Default 4.
    package var defaultPartitionCount = 4
    /// Whether asking for a topic creates it (`auto.create.topics.enable`). Default yes.
    package var autoCreateTopics = true
    /// How long the offsets of a group without members are kept, in milliseconds
    /// (`offsets.retention.minutes`). Default 7 days.
    package var offsetRetentionMilliseconds: Int64 = 7 * 86_400_000
    /// How long a transactional id is kept that nobody uses, in milliseconds
    /// (`transactional.id.expiration.ms`). Default 7 days.
    package var transactionalIDRetentionMilliseconds: Int64 = 7 * 86_400_000
    /// How often transactions that take too long are looked for
    /// (`transaction.abort.timed.out.transaction.cleanup.interval.ms`). Default once a second.
    package var transactionCheckInterval = Duration.seconds(1)
    /// How often old segments and offsets are looked for, and what can be compacted. Default once a minute.
    package var housekeepingInterval = Duration.seconds(60)
    /// Threads that serve connections. Default: one a core, at most 4.
    package var eventLoopThreads: Int?
    package var log = LogConfiguration()
    /// Default the system's; tests have disks that fail.
    package var fileSystem: any LogFileSystem = PosixFileSystem()
    package var limits = BrokerLimits()

    package init(dataDirectory: String) {
        self.dataDirectory = dataDirectory
    }
}
