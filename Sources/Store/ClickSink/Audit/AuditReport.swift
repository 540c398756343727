package import ClickStore

/// What an audit of log against tables found.
package struct AuditReport: Sendable, Equatable {
    /// One partition of the topic.
    package struct Partition: Sendable, Equatable {
        package var partition: Int32
        /// Where the sink began, and the first offset that it has not accounted for.
        package var firstOffset: Int64
        package var nextOffset: Int64
        /// What the log holds at present.
        package var logStart: Int64
        package var logEnd: Int64
        /// Counted anew from the tables and the log.
        package var stored: Int64 = 0
        package var duplicates: Int64 = 0
        package var rejected: Int64 = 0
        package var skipped: Int64 = 0
        /// Records without a row, since retention has dropped it, or their day before they were stored.
        package var dropped: Int64 = 0
        /// Offsets whose records the log no longer holds; for these, only rows could be counted.
        package var expired: Int64 { max(0, min(logStart, nextOffset) - firstOffset) }
        /// Records that the sink has not come to yet.
        package var lag: Int64 { max(0, logEnd - max(nextOffset, logStart)) }
    }

    /// A gap in what is stored: offsets that are lost.
    package struct Gap: Sendable, Equatable {
        package var partition: Int32
        /// The first offset that is lost, and the first one after it that is not.
        package var from: Int64
        package var to: Int64
        /// When the sink found it, as in `2026-03-01T12:00:00Z`.
        package var foundAt: String
    }

    package var topic: String
    /// Clicks before this UTC day are dropped, as in `2026-03-01`; `nil` while all are kept.
    package var droppedBefore: String?
    /// Offsets that had expired in Kafka before they were stored: lost, and no fault of the tables.
    package var gaps: [Gap] = []
    /// Logs that the topic had before this one. Their rows are not audited: there is nothing to compare.
    package var formerLogs = 0
    package var partitions: [Partition] = []
    /// The first of what is wrong, at most `AuditReport.listedFindings`.
    package var findings: [AuditFinding] = []
    /// How many things are wrong in all, but for the aggregates.
    package var findingCount = 0
    /// What rollups, sessions and users are like; `nil` where they were not to be compared.
    package var aggregates: AggregateReport?

    package static let listedFindings = 100

    /// Every offset up to the committed ones is accounted for exactly once, and the aggregates are what the
    /// rows say, where they were compared.
    package var isExact: Bool { findingCount == 0 && aggregates?.isExact ?? true }
    package var lost: Int64 { gaps.reduce(0) { $0 + $1.to - $1.from } }
    package var lag: Int64 { partitions.reduce(0) { $0 + $1.lag } }

    package init(topic: String) { self.topic = topic }

    mutating func add(_ audit: PartitionAudit) {
        partitions.append(audit.counts)
        findingCount += audit.findingCount
        findings += audit.findings.prefix(Self.listedFindings - findings.count)
    }

    mutating func add(_ finding: AuditFinding) {
        findingCount += 1
        if findings.count < Self.listedFindings { findings.append(finding) }
    }
}
