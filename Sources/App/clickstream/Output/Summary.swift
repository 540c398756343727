import ClickSink
import Histogram

/// What a run did, at its end.
struct Summary {
    private let sink: SinkTelemetry.Snapshot
    private let producer: ProducerTelemetry.Snapshot?
    private let json: Bool

    init(sink: SinkTelemetry.Snapshot, producer: ProducerTelemetry.Snapshot? = nil, json: Bool) {
        self.sink = sink
        self.producer = producer
        self.json = json
    }

    private struct Document: Encodable {
        var produced: Int64?
        var failed: Int64?
        var stored: Int64
        var duplicates: Int64
        var rejected: Int64
        var skipped: Int64
        var transactions: Int64
        var lag: Int64
        var freshnessP50Ms: UInt64?
        var freshnessP99Ms: UInt64?
    }

    func print(on terminal: Terminal) {
        let isEmpty = sink.freshness.totalCount == 0
        let p50 = sink.freshness.valueAtPercentile(50)
        let p99 = sink.freshness.valueAtPercentile(99)
        if json {
            JSONOutput.print(
                Document(
                    produced: producer?.delivered, failed: producer?.failed, stored: sink.stored,
                    duplicates: sink.duplicates, rejected: sink.rejected, skipped: sink.skipped,
                    transactions: sink.transactions, lag: sink.lag, freshnessP50Ms: isEmpty ? nil : p50,
                    freshnessP99Ms: isEmpty ? nil : p99))
            return
        }
        var parts = ["stored \(Format.count(sink.stored))"]
        if let producer { parts.insert("produced \(Format.count(producer.delivered))", at: 0) }
        if let failed = producer?.failed, failed > 0 {
            parts.append("not acknowledged \(Format.count(failed))")
        }
        parts.append("duplicates \(Format.count(sink.duplicates))")
        parts.append("rejected \(Format.count(sink.rejected))")
        if sink.skipped > 0 { parts.append("skipped \(Format.count(sink.skipped))") }
        if !isEmpty {
            parts.append("fresh p50 \(Format.milliseconds(p50)) p99 \(Format.milliseconds(p99))")
        }
        terminal.print("Done: " + parts.joined(separator: ", ") + ".")
        terminal.print("Check it with: clickstream verify")
    }
}
