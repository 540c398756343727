internal import KafkaLog
internal import KafkaProtocol
internal import Logging

/// What producers with a transactional id ask for. `TransactionSteps` makes it durable, `TransactionEnding`
/// carries out what was decided.
///
/// What a crash or a full disk leaves undone is done at the next start, or at a later `tick`.
final class TransactionCoordinator: Sendable {
    typealias Machine = TransactionStateMachine
    typealias Completion = @Sendable (ErrorCode) -> Void

    let steps: TransactionSteps
    let ending: TransactionEnding
    let clock: @Sendable () -> Int64
    let logger: Logger
    private let directory: LogDirectory
    private let offsets: OffsetStore
    private let limits: BrokerLimits

    /// Reads what is kept, if there has been a transaction. Blocks for the disk.
    /// - Parameter clock: milliseconds since 1970.
    init(
        in directory: LogDirectory, flusher: LogFlusher, offsets: OffsetStore, limits: BrokerLimits,
        clock: @escaping @Sendable () -> Int64, logger: Logger
    ) throws(LogError) {
        self.directory = directory
        self.offsets = offsets
        self.limits = limits
        self.clock = clock
        self.logger = logger
        steps = TransactionSteps(limits: limits) { () throws(LogError) in
            try TransactionStore(in: directory, flusher: flusher, clock: clock)
        }
        ending = TransactionEnding(
            of: steps, in: directory, flusher: flusher, offsets: offsets, clock: clock, logger: logger)
        if directory.topic(TransactionStore.topic) != nil { try steps.open() }
    }

    /// A producer starts. Blocks for the disk.
    /// - Parameter sender: the identity that it had, if it knows one.
    func initialize(
        _ id: String, _ sender: Machine.Sender?, timeout: Int64,
        completion: @escaping @Sendable (ErrorCode, Machine?) -> Void
    ) {
        let freshID: Int64
        do throws(LogError) {
            try steps.open()
            freshID = try directory.allocateProducerID()
        } catch {
            logger.warning("a transactional producer is told to wait: \(error)")
            return completion(.coordinatorNotAvailable, nil)
        }
        initialize(id, sender, timeout: timeout, freshID: freshID, completion: completion)
    }

    private func initialize(
        _ id: String, _ sender: Machine.Sender?, timeout: Int64, freshID: Int64,
        completion: @escaping @Sendable (ErrorCode, Machine?) -> Void
    ) {
        let now = clock()
        let isKnown = steps.withRegistry { registry in
            if registry[id] != nil { return true }
            let machine = Machine(id: id, producerID: freshID, timeout: timeout, now: now)
            guard registry.count < limits.transactionalIDs, steps.hasRoom(for: machine, registry) else {
                return false
            }
            registry.set(machine)
            return true
        }
        guard isKnown else { return completion(.policyViolation, nil) }
        steps.step(id) { machine in
            switch machine.initialize(sender, timeout: timeout, freshID: freshID, now: now) {
            case .ready, .aborts: .none
            case .refused(let error): error
            }
        } completion: { error, machine in
            guard error == .none, let machine else {
                self.steps.withRegistry { $0.removeUnused(id) }
                return completion(error, nil)
            }
            guard machine.isDecided else { return completion(.none, machine) }
            self.ending.carryOut(id) { error in
                guard error == .none else { return completion(error, nil) }
                self.initialize(id, sender, timeout: timeout, freshID: freshID, completion: completion)
            }
        }
    }

    func add(
        _ partitions: Set<Machine.Partition>, _ id: String, _ sender: Machine.Sender,
        completion: @escaping Completion
    ) {
        let now = clock()
        steps.step(id, from: sender) {
            $0.add(partitions, sender, now: now)
        } completion: { error, _ in
            completion(error)
        }
    }

    func add(group: String, _ id: String, _ sender: Machine.Sender, completion: @escaping Completion) {
        let now = clock()
        steps.step(id, from: sender) {
            $0.add(group: group, sender, now: now)
        } completion: { error, _ in
            completion(error)
        }
    }

    /// The limit of positions holds here, while the transaction can still be given up: once it is decided, it
    /// has to be carried out.
    func add(
        _ positions: [OffsetKey: CommittedOffset], _ id: String, _ sender: Machine.Sender,
        completion: @escaping Completion
    ) {
        guard offsets.hasRoom(for: positions.keys) else { return completion(.policyViolation) }
        let now = clock()
        let limit = limits.offsetsPerTransaction
        steps.step(id, from: sender) {
            $0.add(positions, sender, limit: limit, now: now)
        } completion: { error, _ in
            completion(error)
        }
    }

    /// Answers once the transaction is over: its markers and positions are on disk.
    func end(_ id: String, isCommit: Bool, _ sender: Machine.Sender, completion: @escaping Completion) {
        let now = clock()
        steps.step(id, from: sender) { machine in
            switch machine.end(isCommit: isCommit, sender, now: now) {
            case .decided, .done: .none
            case .refused(let error): error
            }
        } completion: { error, machine in
            guard error == .none, machine?.isDecided == true else { return completion(error) }
            self.ending.carryOut(id, completion: completion)
        }
    }

    /// Hands over a batch of a transaction, if it may be written.
    /// - Parameter enqueue: puts it into the log's queue. In here, so that no marker comes before it.
    /// - Returns: why not.
    func append(
        _ id: String, _ sender: Machine.Sender, to partition: Machine.Partition,
        enqueue: () throws(LogError) -> Void
    ) throws(LogError) -> ErrorCode {
        let result: Result<ErrorCode, LogError> = steps.withRegistry { registry in
            guard let entry = registry[id] else { return .success(.invalidProducerIDMapping) }
            let error = entry.machine.mayWrite(partition, sender)
            guard error == .none else { return .success(error) }
            do throws(LogError) {
                try enqueue()
                return .success(.none)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Whether a producer id belongs to a transactional id: then it writes in transactions alone.
    func hasProducer(_ producerID: Int64) -> Bool { steps.withRegistry { $0.hasProducer(producerID) } }

    /// Whether a transaction that is not over may change the position.
    func mayChange(_ key: OffsetKey) -> Bool { steps.withRegistry { $0.mayChange(key) } }
}
