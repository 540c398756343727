internal import KafkaLog
internal import KafkaProtocol
internal import Logging
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOPosix

/// What all connections share: the log and what is kept beside it. One handler a request, in `Handlers/`.
final class BrokerCore: Sendable {
    /// One broker makes the whole cluster. Kafka numbers its brokers from 1 in its own examples of a single
    /// server.
    static let nodeID: Int32 = 1
    /// Nobody else ever leads a partition, so the epoch never changes.
    static let leaderEpoch: Int32 = 0

    let configuration: KafkaBrokerConfiguration
    let logger: Logger
    let log: LogDirectory
    let flusher: LogFlusher
    let cleaner: LogCleaner
    let waiters: FetchWaiters
    let groups: GroupCoordinator
    let transactions: TransactionCoordinator
    let storageHealth: StorageHealth
    /// For what blocks: reading from the log, creating and deleting topics.
    let threadPool: NIOThreadPool

    init(
        configuration: KafkaBrokerConfiguration, log: LogDirectory, flusher: LogFlusher,
        cleaner: LogCleaner, waiters: FetchWaiters, groups: GroupCoordinator,
        transactions: TransactionCoordinator,
        threadPool: NIOThreadPool, logger: Logger
    ) {
        self.configuration = configuration
        self.log = log
        self.flusher = flusher
        self.cleaner = cleaner
        self.waiters = waiters
        self.groups = groups
        self.transactions = transactions
        self.threadPool = threadPool
        self.logger = logger
        storageHealth = StorageHealth(logger: logger)
    }

    /// Hands a request to its handler.
    /// - Parameter reply: called once, from any thread, perhaps before this returns.
    func handle(_ request: Request, _ context: RequestContext, reply: @escaping Reply) {
        switch request {
        case .produce(let request): produce(request, context, reply: reply)
        case .fetch(let request): fetch(request, context, reply: reply)
        case .listOffsets(let request): onDisk(reply) { $0.listOffsets(request) }
        case .metadata(let request): metadata(request, context, reply: reply)
        case .offsetCommit(let request): offsetCommit(request, reply: reply)
        case .offsetFetch(let request): reply(.response(.offsetFetch(offsetFetch(request))))
        case .findCoordinator(let request):
            reply(.response(.findCoordinator(findCoordinator(request, context))))
        case .joinGroup(let request): joinGroup(request, context, reply: reply)
        case .heartbeat(let request): reply(.response(.heartbeat(heartbeat(request))))
        case .leaveGroup(let request): reply(.response(.leaveGroup(leaveGroup(request, context))))
        case .syncGroup(let request): syncGroup(request, reply: reply)
        case .describeGroups(let request): reply(.response(.describeGroups(describeGroups(request))))
        case .listGroups(let request): reply(.response(.listGroups(listGroups(request))))
        case .apiVersions: reply(.response(.apiVersions(.supported())))
        case .createTopics(let request): onDisk(reply) { $0.createTopics(request) }
        case .deleteTopics(let request): onDisk(reply) { $0.deleteTopics(request) }
        case .deleteRecords(let request): onDisk(reply) { $0.deleteRecords(request) }
        case .initProducerId(let request): initProducerID(request, context, reply: reply)
        case .addPartitionsToTxn(let request): addPartitionsToTxn(request, context, reply: reply)
        case .addOffsetsToTxn(let request): addOffsetsToTxn(request, context, reply: reply)
        case .endTxn(let request): endTxn(request, context, reply: reply)
        case .txnOffsetCommit(let request): txnOffsetCommit(request, context, reply: reply)
        case .offsetForLeaderEpoch(let request):
            reply(.response(.offsetForLeaderEpoch(offsetForLeaderEpoch(request))))
        case .describeConfigs(let request): reply(.response(.describeConfigs(describeConfigs(request))))
        case .alterConfigs(let request): onDisk(reply) { $0.alterConfigs(request) }
        case .describeLogDirs(let request): onDisk(reply) { $0.describeLogDirs(request) }
        case .createPartitions(let request): onDisk(reply) { $0.createPartitions(request) }
        case .deleteGroups(let request): deleteGroups(request, reply: reply)
        case .incrementalAlterConfigs(let request): onDisk(reply) { $0.incrementalAlterConfigs(request) }
        case .offsetDelete(let request): offsetDelete(request, reply: reply)
        case .describeCluster(let request):
            reply(.response(.describeCluster(describeCluster(request, context))))
        }
    }

    /// Runs a handler that may wait for the disk.
    func onDisk(_ reply: @escaping Reply, _ body: @escaping @Sendable (BrokerCore) -> Response) {
        threadPool.submit { state in
            switch state {
            case .active: reply(.response(body(self)))
            case .cancelled: reply(.closeConnection)
            }
        }
    }

    /// Where a client is told to find us.
    func address(for context: RequestContext) -> (host: String, port: Int32) {
        (
            configuration.advertisedHost ?? context.localHost,
            Int32(configuration.advertisedPort ?? context.localPort)
        )
    }
}

extension KafkaUUID {
    init(_ id: TopicID) { self.init(high: id.high, low: id.low) }
}

extension TopicID {
    init(_ id: KafkaUUID) { self.init(high: id.high, low: id.low) }
}
