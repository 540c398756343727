internal import ClickStore

/// Compares one partition's records with the rows that came from them. A pure value: records and rows are
/// told to it in the order of their offsets, the findings are taken from it.
struct PartitionAudit {
    /// What makes a click that click.
    struct ClickIdentity: Hashable, Sendable {
        let high: UInt64
        let low: UInt64
        /// Microseconds since 1970.
        let time: Int64
    }

    private(set) var counts: AuditReport.Partition
    /// The first of what is wrong, at most `AuditReport.listedFindings`.
    private(set) var findings: [AuditFinding] = []
    /// How many things are wrong in all.
    private(set) var findingCount = 0
    /// Valid clicks that have no row of their own; they should be stored under another offset.
    private(set) var suspects: [(offset: Int64, click: ClickIdentity)] = []
    private var next: Int64
    /// Clicks before it are dropped, in microseconds since 1970.
    private let horizon: Int64
    /// What retention has dropped of this partition's rows.
    private let dropped: DroppedRows
    /// Records that should be rejections and are not there: as many may have been dropped.
    private var absentRejections: Int64 = 0

    init(
        _ counts: AuditReport.Partition, horizon: Int64 = .min, dropped: DroppedRows = DroppedRows()
    ) {
        self.counts = counts
        self.horizon = horizon
        self.dropped = dropped
        next = max(counts.firstOffset, min(counts.logStart, counts.nextOffset))
        if counts.logEnd < counts.nextOffset {
            find(
                .logTooShort, nil,
                """
                The log ends at \(counts.logEnd), but clicks up to \(counts.nextOffset) are stored: it is not the \
                log that they came from, or has lost records.
                """)
        }
    }

    /// The log has a record.
    /// - Parameters:
    ///   - click: what it holds; `nil` where it is no valid click.
    ///   - rows: the rows of `user_clicks` that name its offset.
    ///   - isRejected: whether a row of `rejected_clicks` does.
    mutating func record(_ offset: Int64, click: ClickIdentity?, rows: [ClickIdentity], isRejected: Bool) {
        counts.skipped += offset - next
        next = offset + 1
        if rows.count > 1 {
            find(.doubled, offset, "\(rows.count) rows of user_clicks came from this record.")
        }
        if let row = rows.first {
            counts.stored += Int64(rows.count)
            if isRejected { find(.storedAndRejected, offset, "The record is both a row and a rejection.") }
            if row != click { find(.altered, offset, "The row is not the click that the record holds.") }
        }
        if isRejected { counts.rejected += 1 }
        guard rows.isEmpty, !isRejected else { return }
        if let click {
            if click.time < horizon { counts.dropped += 1 } else { suspects.append((offset, click)) }
        } else if !isDroppedRejection() {
            find(.missing, offset, "The record is no valid click, and is not in rejected_clicks.")
        }
    }

    /// Rows or a rejection name an offset at which the log holds nothing (any more).
    mutating func rowWithoutRecord(_ offset: Int64, rows: Int, isRejected: Bool) {
        counts.stored += Int64(rows)
        if isRejected { counts.rejected += 1 }
        guard offset >= counts.firstOffset && offset < counts.nextOffset else {
            find(
                .outsideRange, offset,
                """
                A row names this offset, but the sink has accounted for \(counts.firstOffset) up to \
                \(counts.nextOffset) only.
                """)
            return
        }
        if rows > 1 { find(.doubled, offset, "\(rows) rows of user_clicks name this offset.") }
        if offset >= counts.logStart {
            counts.skipped -= 1
            find(.rowWithoutRecord, offset, "A row names this offset, and the log has no record there.")
        }
    }

    /// The log has been read up to the committed offset, or up to `end` where it could not be read further.
    mutating func reachedEnd(at end: Int64) {
        if end < counts.nextOffset && counts.logEnd >= counts.nextOffset {
            find(.logUnreadable, end, "The log could not be read from here on.")
        }
        counts.skipped += max(0, min(end, counts.nextOffset) - next)
        next = max(next, min(end, counts.nextOffset))
    }

    /// The sink comes no further, since what it is to store next cannot be read.
    mutating func cannotGoOn(_ reason: String) {
        find(
            .logUnreadable, counts.nextOffset,
            "The sink stands still here, since the log cannot be read: \(reason)")
    }

    /// Takes the suspects, to be looked up.
    mutating func takeSuspects() -> [(offset: Int64, click: ClickIdentity)] {
        defer { suspects.removeAll(keepingCapacity: true) }
        return suspects
    }

    /// What the look-up of a suspect said.
    mutating func judge(_ offset: Int64, isStoredElsewhere: Bool) {
        if isStoredElsewhere {
            counts.duplicates += 1
        } else if !isDroppedRejection() {
            find(.missing, offset, "The click of this record is nowhere in user_clicks.")
        }
    }

    /// Whether a record that is nowhere can be one of the dropped rejections; counts it as one.
    private mutating func isDroppedRejection() -> Bool {
        guard absentRejections < dropped.rejections else { return false }
        absentRejections += 1
        counts.dropped += 1
        return true
    }

    /// Compares with what the sink counted when it wrote.
    mutating func compare(stored: Int64, duplicates: Int64, rejected: Int64, skipped: Int64) {
        compare("stored", counted: stored, found: counts.stored + dropped.clicks)
        compare("rejected", counted: rejected, found: counts.rejected + dropped.rejections)
        if counts.expired > 0 || horizon > .min {
            // Of expired records only rows remain, and of dropped clicks only records, which may have been
            // duplicates or too late: so the rest can only be bounded.
            let unseen = counts.nextOffset - counts.firstOffset - stored - rejected
            if duplicates + skipped != unseen || counts.duplicates > duplicates || counts.skipped > skipped {
                find(.countsDiffer, nil, "The counts in sink_offsets do not add up to its offsets.")
            }
            return
        }
        compare("duplicates", counted: duplicates, found: counts.duplicates)
        compare("skipped", counted: skipped, found: counts.skipped)
    }

    private mutating func compare(_ name: String, counted: Int64, found: Int64) {
        guard counted != found else { return }
        find(.countsDiffer, nil, "sink_offsets says \(counted) \(name), and \(found) were found.")
    }

    private mutating func find(_ kind: AuditFinding.Kind, _ offset: Int64?, _ detail: String) {
        findingCount += 1
        guard findings.count < AuditReport.listedFindings else { return }
        findings.append(
            AuditFinding(kind: kind, partition: counts.partition, offset: offset, detail: detail))
    }
}
