import ClickSink
import DedicatedThread
import PostgresClient
import ServiceLifecycle

/// The sink against the yardstick, in rounds of one run: raw COPY, then drains of the topic in each way, each
/// into empty tables behind a checkpoint.
struct SinkBench {
    /// A way to drain.
    private struct Way {
        let rollups: Bool
        let workers: Int
        var rates: [Double] = []
        var ratios: [Double] = []
    }

    let stack: Stack
    let rawCopy: RawCopy
    let rounds: Int
    /// The most workers; one worker is measured too.
    let workers: Int

    /// - Throws: `PostgresError`, `SinkError`, `KafkaError`.
    func run() async throws -> BenchReport.Sink {
        let session = PostgresSession(stack.server, name: "bench")
        let rawCopy = rawCopy
        var raw: [Double] = []
        var memory: Int64?
        var ways = Set([1, workers]).sorted().flatMap { workers in
            [Way(rollups: false, workers: workers), Way(rollups: true, workers: workers)]
        }
        try await session.withConnection { try rawCopy.prepare($0) }
        for _ in 0..<rounds {
            try await session.withConnection(Self.empty)
            let yardstick = try await session.withConnection { try rawCopy.run($0) }
            raw.append(yardstick)
            for index in ways.indices {
                try await session.withConnection(Self.empty)
                let (rollups, workers) = (ways[index].rollups, ways[index].workers)
                let (rate, added) = try await ResidentMemory.growth {
                    try await drain(rollups: rollups, workers: workers)
                }
                ways[index].rates.append(rate)
                ways[index].ratios.append(rate / yardstick)
                memory = added.map { max($0, memory ?? 0) }
            }
        }
        await session.close()
        return BenchReport.Sink(
            rawCopyPerSecond: Self.median(raw),
            drains: ways.map { way in
                BenchReport.Sink.Drain(
                    rollups: way.rollups, workers: way.workers, perSecond: Self.median(way.rates),
                    ratioToRawCopy: Self.median(way.ratios))
            }, rounds: rounds, addedMemoryBytes: memory)
    }

    private func drain(rollups: Bool, workers: Int) async throws -> Double {
        let sink = try stack.sink(workers: workers, untilEnd: true, aggregates: rollups)
        try await sink.run()
        let total = sink.telemetry.takeSnapshot()
        guard let first = total.firstRecordAt, let last = total.lastCommitAt, total.stored > 0 else {
            throw Unavailable("The sink found nothing to store.")
        }
        return Double(total.stored) / first.duration(to: last).seconds
    }

    private static func empty(_ connection: PostgresConnection) throws {
        try connection.execute(
            """
            TRUNCATE user_clicks, rejected_clicks, sink_offsets, clicks_by_minute, rolled_hours, rolled_days,
                sessions, users, user_days
            """)
        try connection.execute("CHECKPOINT")
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
