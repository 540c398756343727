internal import KafkaProtocol
internal import Logging

extension TransactionCoordinator {
    /// Aborts what took too long, and tries again what was decided and could not be carried out. Looks at
    /// every id: not for an event loop.
    func tick() {
        let now = clock()
        let (overdue, undone) = steps.withRegistry { registry in
            let resting = registry.all.filter { !$0.isBusy }
            return (
                resting.filter { $0.machine.isOverdue(now: now) }.map(\.machine.id),
                resting.filter { $0.machine.isDecided && $0.unfinished?.isDue(now: now) ?? true }
                    .map(\.machine.id)
            )
        }
        for id in undone { ending.carryOut(id) { _ in } }
        for id in overdue {
            steps.step(id) { machine in
                machine.expire(now: now)
                return .none
            } completion: { [ending, logger] error, machine in
                guard error == .none, machine?.isDecided == true else { return }
                logger.warning("a transaction of \(id) took too long, and is aborted")
                ending.carryOut(id) { _ in }
            }
        }
    }

    /// Forgets ids that nobody has used since `limit`; milliseconds since 1970.
    func forget(updatedBefore limit: Int64) {
        let old = steps.withRegistry { registry in
            let old = registry.all.filter {
                !$0.isBusy && $0.machine.isIdle && $0.machine.updatedAt < limit
            }.map(\.machine.id)
            for id in old { registry.note(id) { $0.isBusy = true } }
            return old
        }
        for id in old { steps.forget(id) }
    }
}
