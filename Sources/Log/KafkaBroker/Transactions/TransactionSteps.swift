internal import KafkaLog
internal import KafkaProtocol
internal import NIOConcurrencyHelpers

/// The steps of all transactional ids: each is made durable before it counts, and one of an id at a time.
///
/// Whoever comes in between hears CONCURRENT_TRANSACTIONS, which clients take as "again, soon".
final class TransactionSteps: Sendable {
    typealias Machine = TransactionStateMachine

    private struct State {
        var registry = TransactionRegistry()
        var store: TransactionStore?
    }

    private let limits: BrokerLimits
    private let makeStore: @Sendable () throws(LogError) -> TransactionStore
    private let state = NIOLockedValueBox(State())
    /// Held while the topic is made, by the first transactional producer.
    private let opening = NIOLock()

    /// - Parameter makeStore: makes or reads the topic; blocks for the disk.
    init(limits: BrokerLimits, makeStore: @escaping @Sendable () throws(LogError) -> TransactionStore) {
        self.limits = limits
        self.makeStore = makeStore
    }

    /// Reads what is kept, or makes the topic for it. Blocks for the disk the first time.
    func open() throws(LogError) {
        opening.lock()
        defer { opening.unlock() }
        guard state.withLockedValue({ $0.store == nil }) else { return }
        let store = try makeStore()
        let machines = try store.load()
        state.withLockedValue { state in
            state.store = store
            for machine in machines.values { state.registry.set(machine) }
        }
    }

    /// Looks at the registry, or notes something in it.
    func withRegistry<Result>(_ body: (inout TransactionRegistry) throws -> Result) rethrows -> Result {
        try state.withLockedValue { try body(&$0.registry) }
    }

    /// Tries a step on a copy, makes the copy durable, and then lets it count.
    /// - Parameter sender: who is no longer the producer hears it even while another step is under way.
    /// - Parameter isOurs: the caller has kept others out already.
    /// - Parameter change: the step; what it returns, if not `.none`, refuses it.
    func step(
        _ id: String, from sender: Machine.Sender? = nil, isOurs: Bool = false,
        _ change: (inout Machine) -> ErrorCode,
        completion: @escaping @Sendable (ErrorCode, Machine?) -> Void
    ) {
        let outcome: (error: ErrorCode, next: Machine?, store: TransactionStore?) =
            state.withLockedValue { state in
                guard let entry = state.registry[id], let store = state.store else {
                    return (.invalidProducerIDMapping, nil, nil)
                }
                if entry.isBusy && !isOurs {
                    let refusal = sender.map { entry.machine.check($0) } ?? .none
                    return (refusal == .none ? .concurrentTransactions : refusal, nil, nil)
                }
                var next = entry.machine
                let error = change(&next)
                if error != .none { return (error, nil, nil) }
                if next == entry.machine { return (.none, next, nil) }
                guard hasRoom(for: next, state.registry) else { return (.policyViolation, nil, nil) }
                state.registry.note(id) { $0.isBusy = true }
                return (.none, next, store)
            }
        guard let next = outcome.next, let store = outcome.store else {
            return completion(outcome.error, outcome.next)
        }
        store.write(TransactionRecord(id: id, value: next)) { error in
            self.withRegistry { registry in
                if error == .none { registry.set(next) }
                registry.note(id) { entry in
                    entry.isBusy = false
                    if error == .none { entry.unfinished = nil }
                }
            }
            // Clients know how to wait for a coordinator, and not for a disk.
            completion(error == .none ? .none : .coordinatorNotAvailable, next)
        }
    }

    func hasRoom(for machine: Machine, _ registry: TransactionRegistry) -> Bool {
        registry.hasRoom(
            for: machine, largest: limits.transactionBytes, total: limits.transactionStateBytes)
    }

    /// Forgets an id that nobody else may touch meanwhile, on disk and then in memory.
    func forget(_ id: String) {
        let store = state.withLockedValue { state in
            state.registry.note(id) { $0.isBusy = true }
            return state.store
        }
        store?.write(TransactionRecord(id: id, value: nil)) { error in
            self.withRegistry { registry in
                if error == .none { registry.remove(id) } else { registry.note(id) { $0.isBusy = false } }
            }
        }
    }
}
