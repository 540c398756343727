internal import KafkaLog
internal import KafkaProtocol
internal import KafkaRecords
internal import Logging
internal import NIOConcurrencyHelpers

/// Carries out what was decided: markers into the partitions, positions into the groups, and then the note
/// that the transaction is over.
///
/// What fails is tried again, and nothing else: see `UnfinishedEnd`. After a restart all of it is done once
/// more, which changes nothing.
final class TransactionEnding: Sendable {
    typealias Machine = TransactionStateMachine
    typealias Completion = @Sendable (ErrorCode) -> Void

    private let steps: TransactionSteps
    private let directory: LogDirectory
    private let flusher: LogFlusher
    private let offsets: OffsetStore
    private let clock: @Sendable () -> Int64
    private let logger: Logger

    /// - Parameter clock: milliseconds since 1970.
    init(
        of steps: TransactionSteps, in directory: LogDirectory, flusher: LogFlusher, offsets: OffsetStore,
        clock: @escaping @Sendable () -> Int64, logger: Logger
    ) {
        self.steps = steps
        self.directory = directory
        self.flusher = flusher
        self.offsets = offsets
        self.clock = clock
        self.logger = logger
    }

    /// Ends a decided transaction. `completion` hears of it once all is on disk.
    func carryOut(_ id: String, completion: @escaping Completion) {
        let task: (machine: Machine, unfinished: UnfinishedEnd)? = steps.withRegistry { registry in
            guard let entry = registry[id], !entry.isBusy, entry.machine.isDecided else { return nil }
            registry.note(id) { $0.isBusy = true }
            return (entry.machine, entry.unfinished ?? UnfinishedEnd(of: entry.machine))
        }
        // Somebody else does it.
        guard let (machine, unfinished) = task else { return completion(.concurrentTransactions) }
        let parts = EndParts(unfinished) { error, unfinished in
            guard error == .none else {
                self.keep(unfinished, of: id, error)
                return completion(.coordinatorNotAvailable)
            }
            self.complete(id, unfinished, completion: completion)
        }
        for partition in unfinished.partitions { writeMarker(of: machine, to: partition, parts) }
        if unfinished.hasPositions { keepPositions(of: machine, parts) }
        parts.allHaveBegun()
    }

    private func complete(_ id: String, _ unfinished: UnfinishedEnd, completion: @escaping Completion) {
        let now = clock()
        steps.step(id, isOurs: true) { machine in
            machine.completed(now: now)
            return .none
        } completion: { error, _ in
            if error != .none {
                self.keep(unfinished, of: id, error)
            } else if unfinished.failures > 0 {
                self.logger.notice("the transaction of \(id) is over, after \(unfinished.failures) tries")
            }
            completion(error)
        }
    }

    /// Lets the next try begin where this one failed.
    private func keep(_ unfinished: UnfinishedEnd, of id: String, _ error: ErrorCode) {
        var unfinished = unfinished
        unfinished.failed(now: clock())
        let kept = unfinished
        steps.withRegistry { registry in
            registry.note(id) { entry in
                entry.isBusy = false
                entry.unfinished = kept
            }
        }
        guard kept.failures == 1 else { return }
        logger.warning("the end of a transaction of \(id) could not be written, and is tried again: \(error)")
    }

    private func writeMarker(of machine: Machine, to partition: Machine.Partition, _ parts: EndParts) {
        let log = directory.partition(topic: partition.topic, index: Int(partition.index))
        guard let log, log.topicID == partition.topicID else {
            // Deleted meanwhile, and the records with it.
            return parts.isNotNeeded(in: partition)
        }
        let marker: TransactionMarker = machine.state == .prepareCommit ? .commit : .abort
        let batch = marker.batch(
            producerID: machine.producerID, producerEpoch: machine.epoch, timestamp: clock())
        parts.begin()
        do throws(LogError) {
            try flusher.append(batch, to: log, leaderEpoch: BrokerCore.leaderEpoch, acknowledge: .synced) {
                result in
                switch result {
                // A topic that is being deleted has no use for a marker.
                case .success, .failure(.closed):
                    parts.end(.none) { $0.markerIsWritten(to: partition) }
                case .failure(let error): parts.end(ErrorCode(error))
                }
            }
        } catch {
            parts.end(ErrorCode(error))
        }
    }

    private func keepPositions(of machine: Machine, _ parts: EndParts) {
        let records = machine.offsets.filter { key, _ in
            directory.partition(topic: key.topic, index: Int(key.partition)) != nil
        }.map { OffsetRecord(key: $0.key, value: $0.value) }
        parts.begin()
        guard !records.isEmpty else { return parts.end(.none) { $0.positionsAreKept() } }
        offsets.commit(records, isDecided: true) { error in
            parts.end(error) { $0.positionsAreKept() }
        }
    }
}

/// Counts the parts of a transaction's end, and tells when the last is done.
private final class EndParts: Sendable {
    private struct State {
        var unfinished: UnfinishedEnd
        /// One for each part, and one for whoever begins them.
        var open = 1
        var error = ErrorCode.none
    }

    private let state: NIOLockedValueBox<State>
    private let completion: @Sendable (ErrorCode, UnfinishedEnd) -> Void

    init(
        _ unfinished: UnfinishedEnd, completion: @escaping @Sendable (ErrorCode, UnfinishedEnd) -> Void
    ) {
        state = NIOLockedValueBox(State(unfinished: unfinished))
        self.completion = completion
    }

    func begin() { state.withLockedValue { $0.open += 1 } }

    func isNotNeeded(in partition: TransactionStateMachine.Partition) {
        state.withLockedValue { $0.unfinished.markerIsWritten(to: partition) }
    }

    func allHaveBegun() { end(.none) }

    /// - Parameter note: what is done with this part, unless it failed.
    func end(_ error: ErrorCode, note: (inout UnfinishedEnd) -> Void = { _ in }) {
        let outcome: State? = state.withLockedValue { state in
            state.open -= 1
            if error == .none { note(&state.unfinished) } else { state.error = error }
            return state.open == 0 ? state : nil
        }
        if let outcome { completion(outcome.error, outcome.unfinished) }
    }
}
