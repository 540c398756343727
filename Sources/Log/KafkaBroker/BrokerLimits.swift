/// Every bound of the broker, with its default.
package struct BrokerLimits: Sendable, Equatable {
    /// The largest request in bytes, without its length (`socket.request.max.bytes`). Default 8 MiB: clients
    /// send 1 MiB at once unless they are told otherwise, and each connection may hold one request that is
    /// not complete.
    package var requestBytes = 8 << 20
    /// How long a connection may take to send a request that it has begun, in milliseconds, not counting the
    /// time in which it isn't read. Default 30 seconds.
    package var frameMilliseconds: Int64 = 30_000
    /// How long a connection may be open without a request, in milliseconds (`connections.max.idle.ms`).
    /// Default 10 minutes, as Kafka.
    package var idleMilliseconds: Int64 = 600_000
    /// The elements that all arrays of one request may have together. Default 1,000,000.
    package var requestElements = 1_000_000
    /// Open connections; further ones are closed at once. Default 4,096.
    package var connections = 4_096
    /// Requests of one connection that wait or run; then the connection is not read. Default 256.
    package var requestsInFlight = 256
    /// Bytes of one connection's requests that wait or run; then the connection is not read. Default 16 MiB.
    package var bytesInFlight = 16 << 20
    /// The most that one fetch carries (`fetch.max.bytes`). Default 55 MiB, as Kafka.
    package var fetchBytes = 55 << 20
    /// How long a fetch may wait, in milliseconds, whatever it asks for. Default 5 minutes.
    package var fetchWaitMilliseconds: Int32 = 300_000
    /// Bytes that wait for the log, over all connections; beyond it producers get a retriable error. Default
    /// 64 MiB.
    package var appendQueueBytes = 64 << 20
    /// Consumer groups. Default 10,000.
    package var groups = 10_000
    /// Members of a group (`group.max.size`). Default 1,000.
    package var groupMembers = 1_000
    /// The shortest session time-out in milliseconds (`group.min.session.timeout.ms`). Default 6,000, as
    /// Kafka.
    package var minimumSessionTimeout: Int32 = 6_000
    /// The longest session time-out in milliseconds (`group.max.session.timeout.ms`). Default 30 minutes, as
    /// Kafka.
    package var maximumSessionTimeout: Int32 = 1_800_000
    /// The longest text beside a committed offset, in bytes (`offset.metadata.max.bytes`). Default 4,096, as
    /// Kafka.
    package var offsetMetadataBytes = 4_096
    /// Positions that are kept over all groups. Default 1,000,000.
    package var committedOffsets = 1_000_000
    /// Transactional ids. Default 10,000.
    package var transactionalIDs = 10_000
    /// Positions of groups that one transaction commits. Default 10,000.
    package var offsetsPerTransaction = 10_000
    /// What one transactional id may take with its partitions, groups and positions, in bytes. Default 2
    /// MiB.
    package var transactionBytes = 2 << 20
    /// What all transactional ids may take together, in bytes. Default 32 MiB.
    package var transactionStateBytes = 32 << 20
    /// The longest time that a producer may ask for a transaction, in milliseconds
    /// (`transaction.max.timeout.ms`). Default 15 minutes, as Kafka.
    package var maximumTransactionTimeout: Int32 = 900_000
    /// Partitions of one topic. Default 10,000.
    package var partitionsPerTopic: Int32 = 10_000
    /// Partitions of all topics together; each has a file open. Default 20,000.
    package var partitions = 20_000
    /// Topics that one Metadata request may create by asking for them; the next request creates the next.
    /// Default 10.
    package var createdTopicsPerRequest = 10

    package init() {}
}
