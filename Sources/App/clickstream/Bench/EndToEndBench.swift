import ClickSink
import Logging
import Histogram
import PostgresClient
import ServiceLifecycle
import TrafficSimulator

/// Everything at once, as `clickstream up` does it: at full speed, and at a steady rate.
struct EndToEndBench {
    let stack: Stack
    let seconds: Double
    let workers: Int

    static let steadyRate = 1000.0
    /// Not counted at the steady rate: joining the consumer group takes longer than all that comes after.
    static let warmUp = 3.0

    /// At full speed.
    func full() async throws -> BenchReport.EndToEnd {
        let (measured, memory) = try await ResidentMemory.growth { try await measure(.maximum) }
        return BenchReport.EndToEnd(
            storedPerSecond: measured.rate, seconds: seconds, addedMemoryBytes: memory)
    }

    /// At 1,000 clicks a second, with nothing left to do of what was measured before.
    func steady() async throws -> BenchReport.Freshness {
        let session = PostgresSession(stack.server, name: "bench")
        try await session.withConnection { connection in
            try connection.execute("VACUUM (ANALYZE)")
            try connection.execute("CHECKPOINT")
        }
        await session.close()
        let ages = try await measure(.perSecond(Self.steadyRate), warmUp: Self.warmUp).freshness
        return BenchReport.Freshness(
            perSecond: Self.steadyRate, p50Ms: ages.valueAtPercentile(50), p90Ms: ages.valueAtPercentile(90),
            p99Ms: ages.valueAtPercentile(99), p999Ms: ages.valueAtPercentile(99.9), maximumMs: ages.max)
    }

    private func measure(
        _ rate: TrafficRate, warmUp: Double = 0
    ) async throws -> (rate: Double, freshness: Histogram<UInt64>) {
        var configuration = TrafficConfiguration(start: WallClock.microseconds())
        configuration.eventsPerSecond = rate.eventsPerSecond
        configuration.seed = 11
        let plan = TrafficPlan(
            configuration: configuration, rate: rate, hasOwnTime: false, count: nil,
            duration: .seconds(warmUp + seconds))
        let sink = try stack.sink(workers: workers, shutdown: .drain(limit: .seconds(120)))
        let producer = try TrafficProducer(
            plan: plan, kafka: stack.kafka, topic: stack.settings.topic, sink: sink.telemetry,
            logger: stack.logger)
        var quiet = stack.logger
        quiet.logLevel = .critical
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: sink),
                    .init(service: producer, successTerminationBehavior: .gracefullyShutdownGroup),
                ], logger: quiet))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await Task.sleep(for: .seconds(warmUp))
            _ = sink.telemetry.takeSnapshot()
            try await tasks.waitForAll()
        }
        let total = sink.telemetry.takeSnapshot()
        guard let first = total.firstRecordAt, let last = total.lastCommitAt else {
            throw Unavailable("Nothing was stored.")
        }
        return (Double(total.stored) / first.duration(to: last).seconds, total.freshness)
    }
}
