import ClickSink
import TrafficSimulator

/// The work that is measured: the same transaction again and again.
///
/// Everything before the last transactions costs the same in each process with the same `extent`: so the
/// difference between two processes with different counts is what the further transactions cost.
struct Feed: ~Copyable {
    /// What 10 seconds bring at 1,000 clicks a second.
    static let events = 10_000
    /// A time long past, so that the clicks are the same for ever.
    private static let end: Int64 = 1_780_000_000_000_000

    private let records = SimulatedBacklog(count: Self.events, seed: 7, end: Self.end)
    private var hotPath: HotPath

    init(_ extent: HotPath.Extent) { hotPath = HotPath(extent, now: Self.end) }

    /// - Throws: `Failure` where not every record became a click, since rejections cost something else.
    mutating func run(transactions count: Int) throws {
        // The first one finds out which days there are; in the second, buffers get their size.
        for _ in 0..<2 { _ = transaction() }
        for _ in 0..<count {
            guard transaction().clicks == records.count else {
                throw Failure(code: 1, "Some of the simulated clicks were rejected: measure valid ones.")
            }
        }
    }

    private mutating func transaction() -> (clicks: Int, bytes: Int) {
        hotPath.begin()
        records.forEach { hotPath.take($0, producedAt: records.producedAt) }
        return hotPath.end()
    }
}
