internal import KafkaLog
internal import NIOConcurrencyHelpers

/// The fetches that wait for new records, by partition.
///
/// Nothing polls: whoever makes records visible, or takes a partition away, calls the waiters of that
/// partition.
final class FetchWaiters: Sendable {
    /// Identifies a waiter among those of a partition.
    typealias Waiter = FetchSession
    private typealias Table = [ObjectIdentifier: [ObjectIdentifier: Waiter]]

    private let table = NIOLockedValueBox(Table())

    func add(_ waiter: Waiter, to partitions: [PartitionLog]) {
        table.withLockedValue { table in
            for partition in partitions {
                table[ObjectIdentifier(partition), default: [:]][ObjectIdentifier(waiter)] = waiter
            }
        }
    }

    func remove(_ waiter: Waiter, from partitions: [PartitionLog]) {
        table.withLockedValue { table in
            for partition in partitions {
                let key = ObjectIdentifier(partition)
                table[key]?[ObjectIdentifier(waiter)] = nil
                if table[key]?.isEmpty == true { table[key] = nil }
            }
        }
    }

    /// More of the partition can be read, or it is gone.
    func wake(_ partition: PartitionLog) {
        let waiting = table.withLockedValue { table in
            table[ObjectIdentifier(partition)].map { Array($0.values) } ?? []
        }
        for waiter in waiting { waiter.wake() }
    }

    /// The broker stops: everyone gets what there is.
    func expireAll() {
        let waiting = table.withLockedValue { table in
            var distinct: [ObjectIdentifier: Waiter] = [:]
            for waiters in table.values { distinct.merge(waiters) { first, _ in first } }
            return Array(distinct.values)
        }
        for waiter in waiting { waiter.expire() }
    }
}
