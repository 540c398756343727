internal import KafkaLog
internal import KafkaProtocol
internal import KafkaRecords
internal import Logging
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOPosix

/// All transactional ids: makes each step of their state machines durable before it counts, and carries out
/// what was decided.
///
/// One step of an id at a time: whoever comes in between hears CONCURRENT_TRANSACTIONS, which clients take as
/// "again, soon". What a crash or a full disk leaves undone is done at the next start, or the next `tick`.
final class TransactionCoordinator: Sendable {
    typealias Machine = TransactionStateMachine
    typealias Completion = @Sendable (ErrorCode) -> Void

    private struct Entry {
        var machine: Machine
        /// A step is on its way to the disk.
        var isBusy = false
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var store: TransactionStore?
    }

    private let directory: LogDirectory
    private let flusher: LogFlusher
    private let threadPool: NIOThreadPool
    private let offsets: OffsetStore
    private let limits: BrokerLimits
    private let clock: @Sendable () -> Int64
    private let logger: Logger
    private let state = NIOLockedValueBox(State())
    /// Held while the topic is made, by the first transactional producer.
    private let opening = NIOLock()

    /// Reads what is kept, if there has been a transaction. Blocks for the disk.
    /// - Parameter clock: milliseconds since 1970.
    init(
        in directory: LogDirectory, flusher: LogFlusher, threadPool: NIOThreadPool, offsets: OffsetStore,
        limits: BrokerLimits, clock: @escaping @Sendable () -> Int64, logger: Logger
    ) throws(LogError) {
        self.directory = directory
        self.flusher = flusher
        self.threadPool = threadPool
        self.offsets = offsets
        self.limits = limits
        self.clock = clock
        self.logger = logger
        if directory.topic(TransactionStore.topic) != nil { _ = try openStore() }
    }

    private func openStore() throws(LogError) -> TransactionStore {
        opening.lock()
        defer { opening.unlock() }
        if let store = state.withLockedValue({ $0.store }) { return store }
        let store = try TransactionStore(
            in: directory, flusher: flusher, threadPool: threadPool, clock: clock, logger: logger)
        state.withLockedValue { state in
            state.store = store
            state.entries = store.transactions.mapValues { Entry(machine: $0) }
        }
        return store
    }

    // MARK: Requests

    /// A producer starts. Blocks for the disk.
    /// - Parameter sender: the identity that it had, if it knows one.
    func initialize(
        _ id: String, _ sender: Machine.Sender?, timeout: Int64,
        completion: @escaping @Sendable (Result<Machine, Refusal>) -> Void
    ) {
        let freshID: Int64
        do throws(LogError) {
            _ = try openStore()
            freshID = try directory.allocateProducerID()
        } catch {
            return completion(.failure(Refusal(error)))
        }
        initialize(id, sender, timeout: timeout, freshID: freshID, completion: completion)
    }

    private func initialize(
        _ id: String, _ sender: Machine.Sender?, timeout: Int64, freshID: Int64,
        completion: @escaping @Sendable (Result<Machine, Refusal>) -> Void
    ) {
        let now = clock()
        let isKnown = state.withLockedValue { state in
            if state.entries[id] != nil { return true }
            guard sender == nil, state.entries.count < limits.transactionalIDs else { return false }
            state.entries[id] = Entry(
                machine: Machine(id: id, producerID: freshID, timeout: timeout, now: now))
            return true
        }
        guard isKnown else {
            let code: ErrorCode = sender == nil ? .policyViolation : .invalidProducerIDMapping
            return completion(.failure(Refusal(code, "")))
        }
        step(id) { machine in
            switch machine.initialize(sender, timeout: timeout, freshID: freshID, now: now) {
            case .ready, .aborts: .none
            case .refused(let error): error
            }
        } completion: { error, machine in
            guard error == .none, let machine else { return completion(.failure(Refusal(error, ""))) }
            guard machine.isDecided else { return completion(.success(machine)) }
            // Only the identity before this one had the epoch that was just fenced off.
            self.carryOut(id) { error in
                guard error == .none else { return completion(.failure(Refusal(error, ""))) }
                self.initialize(id, nil, timeout: timeout, freshID: freshID, completion: completion)
            }
        }
    }

