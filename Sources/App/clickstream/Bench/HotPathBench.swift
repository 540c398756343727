import ClickSink
import TrafficSimulator

/// How fast the sink does its own work on each click, without Kafka and PostgreSQL.
struct HotPathBench: ~Copyable {
    private var hotPath: HotPath
    private let records: SimulatedBacklog

    init(_ records: SimulatedBacklog) {
        self.records = records
        hotPath = HotPath(.all, now: records.producedAt * 1000)
    }

    /// - Returns: events a second, once everything has its size.
    mutating func run() throws -> Double {
        // The first transaction finds out which days there are.
        _ = measured()
        let (clicks, bytes) = measured()
        guard clicks == records.count, measured() == (clicks, bytes) else {
            throw Unavailable("The same clicks gave other rows.")
        }
        let start = ContinuousClock.now
        _ = measured()
        return Double(records.count) / start.duration(to: .now).seconds
    }

    /// One transaction of all records.
    private mutating func measured() -> (clicks: Int, bytes: Int) {
        hotPath.begin()
        records.forEach { hotPath.take($0, producedAt: records.producedAt) }
        return hotPath.end()
    }
}
