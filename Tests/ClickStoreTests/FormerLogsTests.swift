import PostgresClient
import TestPostgres
import Testing

@testable import ClickStore

@Suite struct FormerLogsTests {
    private func claim(_ connection: PostgresConnection) throws -> [SinkPosition] {
        try SinkOffsets.claim(connection, topic: "clicks", partitions: [0, 1], owner: "test")
    }

    /// Two partitions, with five clicks and one rejection stored of the first.
    private func fill(_ connection: PostgresConnection) throws -> SinkFence {
        let positions = try claim(connection)
        try SinkOffsets.start(
            connection, topic: "clicks",
            at: positions.map { SinkFence(partition: $0.partition, epoch: $0.epoch, nextOffset: 0) })
        try ClickDays().ensure([ClickDay(microseconds: ClickFixture.someDay)], on: connection)
        try copy(
            (0..<5).map { Row(id: UInt64($0), offset: Int64($0)) }, connection,
            statement: UserClicksCopy.statement)
        try reject(5, connection)
        try connection.transaction {
            try SinkOffsets.advance(
                connection, topic: "clicks",
                [SinkAdvance(partition: 0, epoch: positions[0].epoch, from: 0, to: 6, stored: 5, rejected: 1)]
            )
        }
        return SinkFence(partition: 0, epoch: positions[0].epoch, nextOffset: 6)
    }

    private func reject(_ offset: Int64, _ connection: PostgresConnection) throws {
        try connection.query(
            """
            INSERT INTO rejected_clicks (topic, kafka_partition, kafka_offset, produced_at, reason, detail)
            VALUES ('clicks', 0, $1, now(), 'not_json', '')
            """, [.integer(offset)])
    }

    @Test func `a log's account is closed as a whole, and the next one begins at nothing`() throws {
        try withStore { connection, _ in
            let fence = try fill(connection)
            try FormerLogs.retire(connection, topic: "clicks", fence)
            let rows = try SinkOffsets.rows(connection, topic: "clicks")
            #expect(rows.map(\.nextOffset) == [nil, nil])
            #expect(rows.map(\.stored) == [0, 0])
            #expect(rows.allSatisfy { $0.epoch > fence.epoch && $0.isBalanced })
            let former = try connection.query(
                "SELECT next_offset, stored, rejected, last_click_id FROM former_logs WHERE kafka_partition = 0"
            )
            #expect((0..<4).map { former.integer(0, $0) } == [6, 5, 1, 5])
            #expect(try FormerLogs.count(connection, topic: "clicks") == 1)
            // The same offset again is another rejection now.
            try reject(5, connection)
            #expect(try count(connection, "rejected_clicks WHERE former_log = 1") == 1)
            #expect(try count(connection, "user_clicks WHERE id > \(FormerLogs.lastClickID)") == 0)
            #expect(try count(connection, "user_clicks") == 5)
        }
    }

    @Test func `who comes second does not close the next log's account`() throws {
        try withStore { connection, _ in
            let fence = try fill(connection)
            try FormerLogs.retire(connection, topic: "clicks", fence)
            #expect(throws: SinkFenced.self) {
                try FormerLogs.retire(connection, topic: "clicks", fence)
            }
            #expect(try FormerLogs.count(connection, topic: "clicks") == 1)
            #expect(!connection.isInTransaction)
        }
    }

    @Test func `dropped rows of a former log are not counted for the next`() throws {
        try withStore { connection, _ in
            let fence = try fill(connection)
            try FormerLogs.retire(connection, topic: "clicks", fence)
            try copy([Row(id: 9, offset: 0)], connection, statement: UserClicksCopy.statement)
            var round = RetentionRound(connection)
            try round.run(keeping: 1, now: ClickFixture.someDay + 5 * ClickDay.microseconds)
            #expect(round.report.clicks == 6)
            #expect(try DroppedRows.read(connection) == [0: DroppedRows(clicks: 1)])
        }
    }

    @Test func `a gap is noted and skipped in one step, by the owner only`() throws {
        try withStore { connection, _ in
            let fence = try fill(connection)
            let gap = OffsetGap(partition: 0, from: 6, to: 100)
            #expect(throws: SinkFenced.self) {
                try OffsetGap.skip([gap], epochs: [0: fence.epoch + 1], connection, topic: "clicks")
            }
            #expect(try OffsetGap.all(connection, topic: "clicks").isEmpty)
            try OffsetGap.skip([gap], epochs: [0: fence.epoch], connection, topic: "clicks")
            let row = try #require(try SinkOffsets.rows(connection, topic: "clicks").first)
            #expect(row.nextOffset == 100)
            #expect(row.skipped == 94)
            #expect(row.isBalanced)
            let noted = try OffsetGap.all(connection, topic: "clicks")
            #expect(noted.map(\.count) == [94])
            #expect(noted.first?.foundAt.hasSuffix("Z") == true)
        }
    }
}
