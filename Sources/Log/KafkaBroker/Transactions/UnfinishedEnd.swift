/// What is left to do of a decided transaction after a try that failed: only that is tried again, and later
/// each time. A value without I/O.
package struct UnfinishedEnd: Equatable, Sendable {
    package typealias Partition = TransactionStateMachine.Partition

    private static let firstPause: Int64 = 100
    private static let longestPause: Int64 = 30_000

    /// Those that still need a marker.
    package private(set) var partitions: Set<Partition>
    /// Positions of groups are to be kept.
    package private(set) var hasPositions: Bool
    package private(set) var failures = 0
    /// Milliseconds since 1970.
    private var retryAt: Int64 = 0

    package init(of machine: TransactionStateMachine) {
        partitions = machine.partitions
        hasPositions = machine.state == .prepareCommit && !machine.offsets.isEmpty
    }

    package mutating func markerIsWritten(to partition: Partition) { partitions.remove(partition) }

    package mutating func positionsAreKept() { hasPositions = false }

    /// - Parameter now: milliseconds since 1970.
    package mutating func failed(now: Int64) {
        failures += 1
        let pause = failures > 10 ? Self.longestPause : Self.firstPause << Int64(failures - 1)
        retryAt = now + min(pause, Self.longestPause)
    }

    package func isDue(now: Int64) -> Bool { now >= retryAt }
}