    func add(
        _ partitions: Set<Machine.Partition>, _ id: String, _ sender: Machine.Sender,
        completion: @escaping Completion
    ) {
        let now = clock()
        step(id) {
            $0.add(partitions, sender, now: now)
        } completion: { error, _ in
            completion(error)
        }
    }

    func add(group: String, _ id: String, _ sender: Machine.Sender, completion: @escaping Completion) {
        let now = clock()
        step(id) {
            $0.add(group: group, sender, now: now)
        } completion: { error, _ in
            completion(error)
        }
    }

    func add(
        _ offsets: [OffsetKey: CommittedOffset], _ id: String, _ sender: Machine.Sender,
        completion: @escaping Completion
    ) {
        let now = clock()
        let limit = limits.offsetsPerTransaction
        step(id) {
            $0.add(offsets, sender, limit: limit, now: now)
        } completion: { error, _ in
            completion(error)
        }
    }

    /// Answers once the transaction is over: its markers and positions are on disk.
    func end(_ id: String, isCommit: Bool, _ sender: Machine.Sender, completion: @escaping Completion) {
        let now = clock()
        step(id) { machine in
            switch machine.end(isCommit: isCommit, sender, now: now) {
            case .decided, .done: .none
            case .refused(let error): error
            }
        } completion: { error, machine in
            guard error == .none, machine?.isDecided == true else { return completion(error) }
            self.carryOut(id, completion: completion)
        }
    }

