import ClickSink
import Logging
import Histogram
import PostgresClient
import ServiceLifecycle
import TrafficSimulator

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Everything at once, as `clickstream up` does it: at full speed, and at a steady rate.
struct EndToEndBench {
    let stack: Stack
    let seconds: Double
    let workers: Int

    static let steadyRate = 1000.0

    func run() async throws -> BenchReport.EndToEnd {
        let steady = try await measure(.perSecond(Self.steadyRate))
        let full = try await measure(.maximum)
        return BenchReport.EndToEnd(
            storedPerSecond: full.rate, seconds: seconds, steadyRate: Self.steadyRate,
            freshnessP50Ms: steady.freshness.valueAtPercentile(50),
            freshnessP99Ms: steady.freshness.valueAtPercentile(99), peakMemoryBytes: Self.peakMemory())
    }

    private func measure(_ rate: TrafficRate) async throws -> (rate: Double, freshness: Histogram<UInt64>) {
        var configuration = TrafficConfiguration(start: WallClock.microseconds())
        configuration.eventsPerSecond = rate.eventsPerSecond
        configuration.seed = 11
        let plan = TrafficPlan(
            configuration: configuration, rate: rate, hasOwnTime: false, count: nil,
            duration: .seconds(seconds))
        let producer = try TrafficProducer(
            plan: plan, kafka: stack.kafka, topic: stack.settings.topic, logger: stack.logger)
        let sink = try stack.sink(workers: workers, shutdown: .drain(limit: .seconds(120)))
        var quiet = stack.logger
        quiet.logLevel = .critical
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: sink),
                    .init(service: producer, successTerminationBehavior: .gracefullyShutdownGroup),
                ], logger: quiet))
        try await group.run()
        let total = sink.telemetry.takeSnapshot()
        guard let first = total.firstRecordAt, let last = total.lastCommitAt else {
            throw Unavailable("Nothing was stored.")
        }
        return (Double(total.stored) / first.duration(to: last).seconds, total.freshness)
    }

    private static func peakMemory() -> Int64 {
        var usage = rusage()
        #if canImport(Darwin)
            getrusage(RUSAGE_SELF, &usage)
            return Int64(usage.ru_maxrss)
        #else
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return Int64(usage.ru_maxrss) * 1024
        #endif
    }
}
