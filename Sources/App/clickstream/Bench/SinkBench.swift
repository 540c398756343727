import ClickSink
import DedicatedThread
import PostgresClient
import ServiceLifecycle

/// The sink against the yardstick, in rounds of one run: raw COPY, then a drain of the topic, each into empty
/// tables behind a checkpoint.
struct SinkBench {
    let stack: Stack
    let rawCopy: RawCopy
    let rounds: Int
    let workers: Int

    /// - Throws: `PostgresError`, `SinkError`, `KafkaError`.
    func run() async throws -> BenchReport.Sink {
        let session = PostgresSession(stack.server, name: "bench")
        let rawCopy = rawCopy
        var raw: [Double] = []
        var sink: [Double] = []
        try await session.withConnection { try rawCopy.prepare($0) }
        for _ in 0..<rounds {
            try await session.withConnection(Self.empty)
            raw.append(try await session.withConnection { try rawCopy.run($0) })
            try await session.withConnection(Self.empty)
            sink.append(try await drain())
        }
        await session.close()
        let ratios = zip(sink, raw).map { $0 / $1 }
        return BenchReport.Sink(
            rawCopyPerSecond: Self.median(raw), sinkPerSecond: Self.median(sink),
            ratioToRawCopy: Self.median(ratios), rounds: rounds)
    }

    private func drain() async throws -> Double {
        let sink = try stack.sink(workers: workers, untilEnd: true)
        try await sink.run()
        let total = sink.telemetry.takeSnapshot()
        guard let first = total.firstRecordAt, let last = total.lastCommitAt, total.stored > 0 else {
            throw Unavailable("The sink found nothing to store.")
        }
        return Double(total.stored) / first.duration(to: last).seconds
    }

    private static func empty(_ connection: PostgresConnection) throws {
        try connection.execute("TRUNCATE user_clicks, rejected_clicks, sink_offsets")
        try connection.execute("CHECKPOINT")
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}
