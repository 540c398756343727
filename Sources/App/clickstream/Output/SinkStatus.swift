import ClickSink
import Histogram
import ServiceLifecycle
import Synchronization

/// The live line: what comes in, what is stored, how far behind, how fresh. Once a second on a terminal,
/// every ten seconds elsewhere.
final class SinkStatus: Service {
    private let telemetry: SinkTelemetry
    private let producer: ProducerTelemetry?
    private let terminal: Terminal
    private let totals: Mutex<Histogram<UInt64>>
    private let clock = ContinuousClock()

    init(telemetry: SinkTelemetry, producer: ProducerTelemetry? = nil, terminal: Terminal) {
        self.telemetry = telemetry
        self.producer = producer
        self.terminal = terminal
        totals = Mutex(telemetry.takeSnapshot().freshness)
    }

    /// The figures of the whole run, with the freshness of all of it.
    func total() -> SinkTelemetry.Snapshot {
        var snapshot = takeSnapshot()
        snapshot.freshness = totals.withLock { $0 }
        return snapshot
    }

    func run() async throws {
        let interval = Duration.seconds(terminal.isInteractive ? 1 : 10)
        await cancelWhenGracefulShutdown {
            var before = self.takeSnapshot()
            var producedBefore: Int64 = 0
            var time = self.clock.now
            while (try? await self.clock.sleep(for: interval)) != nil {
                let now = self.takeSnapshot()
                let seconds = max(0.001, Double(time.duration(to: self.clock.now).milliseconds) / 1000)
                let produced = self.producer?.snapshot.delivered ?? Self.position(now)
                let line = Self.line(
                    now, storedRate: Double(now.stored - before.stored) / seconds,
                    inRate: Double(produced - producedBefore) / seconds)
                self.terminal.showStatus(line)
                (before, producedBefore, time) = (now, produced, self.clock.now)
            }
        }
        terminal.endStatus()
    }

    private func takeSnapshot() -> SinkTelemetry.Snapshot {
        let snapshot = telemetry.takeSnapshot()
        totals.withLock { $0.add(snapshot.freshness) }
        return snapshot
    }

    /// Records in the log, as far as the sink knows of it.
    private static func position(_ snapshot: SinkTelemetry.Snapshot) -> Int64 {
        snapshot.stored + snapshot.duplicates + snapshot.rejected + snapshot.skipped + snapshot.lag
    }

    static func line(_ now: SinkTelemetry.Snapshot, storedRate: Double, inRate: Double) -> String {
        let isEmpty = now.freshness.totalCount == 0
        let p50 = isEmpty ? "-" : Format.milliseconds(now.freshness.valueAtPercentile(50))
        let p99 = isEmpty ? "-" : Format.milliseconds(now.freshness.valueAtPercentile(99))
        var line = """
            in \(Format.rate(max(0, inRate)))/s  stored \(Format.rate(storedRate))/s  \
            lag \(Format.count(now.lag))  fresh p50 \(p50) p99 \(p99)  total \(Format.count(now.stored))
            """
        if now.duplicates > 0 { line += "  duplicates \(Format.count(now.duplicates))" }
        if now.rejected > 0 { line += "  rejected \(Format.count(now.rejected))" }
        if let trouble = now.trouble { line += "  WAITING: \(trouble)" }
        return line
    }
}
