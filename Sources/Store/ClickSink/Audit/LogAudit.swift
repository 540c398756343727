internal import ClickModel
internal import ClickStore
package import KafkaClient
package import Logging
package import PostgresClient

/// Reads the log again, from where the sink began to its committed offsets, and compares every record with
/// the tables, and the aggregates with the rows, in one snapshot of them. Nothing is written anywhere, and a
/// running sink is not disturbed.
///
/// Blocks; to be called on a thread of its own. Takes about as long as `ORDER BY` over the table and reading
/// the log do, and several times that for the aggregates; memory is bounded.
package struct LogAudit {
    private let kafka: KafkaClientConfiguration
    private let topic: String
    private let connection: PostgresConnection
    private let logger: Logger
    private let isStopRequested: () -> Bool

    /// - Parameter isStopRequested: asked between pieces of work; the audit then throws `CancellationError`.
    package init(
        kafka: KafkaClientConfiguration, topic: String, connection: PostgresConnection, logger: Logger,
        isStopRequested: @escaping () -> Bool = { false }
    ) {
        self.kafka = kafka
        self.topic = topic
        self.connection = connection
        self.logger = logger
        self.isStopRequested = isStopRequested
    }

    /// - Parameters:
    ///   - partitions: those that the topic has.
    ///   - aggregates: whether these are compared, too.
    /// - Throws: `KafkaError`, `PostgresError`, `CancellationError`.
    package func run(partitions: [Int32], aggregates: Bool = true) throws -> AuditReport {
        // The log is read in the middle of it, which may take long.
        try AggregateAudit.begin(connection)
        defer { connection.rollBack() }
        var report = try auditLog(partitions: partitions)
        if isStopRequested() { throw CancellationError() }
        if aggregates { report.aggregates = try AggregateAudit.run(connection) }
        return report
    }

    private func auditLog(partitions: [Int32]) throws -> AuditReport {
        var report = try emptyReport()
        let counted = try SinkOffsets.rows(connection, topic: topic)
        let dropped = try DroppedRows.read(connection)
        let horizon = try RetentionHorizon.read(connection)?.start ?? .min
        var clicks = try RowCursor("audited_clicks", Self.clicksQuery, on: connection)
        var rejections = try RowCursor("audited_rejections", try rejectionsQuery(), on: connection)
        let decoder = ClickDecoder()

        for partition in Set(partitions).union(counted.map(\.partition)).sorted() {
            let row = counted.first { $0.partition == partition }
            try skipRows(before: partition, &clicks, &rejections, into: &report)
            // Nothing is stored of it, and the topic has it no more: it was a partition of a former log.
            if !partitions.contains(partition), row?.nextOffset == nil { continue }
            var cursor =
                partitions.contains(partition)
                ? try LogCursor(
                    kafka, topic: topic, partition: partition, logger: logger,
                    isStopRequested: isStopRequested) : nil
            let start = row?.firstOffset ?? cursor?.logStart ?? 0
            var audit = PartitionAudit(
                AuditReport.Partition(
                    partition: partition, firstOffset: start, nextOffset: row?.nextOffset ?? start,
                    logStart: cursor?.logStart ?? row?.nextOffset ?? 0, logEnd: cursor?.logEnd ?? 0),
                horizon: horizon, dropped: dropped[partition] ?? DroppedRows())
            try compare(&audit, &cursor, &clicks, &rejections, decoder)
            audit.compare(
                stored: row?.stored ?? 0, duplicates: row?.duplicates ?? 0, rejected: row?.rejected ?? 0,
                skipped: row?.skipped ?? 0)
            cursor?.close()
            report.add(audit)
        }
        try skipRows(before: .max, &clicks, &rejections, into: &report)
        return report
    }

    private func emptyReport() throws -> AuditReport {
        var report = AuditReport(topic: topic)
        report.droppedBefore = try RetentionHorizon.read(connection)?.date
        report.formerLogs = try FormerLogs.count(connection, topic: topic)
        report.gaps = try OffsetGap.all(connection, topic: topic).map { gap in
            AuditReport.Gap(partition: gap.partition, from: gap.from, to: gap.to, foundAt: gap.foundAt)
        }
        return report
    }

    // MARK: - One partition

    /// - Parameter cursor: `nil` where the topic has no such partition.
    private func compare(
        _ audit: inout PartitionAudit, _ cursor: inout LogCursor?, _ clicks: inout RowCursor,
        _ rejections: inout RowCursor, _ decoder: ClickDecoder
    ) throws {
        let partition = audit.counts.partition
        guard cursor != nil else {
            return try rowsWithoutRecord(of: partition, before: .max, &audit, &clicks, &rejections)
        }
        let end = audit.counts.nextOffset
        let start = max(audit.counts.firstOffset, audit.counts.logStart)
        let reached = try cursor?.read(from: start, to: end) { record in
            try rowsWithoutRecord(of: partition, before: record.offset, &audit, &clicks, &rejections)
            let rows = try takeRows(of: partition, at: record.offset, &clicks)
            let isRejected = try takeRejection(of: partition, at: record.offset, &rejections)
            audit.record(
                record.offset, click: identity(record, decoder), rows: rows, isRejected: isRejected)
            if audit.suspects.count >= Self.suspectsAtATime { try lookUpSuspects(&audit) }
        }
        audit.reachedEnd(at: reached ?? end)
        try rowsWithoutRecord(of: partition, before: .max, &audit, &clicks, &rejections)
        try lookUpSuspects(&audit)
        if audit.counts.lag > 0, let damage = try cursor?.damage(at: max(end, audit.counts.logStart)) {
            audit.cannotGoOn(damage.description)
        }
    }

    private func identity(
        _ record: KafkaRecordView, _ decoder: ClickDecoder
    ) -> PartitionAudit.ClickIdentity? {
        guard case .click = decoder.decode(record.value, producedAt: record.timestamp) else { return nil }
        return PartitionAudit.ClickIdentity(
            high: decoder.click.eventID.high, low: decoder.click.eventID.low, time: decoder.click.eventTime)
    }

    private func takeRows(
        of partition: Int32, at offset: Int64, _ clicks: inout RowCursor
    ) throws -> [PartitionAudit.ClickIdentity] {
        var rows: [PartitionAudit.ClickIdentity] = []
        while let row = try clicks.peek(), row.partition == partition, row.offset == offset {
            if let click = row.click { rows.append(click) }
            clicks.advance()
        }
        return rows
    }

    private func takeRejection(
        of partition: Int32, at offset: Int64, _ rejections: inout RowCursor
    ) throws -> Bool {
        guard let row = try rejections.peek(), row.partition == partition, row.offset == offset else {
            return false
        }
        rejections.advance()
        return true
    }

    private func rowsWithoutRecord(
        of partition: Int32, before offset: Int64, _ audit: inout PartitionAudit, _ clicks: inout RowCursor,
        _ rejections: inout RowCursor
    ) throws {
        while let row = try clicks.peek(), row.partition == partition, row.offset < offset {
            let rows = try takeRows(of: partition, at: row.offset, &clicks)
            audit.rowWithoutRecord(row.offset, rows: rows.count, isRejected: false)
        }
        while let row = try rejections.peek(), row.partition == partition, row.offset < offset {
            rejections.advance()
            audit.rowWithoutRecord(row.offset, rows: 0, isRejected: true)
        }
    }

    /// Rows of partitions that neither the topic nor `sink_offsets` knows.
    private func skipRows(
        before partition: Int32, _ clicks: inout RowCursor, _ rejections: inout RowCursor,
        into report: inout AuditReport
    ) throws {
        while let row = try clicks.peek(), row.partition < partition {
            clicks.advance()
            report.add(Self.strange(row, table: "user_clicks"))
        }
        while let row = try rejections.peek(), row.partition < partition {
            rejections.advance()
            report.add(Self.strange(row, table: "rejected_clicks"))
        }
    }

    private static func strange(_ row: RowCursor.Row, table: String) -> AuditFinding {
        AuditFinding(
            kind: .outsideRange, partition: row.partition, offset: row.offset,
            detail: "A row of \(table) names a partition that the topic does not have.")
    }

    // MARK: - Duplicates

    private func lookUpSuspects(_ audit: inout PartitionAudit) throws {
        let suspects = audit.takeSuspects()
        guard !suspects.isEmpty else { return }
        let result = try connection.query(
            """
            SELECT s.number FROM unnest($1::text[]::uuid[], $2::bigint[]) WITH ORDINALITY
                AS s (event_id, event_time, number)
            WHERE EXISTS (SELECT FROM user_clicks c WHERE c.event_id = s.event_id
                AND c.event_time = timestamptz 'epoch' + s.event_time * interval '1 microsecond')
            """,
            [
                .texts(suspects.map { EventID(high: $0.click.high, low: $0.click.low).description }),
                .integers(suspects.map(\.click.time)),
            ])
        var isStored = [Bool](repeating: false, count: suspects.count)
        for row in 0..<result.rowCount {
            if let number = result.integer(row, 0) { isStored[Int(number) - 1] = true }
        }
        for (index, suspect) in suspects.enumerated() {
            audit.judge(suspect.offset, isStoredElsewhere: isStored[index])
        }
    }

    private static let suspectsAtATime = 5000

    // MARK: - Queries

    private static let clicksQuery = """
        SELECT kafka_partition, kafka_offset,
            ('x' || translate(left(event_id::text, 18), '-', ''))::bit(64)::bigint,
            ('x' || translate(right(event_id::text, 17), '-', ''))::bit(64)::bigint,
            (extract(epoch FROM event_time) * 1000000)::bigint
        FROM user_clicks WHERE id > \(FormerLogs.lastClickID) ORDER BY kafka_partition, kafka_offset
        """

    private func rejectionsQuery() throws -> String {
        """
        SELECT kafka_partition, kafka_offset FROM rejected_clicks
        WHERE topic = \(try connection.literal(topic)) AND former_log = 0 ORDER BY kafka_partition, kafka_offset
        """
    }
}
