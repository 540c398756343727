import ClickSink
import ClickStore

/// An audit's report, for a person and for a script.
struct AuditOutput {
    private let report: AuditReport

    init(_ report: AuditReport) { self.report = report }

    // MARK: - For a script

    private struct Document: Encodable {
        struct Partition: Encodable {
            var partition: Int32
            var firstOffset: Int64
            var nextOffset: Int64
            var logStart: Int64
            var logEnd: Int64
            var stored: Int64
            var duplicates: Int64
            var rejected: Int64
            var skipped: Int64
            var dropped: Int64
            var expired: Int64
            var lag: Int64
        }

        struct Gap: Encodable {
            var partition: Int32
            var fromOffset: Int64
            var toOffset: Int64
            var foundAt: String
        }

        struct Finding: Encodable {
            var kind: String
            var partition: Int32
            var offset: Int64?
            var detail: String
        }

        var exact: Bool
        var topic: String
        var records: Int64
        var stored: Int64
        var duplicates: Int64
        var rejected: Int64
        var skipped: Int64
        var dropped: Int64
        var droppedBefore: String?
        var lost: Int64
        var gaps: [Gap]
        var formerLogs: Int
        var lag: Int64
        var findingCount: Int
        var findings: [Finding]
        var partitions: [Partition]
        var aggregates: AggregateOutput.Document?
    }

    func printJSON() {
        JSONOutput.print(
            Document(
                exact: report.isExact, topic: report.topic, records: sum { $0.nextOffset - $0.firstOffset },
                stored: sum(\.stored), duplicates: sum(\.duplicates), rejected: sum(\.rejected),
                skipped: sum(\.skipped), dropped: sum(\.dropped), droppedBefore: report.droppedBefore,
                lost: report.lost,
                gaps: report.gaps.map {
                    Document.Gap(
                        partition: $0.partition, fromOffset: $0.from, toOffset: $0.to, foundAt: $0.foundAt)
                },
                formerLogs: report.formerLogs, lag: report.lag, findingCount: report.findingCount,
                findings: report.findings.map {
                    Document.Finding(
                        kind: $0.kind.rawValue, partition: $0.partition, offset: $0.offset, detail: $0.detail)
                },
                partitions: report.partitions.map {
                    Document.Partition(
                        partition: $0.partition, firstOffset: $0.firstOffset, nextOffset: $0.nextOffset,
                        logStart: $0.logStart, logEnd: $0.logEnd, stored: $0.stored,
                        duplicates: $0.duplicates, rejected: $0.rejected, skipped: $0.skipped,
                        dropped: $0.dropped, expired: $0.expired, lag: $0.lag)
                }, aggregates: report.aggregates.map { AggregateOutput($0).document }))
    }

    // MARK: - For a person

    func printText() {
        var table = TextTable([
            "partition", "from", "to", "stored", "duplicate", "rejected", "skipped", "dropped", "lag",
            "log end",
        ])
        for one in report.partitions {
            table.add(
                [
                    Int64(one.partition), one.firstOffset, one.nextOffset, one.stored, one.duplicates,
                    one.rejected, one.skipped, one.dropped, one.lag, one.logEnd,
                ].map { Format.count($0) })
        }
        StandardStreams.print("Topic \(report.topic)")
        for line in table.lines { StandardStreams.print(line) }
        for finding in report.findings {
            let place = "partition \(finding.partition)\(finding.offset.map { " offset \($0)" } ?? "")"
            StandardStreams.print("\(finding.kind.rawValue): \(place): \(finding.detail)")
        }
        if report.findingCount > report.findings.count {
            StandardStreams.print("… and \(Format.count(report.findingCount - report.findings.count)) more.")
        }
        for gap in report.gaps {
            let count = Format.count(gap.to - gap.from)
            StandardStreams.print(
                """
                lost: partition \(gap.partition) offsets \(gap.from) to \(gap.to - 1): \(count) offsets had expired \
                in Kafka before they were stored (found \(gap.foundAt))
                """)
        }
        if let aggregates = report.aggregates { AggregateOutput(aggregates).printText() }
        for line in advice { StandardStreams.print(line) }
        StandardStreams.print(verdict)
    }

    /// What the findings in the log may come of, and what to type next.
    private var advice: [String] {
        var lines: [String] = []
        let newLogs = report.partitions.filter { $0.logEnd < $0.nextOffset }.map { String($0.partition) }
        if !newLogs.isEmpty {
            lines.append(
                """
                The log of partition \(newLogs.joined(separator: ", ")) ends before what is stored of it: the topic was \
                deleted and made anew, and most of these findings say only that. What is stored is safe; clickstream \
                consume --on-new-topic start-over goes on with the new log.
                """)
        } else if let first = report.findings.first(where: { $0.kind == .missing }), let offset = first.offset
        {
            lines.append(
                """
                Rows that are missing are stored again by: clickstream replay --partition \(first.partition) --from \
                \(offset). Rows that were deleted on purpose stay findings until their records have expired.
                """)
        }
        return lines
    }

    private var verdict: String {
        let records = Format.count(sum { $0.nextOffset - $0.firstOffset })
        guard report.isExact else {
            var text = "NOT EXACT: \(Format.count(report.findingCount)) findings in \(records) offsets"
            if let aggregates = report.aggregates, aggregates.different > 0 {
                text +=
                    ", \(Format.count(aggregates.different)) rows of aggregates (mend them: clickstream rebuild)"
            }
            return text + "."
        }
        let expired = sum(\.expired)
        var text =
            "Exact: \(records) offsets, each accounted for once: \(Format.count(sum(\.stored))) stored, "
            + "\(Format.count(sum(\.duplicates))) duplicates, \(Format.count(sum(\.rejected))) rejected"
        if sum(\.skipped) > 0 { text += ", \(Format.count(sum(\.skipped))) without a record" }
        text += "."
        if let aggregates = report.aggregates {
            let rows = Format.count(aggregates.tables.reduce(0) { $0 + $1.compared })
            text += " \(rows) rows of aggregates are what the clicks say."
        } else {
            text += " Aggregates were not compared."
        }
        if expired > 0 {
            text +=
                " Of \(Format.count(expired)) of them the records have expired, so only rows were counted."
        }
        if let day = report.droppedBefore {
            text += " Retention: \(Format.count(sum(\.dropped))) of them are not kept, from before \(day)."
        }
        if report.lost > 0 {
            text += " LOST in Kafka before they were stored: \(Format.count(report.lost))."
        }
        if report.formerLogs > 0 {
            text += " Not audited: what is stored of the topic's \(report.formerLogs) former logs."
        }
        if report.lag > 0 { text += " Waiting in the log: \(Format.count(report.lag))." }
        return text
    }

    private func sum(_ value: (AuditReport.Partition) -> Int64) -> Int64 {
        report.partitions.reduce(0) { $0 + value($1) }
    }
}
