import ClickStore
import Testing

@testable import ClickSink

@Suite struct PartitionAuditTests {
    private typealias Click = PartitionAudit.ClickIdentity

    private func click(_ number: UInt64) -> PartitionAudit.ClickIdentity {
        PartitionAudit.ClickIdentity(high: 1, low: number, time: 1000 + Int64(number))
    }

    private func audit(
        from first: Int64 = 0, to next: Int64, logStart: Int64 = 0, logEnd: Int64? = nil
    ) -> PartitionAudit {
        PartitionAudit(
            AuditReport.Partition(
                partition: 3, firstOffset: first, nextOffset: next, logStart: logStart, logEnd: logEnd ?? next
            ))
    }

    private func kinds(_ audit: PartitionAudit) -> [AuditFinding.Kind] { audit.findings.map(\.kind) }

    @Test func `rows, rejections, duplicates and gaps add up to an exact partition`() {
        var audit = audit(to: 6)
        audit.record(0, click: click(0), rows: [click(0)], isRejected: false)
        audit.record(1, click: nil, rows: [], isRejected: true)
        audit.record(2, click: click(0), rows: [], isRejected: false)
        audit.record(4, click: click(4), rows: [click(4)], isRejected: false)
        audit.reachedEnd(at: 6)
        let suspects = audit.takeSuspects()
        #expect(suspects.map(\.offset) == [2])
        #expect(suspects.map(\.click) == [click(0)])
        audit.judge(2, isStoredElsewhere: true)
        audit.compare(stored: 2, duplicates: 1, rejected: 1, skipped: 2)
        #expect(audit.findings.isEmpty)
    }

    @Test func `a click that is nowhere is missing`() {
        var audit = audit(to: 1)
        audit.record(0, click: click(0), rows: [], isRejected: false)
        audit.judge(0, isStoredElsewhere: false)
        #expect(kinds(audit) == [.missing])
    }

    @Test func `a record that is no click and was not rejected is missing`() {
        var audit = audit(to: 1)
        audit.record(0, click: nil, rows: [], isRejected: false)
        #expect(kinds(audit) == [.missing])
    }

    @Test func `two rows of one record are doubled`() {
        var audit = audit(to: 1)
        audit.record(0, click: click(0), rows: [click(0), click(0)], isRejected: false)
        #expect(kinds(audit) == [.doubled])
    }

    @Test func `a row that is another click than its record is altered`() {
        var audit = audit(to: 1)
        audit.record(0, click: click(0), rows: [click(9)], isRejected: false)
        #expect(kinds(audit) == [.altered])
    }

    @Test func `a record that is both stored and rejected is found`() {
        var audit = audit(to: 1)
        audit.record(0, click: click(0), rows: [click(0)], isRejected: true)
        #expect(kinds(audit) == [.storedAndRejected])
    }

    @Test func `a row without a record is found, and one outside the range`() {
        var audit = audit(to: 3)
        audit.record(0, click: click(0), rows: [click(0)], isRejected: false)
        audit.rowWithoutRecord(1, rows: 1, isRejected: false)
        audit.rowWithoutRecord(7, rows: 1, isRejected: false)
        audit.record(2, click: click(2), rows: [click(2)], isRejected: false)
        #expect(kinds(audit) == [.rowWithoutRecord, .outsideRange])
    }

    @Test func `rows of expired records are counted, not called strange`() {
        var audit = audit(to: 4, logStart: 2)
        audit.rowWithoutRecord(0, rows: 1, isRejected: false)
        audit.rowWithoutRecord(1, rows: 0, isRejected: true)
        audit.record(2, click: click(2), rows: [click(2)], isRejected: false)
        audit.record(3, click: click(3), rows: [click(3)], isRejected: false)
        audit.reachedEnd(at: 4)
        audit.compare(stored: 3, duplicates: 0, rejected: 1, skipped: 0)
        #expect(audit.findings.isEmpty)
    }

    @Test func `wrong counts are found, each of the four`() {
        var audit = audit(to: 1)
        audit.record(0, click: click(0), rows: [click(0)], isRejected: false)
        audit.reachedEnd(at: 1)
        audit.compare(stored: 2, duplicates: 1, rejected: 1, skipped: 1)
        #expect(kinds(audit) == [.countsDiffer, .countsDiffer, .countsDiffer, .countsDiffer])
    }

    @Test func `a log that ends too early is found`() {
        #expect(kinds(audit(to: 10, logEnd: 4)) == [.logTooShort])
    }

    @Test func `a log that cannot be read to the end is found`() {
        var audit = audit(to: 10)
        audit.reachedEnd(at: 3)
        #expect(kinds(audit) == [.logUnreadable])
    }
}

/// What retention has dropped is no damage, and hides none.
@Suite struct DroppedAuditTests {
    private func click(_ number: UInt64, time: Int64) -> PartitionAudit.ClickIdentity {
        PartitionAudit.ClickIdentity(high: 1, low: number, time: time)
    }

    private func audit(to next: Int64, dropped: DroppedRows) -> PartitionAudit {
        PartitionAudit(
            AuditReport.Partition(
                partition: 0, firstOffset: 0, nextOffset: next, logStart: 0, logEnd: next),
            horizon: 1000, dropped: dropped)
    }

    /// A dropped row, a click that came too late, a dropped rejection, and a row that is there.
    private func fill(_ audit: inout PartitionAudit) {
        audit.record(0, click: click(0, time: 999), rows: [], isRejected: false)
        audit.record(1, click: click(1, time: 5), rows: [], isRejected: false)
        audit.record(2, click: nil, rows: [], isRejected: false)
        audit.record(
            3, click: click(3, time: 1000), rows: [click(3, time: 1000)], isRejected: false)
        audit.reachedEnd(at: 4)
    }

    @Test func `dropped rows, late clicks and dropped rejections are accounted for`() {
        var audit = audit(to: 4, dropped: DroppedRows(clicks: 1, rejections: 1))
        fill(&audit)
        audit.compare(stored: 2, duplicates: 0, rejected: 1, skipped: 1)
        #expect(audit.findings.isEmpty)
        #expect(audit.counts.dropped == 3)
    }

    @Test func `a rejection that nobody dropped is missing, and a count too high is found`() {
        var audit = audit(to: 4, dropped: DroppedRows(clicks: 1))
        fill(&audit)
        audit.compare(stored: 3, duplicates: 0, rejected: 0, skipped: 1)
        #expect(audit.findings.map(\.kind) == [.missing, .countsDiffer])
    }

    @Test func `a click from behind the horizon is still looked for`() {
        var audit = audit(to: 1, dropped: DroppedRows())
        audit.record(0, click: click(0, time: 1000), rows: [], isRejected: false)
        #expect(audit.suspects.count == 1)
    }
}
