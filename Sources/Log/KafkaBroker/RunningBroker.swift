internal import KafkaLog
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import SystemPackage

/// A broker that listens, with all that it has to close again.
final class RunningBroker: Sendable {
    let address: (host: String, port: Int)
    private let core: BrokerCore
    private let eventLoops: MultiThreadedEventLoopGroup
    private let listener: any Channel
    private let connections: ConnectionRegistry
    private let housekeeping: [RepeatedTask]
    private let logger: Logger

    private init(
        core: BrokerCore, eventLoops: MultiThreadedEventLoopGroup, listener: any Channel,
        connections: ConnectionRegistry, housekeeping: [RepeatedTask], logger: Logger
    ) {
        self.core = core
        self.eventLoops = eventLoops
        self.listener = listener
        self.connections = connections
        self.housekeeping = housekeeping
        self.logger = logger
        address = (listener.localAddress?.ipAddress ?? "", listener.localAddress?.port ?? 0)
    }

    // MARK: Start

    static func start(
        configuration: KafkaBrokerConfiguration, logger: Logger
    ) async throws(KafkaBrokerError) -> RunningBroker {
        OpenFileLimit.raise()
        let threads = configuration.eventLoopThreads ?? min(4, System.coreCount)
        let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: max(1, threads))
        let threadPool = NIOThreadPool(numberOfThreads: 4)
        threadPool.start()
        var openCore: BrokerCore?
        do throws(KafkaBrokerError) {
            let core = try await openLog(configuration, eventLoops, threadPool, logger)
            openCore = core
            let connections = ConnectionRegistry(limit: configuration.limits.connections)
            let listener = try await listen(core, eventLoops, connections)
            let running = RunningBroker(
                core: core, eventLoops: eventLoops, listener: listener, connections: connections,
                housekeeping: keepHouse(core, eventLoops.next()), logger: logger)
            // What a crash left decided and not done.
            core.transactions.tick()
            logger.info(
                "the broker listens on \(running.address.host):\(running.address.port)",
                metadata: ["data-directory": "\(configuration.dataDirectory)"])
            return running
        } catch {
            if let openCore { await close(openCore) }
            try? await threadPool.shutdownGracefully()
            try? await eventLoops.shutdownGracefully()
            throw error
        }
    }

    private static func openLog(
        _ configuration: KafkaBrokerConfiguration, _ eventLoops: MultiThreadedEventLoopGroup,
        _ threadPool: NIOThreadPool, _ logger: Logger
    ) async throws(KafkaBrokerError) -> BrokerCore {
        let waiters = FetchWaiters()
        let eventLoop = eventLoops.next()
        do {
            return try await threadPool.runIfActive {
                let log = try LogDirectory.open(
                    path: configuration.dataDirectory, configuration: configuration.log,
                    fileSystem: configuration.fileSystem, logger: logger)
                let flusher = LogFlusher(
                    queueBytes: configuration.limits.appendQueueBytes,
                    clock: { WallClock.milliseconds() },
                    highWatermarkMoved: { waiters.wake($0) })
                let offsetsTopic = try CompactedTopic(
                    GroupCoordinator.offsetsTopic, in: log, flusher: flusher,
                    clock: { WallClock.milliseconds() })
                let offsets = try OffsetStore(
                    in: offsetsTopic, limit: configuration.limits.committedOffsets, logger: logger)
                let groups = GroupCoordinator(
                    offsets: offsets, limits: configuration.limits, eventLoop: eventLoop,
                    clock: { WallClock.milliseconds() }, logger: logger)
                let transactions = try TransactionCoordinator(
                    in: log, flusher: flusher, offsets: offsets, limits: configuration.limits,
                    clock: { WallClock.milliseconds() }, logger: logger)
                let cleaner = LogCleaner(of: log, clock: { WallClock.milliseconds() })
                return BrokerCore(
                    configuration: configuration, log: log, flusher: flusher, cleaner: cleaner,
                    waiters: waiters, groups: groups, transactions: transactions, threadPool: threadPool,
                    logger: logger)
            }
        } catch let error as LogError {
            throw .log(error)
        } catch {
            throw .log(.closed)
        }
    }

    private static func listen(
        _ core: BrokerCore, _ eventLoops: MultiThreadedEventLoopGroup, _ connections: ConnectionRegistry
    ) async throws(KafkaBrokerError) -> any Channel {
        let configuration = core.configuration
        let bootstrap = ServerBootstrap(group: eventLoops)
            .serverChannelOption(.backlog, value: 256)
            // A broker that is started again must not wait for connections of its predecessor to time out.
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard connections.add(channel) else { throw ChannelError.ioOnClosedChannel }
                    let progress = FrameProgress()
                    let decoder = FrameDecoder(
                        maximumLength: configuration.limits.requestBytes, progress: progress)
                    let handler = ConnectionHandler(core: core, progress: progress)
                    try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        do {
            return try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
        } catch let error as IOError where Errno(rawValue: error.errnoCode) == .addressInUse {
            throw .addressInUse(host: configuration.host, port: configuration.port)
        } catch {
            throw .cannotListen(host: configuration.host, port: configuration.port, reason: "\(error)")
        }
    }

    private static func keepHouse(_ core: BrokerCore, _ eventLoop: any EventLoop) -> [RepeatedTask] {
        let interval = TimeAmount(core.configuration.housekeepingInterval)
        let rare = eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            core.cleaner.wake()
            core.threadPool.submit { state in
                guard case .active = state else { return }
                let now = WallClock.milliseconds()
                core.log.applyRetention(now: now)
                core.groups.forgetOffsets(
                    committedBefore: now - core.configuration.offsetRetentionMilliseconds)
                core.transactions.forget(
                    updatedBefore: now - core.configuration.transactionalIDRetentionMilliseconds)
            }
        }
        let pause = TimeAmount(core.configuration.transactionCheckInterval)
        let often = eventLoop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { _ in
            core.threadPool.submit { state in
                if case .active = state { core.transactions.tick() }
            }
        }
        return [rare, often]
    }

    // MARK: Stop

    /// Returns once the listening socket is closed.
    func listenerClosed() async { try? await listener.closeFuture.get() }

    func stopListening() { listener.close(promise: nil) }

    func shutDown() async {
        for task in housekeeping { task.cancel() }
        stopListening()
        await listenerClosed()
        core.groups.close()
        core.waiters.expireAll()
        await connections.closeAll()
        await Self.close(core)
        try? await core.threadPool.shutdownGracefully()
        try? await eventLoops.shutdownGracefully()
        logger.info("the broker has stopped")
    }

    private static func close(_ core: BrokerCore) async {
        await core.cleaner.close()
        await core.flusher.close()
        _ = try? await core.threadPool.runIfActive { core.log.close() }
    }
}