    /// Hands over a batch of a transaction, if it may be written.
    /// - Parameter enqueue: puts it into the log's queue. In here, so that no marker comes before it.
    /// - Returns: why not.
    func append(
        _ id: String, _ sender: Machine.Sender, to partition: Machine.Partition,
        enqueue: () throws(LogError) -> Void
    ) throws(LogError) -> ErrorCode {
        let result: Result<ErrorCode, LogError> = state.withLockedValue { state in
            guard let entry = state.entries[id] else { return .success(.invalidProducerIDMapping) }
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

    /// Whether a transaction that is not over may change the position.
    func mayChange(_ key: OffsetKey) -> Bool {
        state.withLockedValue { state in
            state.entries.values.contains { $0.machine.offsets[key] != nil }
        }
    }

    // MARK: Upkeep

    /// Aborts what took too long, and does what was decided and not done.
    func tick() {
        let now = clock()
        let (overdue, undone) = state.withLockedValue { state in
            let resting = state.entries.values.filter { !$0.isBusy }.map(\.machine)
            return (
                resting.filter { $0.isOverdue(now: now) }.map(\.id), resting.filter(\.isDecided).map(\.id)
            )
        }
        for id in undone { carryOut(id) { _ in } }
        for id in overdue {
            step(id) { machine in
                machine.expire(now: now)
                return .none
            } completion: { [logger] error, machine in
                guard error == .none, machine?.isDecided == true else { return }
                logger.warning("a transaction of \(id) took too long, and is aborted")
                self.carryOut(id) { _ in }
            }
        }
    }

    /// Forgets ids that nobody has used since `limit`; milliseconds since 1970.
    func forget(updatedBefore limit: Int64) {
        let (old, store) = state.withLockedValue { state in
            let old = state.entries.values.filter {
                !$0.isBusy && $0.machine.isIdle && $0.machine.updatedAt < limit
            }.map(\.machine.id)
            for id in old { state.entries[id]?.isBusy = true }
            return (old, state.store)
        }
        for id in old {
            store?.write(TransactionRecord(id: id, value: nil)) { error in
                self.state.withLockedValue { state in
                    if error == .none { state.entries[id] = nil } else { state.entries[id]?.isBusy = false }
                }
            }
        }
    }

    // MARK: Steps

    /// Tries a step on a copy, makes the copy durable, and then lets it count.
    /// - Parameter isOurs: the caller has kept others out already.
    /// - Parameter change: the step; what it returns, if not `.none`, refuses it.
    private func step(
        _ id: String, isOurs: Bool = false, _ change: (inout Machine) -> ErrorCode,
        completion: @escaping @Sendable (ErrorCode, Machine?) -> Void
    ) {
        let outcome: (error: ErrorCode, next: Machine?, store: TransactionStore?) =
            state.withLockedValue { state in
                guard let entry = state.entries[id], let store = state.store else {
                    return (.invalidProducerIDMapping, nil, nil)
                }
                if entry.isBusy && !isOurs { return (.concurrentTransactions, nil, nil) }
                var next = entry.machine
                let error = change(&next)
                if error != .none { return (error, nil, nil) }
                if next == entry.machine { return (.none, next, nil) }
                state.entries[id]?.isBusy = true
                return (.none, next, store)
            }
        guard let next = outcome.next, let store = outcome.store else {
            return completion(outcome.error, outcome.next)
        }
        store.write(TransactionRecord(id: id, value: next)) { error in
            self.state.withLockedValue { state in
                state.entries[id]?.isBusy = false
                if error == .none { state.entries[id]?.machine = next }
            }
            // Clients know how to wait for a coordinator, and not for a disk.
            completion(error == .none ? .none : .coordinatorNotAvailable, next)
        }
    }

    /// Writes the markers and the positions of a decided transaction, and notes that it is over.
    private func carryOut(_ id: String, completion: @escaping Completion) {
        let machine: Machine? = state.withLockedValue { state in
            guard let entry = state.entries[id], !entry.isBusy, entry.machine.isDecided else { return nil }
            state.entries[id]?.isBusy = true
            return entry.machine
        }
        // Somebody else does it.
        guard let machine else { return completion(.concurrentTransactions) }
        let isCommit = machine.state == .prepareCommit
        let parts = TransactionParts { error in
            guard error == .none else {
                self.state.withLockedValue { $0.entries[id]?.isBusy = false }
                self.logger.warning("the end of a transaction of \(id) could not be written, yet: \(error)")
                return completion(.coordinatorNotAvailable)
            }
            let now = self.clock()
            self.step(id, isOurs: true) { machine in
                machine.completed(now: now)
                return .none
            } completion: { error, _ in
                completion(error)
            }
        }
        write(isCommit ? .commit : .abort, of: machine, parts)
        if isCommit && !machine.offsets.isEmpty {
            parts.begin()
            let records = machine.offsets.map { OffsetRecord(key: $0.key, value: $0.value) }
            offsets.commit(records) { parts.end($0) }
        }
        parts.end(.none)
    }

    private func write(_ marker: TransactionMarker, of machine: Machine, _ parts: TransactionParts) {
        let batch = marker.batch(
            producerID: machine.producerID, producerEpoch: machine.epoch, timestamp: clock())
        for partition in machine.partitions {
            guard let log = directory.partition(topic: partition.topic, index: Int(partition.index)) else {
                // Deleted meanwhile, and the records with it.
                continue
            }
            parts.begin()
            do throws(LogError) {
                try flusher.append(batch, to: log, leaderEpoch: BrokerCore.leaderEpoch, acknowledge: .synced)
                {
                    result in
                    switch result {
                    // A topic that is being deleted has no use for a marker.
                    case .success, .failure(.closed): parts.end(.none)
                    case .failure(let error): parts.end(ErrorCode(error))
                    }
                }
            } catch {
                parts.end(ErrorCode(error))
            }
        }
    }
}

/// Counts the parts of a transaction's end, and tells when the last is done.
private final class TransactionParts: Sendable {
    private let state = NIOLockedValueBox((open: 1, error: ErrorCode.none))
    private let completion: TransactionCoordinator.Completion

    /// One part is open already: whoever begins the others.
    init(completion: @escaping TransactionCoordinator.Completion) { self.completion = completion }

    func begin() { state.withLockedValue { $0.open += 1 } }

    func end(_ error: ErrorCode) {
        let outcome: ErrorCode? = state.withLockedValue { state in
            state.open -= 1
            if error != .none { state.error = error }
            return state.open == 0 ? state.error : nil
        }
        if let outcome { completion(outcome) }
    }
}
