import ClickStore
import PostgresClient
import TestPostgres
import Testing

@Suite struct SinkTransactionTests {
    private let topic = "website_clicks"
    private let fences = [SinkFence(partition: 0, epoch: 1, nextOffset: 0)]

    private func withSink(_ body: (PostgresConnection, PostgresConfiguration) throws -> Void) throws {
        try withStore { connection, database in
            try ClickDays().ensure([ClickDay(microseconds: ClickFixture.someDay)], on: connection)
            try StagedClicks.prepare(connection)
            _ = try SinkOffsets.claim(connection, topic: topic, partitions: [0], owner: "first")
            try SinkOffsets.start(connection, topic: topic, at: fences)
            try body(connection, database)
        }
    }

    private func advance(to offset: Int64, stored: Int64, duplicates: Int64 = 0) -> SinkAdvance {
        SinkAdvance(partition: 0, epoch: 1, from: 0, to: offset, stored: stored, duplicates: duplicates)
    }

    @Test func `rows and offsets become true together`() throws {
        try withSink { connection, database in
            let observer = try PostgresConnection.connect(database)
            try SinkTransaction.begin(
                connection, topic: topic, fences: fences, copy: UserClicksCopy.statement)
            try copy([Row(id: 1, offset: 0), Row(id: 2, offset: 1)], connection)
            #expect(try count(observer, "user_clicks") == 0)
            try SinkTransaction.commit(connection, topic: topic, [advance(to: 2, stored: 2)])
            #expect(try count(observer, "user_clicks") == 2)
            #expect(try SinkOffsets.rows(observer, topic: topic)[0].nextOffset == 2)
            #expect(!connection.isInTransaction)
        }
    }

    @Test func `a duplicate sends the batch down the slow road`() throws {
        try withSink { connection, _ in
            try copy([Row(id: 1, offset: 100)], connection, statement: UserClicksCopy.statement)
            let rows = [Row(id: 1, offset: 0), Row(id: 2, offset: 1)]
            try SinkTransaction.begin(
                connection, topic: topic, fences: fences, copy: UserClicksCopy.statement)
            let error = #expect(throws: PostgresError.self) { try copy(rows, connection) }
            #expect(error?.sqlState == .uniqueViolation)
            connection.rollBack()
            try SinkTransaction.begin(
                connection, topic: topic, fences: fences, copy: StagedClicks.copyStatement)
            try copy(rows, connection)
            let stored = try StagedClicks.store(connection)
            #expect(stored == [0: [1]])
            try SinkTransaction.commit(connection, topic: topic, [advance(to: 2, stored: 1, duplicates: 1)])
            #expect(try count(connection, "user_clicks") == 2)
            #expect(try SinkOffsets.rows(connection, topic: topic)[0].duplicates == 1)
        }
    }

    @Test func `a fenced sink is stopped before it sends a row, and its connection stays usable`() throws {
        try withSink { connection, database in
            let second = try PostgresConnection.connect(database)
            _ = try SinkOffsets.claim(second, topic: topic, partitions: [0], owner: "second")
            for statement in [UserClicksCopy.statement, nil] {
                let fenced = #expect(throws: SinkFenced.self) {
                    try SinkTransaction.begin(connection, topic: topic, fences: fences, copy: statement)
                }
                #expect(fenced?.owner == "second")
                #expect(!connection.isCopyingIn)
                #expect(!connection.isInTransaction)
                #expect(!connection.isBroken)
            }
        }
    }

    @Test func `an advance that does not fit takes the rows back`() throws {
        try withSink { connection, _ in
            try SinkTransaction.begin(
                connection, topic: topic, fences: fences, copy: UserClicksCopy.statement)
            try copy([Row(id: 1, offset: 0)], connection)
            let wrong = SinkAdvance(partition: 0, epoch: 9, from: 0, to: 1, stored: 1)
            #expect(throws: SinkFenced.self) {
                try SinkTransaction.commit(connection, topic: topic, [wrong])
            }
            #expect(!connection.isInTransaction)
            #expect(try count(connection, "user_clicks") == 0)
        }
    }

    @Test func `rows of a session that dies before its commit are gone, and the offset stands`() throws {
        try withSink { connection, database in
            try SinkTransaction.begin(
                connection, topic: topic, fences: fences, copy: UserClicksCopy.statement)
            try copy([Row(id: 1, offset: 0)], connection)
            let other = try PostgresConnection.connect(database)
            try other.query("SELECT pg_terminate_backend($1, 10000)", [.integer(connection.backendID)])
            let error = #expect(throws: PostgresError.self) {
                try SinkTransaction.commit(connection, topic: topic, [advance(to: 1, stored: 1)])
            }
            #expect(error?.retriability == .retriable)
            #expect(connection.isBroken)
            #expect(try count(other, "user_clicks") == 0)
            #expect(try SinkOffsets.rows(other, topic: topic)[0].nextOffset == 0)
        }
    }
}
