import ClickStore
import DedicatedThread
import PostgresClient
import TestPostgres
import Testing

@Suite struct SinkOffsetsTests {
    private let topic = "website's_clicks"

    private func fence(_ partition: Int32, _ epoch: Int64, _ offset: Int64) -> SinkFence {
        SinkFence(partition: partition, epoch: epoch, nextOffset: offset)
    }

    private func advance(_ partition: Int32, _ epoch: Int64, _ range: Range<Int64>) -> SinkAdvance {
        SinkAdvance(
            partition: partition, epoch: epoch, from: range.lowerBound, to: range.upperBound,
            stored: Int64(range.count))
    }

    /// Claims partitions 0, 1 and 2 for "first" and starts them at 10, 11 and 12.
    private func withClaim(_ body: (PostgresConnection, PostgresConfiguration) throws -> Void) throws {
        try withStore { connection, database in
            _ = try SinkOffsets.claim(connection, topic: topic, partitions: [2, 0, 1, 0], owner: "first")
            try SinkOffsets.start(
                connection, topic: topic, at: [fence(0, 1, 10), fence(1, 1, 11), fence(2, 1, 12)])
            try body(connection, database)
        }
    }

    @Test func `a claim raises the epoch and keeps the position`() throws {
        try withStore { connection, _ in
            let fresh = try SinkOffsets.claim(
                connection, topic: topic, partitions: [1, 0, 1], owner: "first")
            #expect(fresh.map(\.partition) == [0, 1])
            #expect(fresh.allSatisfy { $0.epoch == 1 && $0.nextOffset == nil && $0.firstOffset == nil })
            try SinkOffsets.start(connection, topic: topic, at: [fence(0, 1, 5)])
            let again = try SinkOffsets.claim(
                connection, topic: topic, partitions: [0, 1, 2], owner: "second")
            #expect(again.map(\.epoch) == [2, 2, 1])
            #expect(again.map(\.nextOffset) == [5, nil, nil])
            #expect(again.map(\.firstOffset) == [5, nil, nil])
            #expect(try SinkOffsets.claim(connection, topic: topic, partitions: [], owner: "x").isEmpty)
            #expect(
                try SinkOffsets.claim(connection, topic: "other", partitions: [0], owner: "x")[0].epoch == 1)
            #expect(
                try SinkOffsets.rows(connection, topic: topic).map(\.owner) == ["second", "second", "second"])
            #expect(try SinkOffsets.rows(connection).count == 4)
        }
    }

    @Test func `a partition starts once`() throws {
        try withClaim { connection, _ in
            try SinkOffsets.start(connection, topic: topic, at: [fence(0, 1, 10)])
            let moved = #expect(throws: SinkFenced.self) {
                try SinkOffsets.start(connection, topic: topic, at: [fence(0, 1, 99)])
            }
            #expect(moved?.nextOffset == 10)
        }
    }

    @Test func `many partitions advance in one statement, and the counts add up`() throws {
        try withClaim { connection, _ in
            try connection.transaction {
                try SinkOffsets.lock(connection, topic: topic, [fence(2, 1, 12), fence(0, 1, 10)])
                try SinkOffsets.advance(
                    connection, topic: topic,
                    [
                        SinkAdvance(
                            partition: 0, epoch: 1, from: 10, to: 20, stored: 4, duplicates: 3, rejected: 2,
                            skipped: 1),
                        advance(2, 1, 12..<13),
                    ])
            }
            try SinkOffsets.advance(connection, topic: topic, [advance(0, 1, 20..<21)])
            let rows = try SinkOffsets.rows(connection, topic: topic)
            #expect(rows.map(\.nextOffset) == [21, 11, 13])
            #expect(rows.map(\.firstOffset) == [10, 11, 12])
            #expect(rows[0].stored == 5)
            #expect(rows[0].duplicates == 3)
            #expect(rows[0].rejected == 2)
            #expect(rows[0].skipped == 1)
            #expect(rows.allSatisfy { $0.isBalanced })
            #expect(rows.allSatisfy { $0.updatedAt > 1_700_000_000_000_000 })
        }
    }

    @Test func `counts that do not add up are refused`() throws {
        try withClaim { connection, _ in
            let odd = SinkAdvance(partition: 0, epoch: 1, from: 10, to: 20, stored: 9)
            let error = #expect(throws: PostgresError.self) {
                try SinkOffsets.advance(connection, topic: topic, [odd])
            }
            #expect(error?.kind == .client)
            let rows = try SinkOffsets.rows(connection, topic: topic)
            #expect(rows[0].nextOffset == 10)
        }
    }

    @Test func `a sink that was overtaken stores nothing`() throws {
        try withClaim { connection, database in
            let second = try PostgresConnection.connect(database)
            _ = try SinkOffsets.claim(second, topic: topic, partitions: [1], owner: "second")
            let atLock = #expect(throws: SinkFenced.self) {
                try connection.transaction {
                    try SinkOffsets.lock(connection, topic: topic, [fence(0, 1, 10), fence(1, 1, 11)])
                }
            }
            #expect(atLock?.fence.partition == 1)
            #expect(atLock?.epoch == 2)
            #expect(atLock?.owner == "second")
            #expect(atLock?.description.hasPrefix("second has taken over partition 1 of topic") == true)
            let atAdvance = #expect(throws: SinkFenced.self) {
                try connection.transaction {
                    try SinkOffsets.advance(
                        connection, topic: topic, [advance(0, 1, 10..<12), advance(1, 1, 11..<12)])
                }
            }
            #expect(atAdvance?.fence.partition == 1)
            let rows = try SinkOffsets.rows(connection, topic: topic)
            #expect(rows.map(\.nextOffset) == [10, 11, 12])
        }
    }

    @Test func `a row that was moved or removed by hand is noticed`() throws {
        try withClaim { connection, _ in
            try connection.execute("UPDATE sink_offsets SET next_offset = 50 WHERE kafka_partition = 0")
            try connection.execute("DELETE FROM sink_offsets WHERE kafka_partition = 1")
            let moved = #expect(throws: SinkFenced.self) {
                try SinkOffsets.lock(connection, topic: topic, [fence(0, 1, 10)])
            }
            #expect(moved?.nextOffset == 50)
            #expect(moved?.description.contains("at offset 50") == true)
            let gone = #expect(throws: SinkFenced.self) {
                try SinkOffsets.advance(connection, topic: topic, [advance(1, 1, 11..<12)])
            }
            #expect(gone?.owner == nil)
            #expect(gone?.description.contains("is gone") == true)
        }
    }

    @Test func `a claim waits for the transaction of the former owner`() async throws {
        try await TestPostgres.withDatabase { database in
            let first = try PostgresConnection.connect(database)
            try Migrations.migrate(first, logger: quietLogger)
            _ = try SinkOffsets.claim(first, topic: topic, partitions: [0], owner: "first")
            try SinkOffsets.start(first, topic: topic, at: [fence(0, 1, 10)])
            try SinkTransaction.begin(first, topic: topic, fences: [fence(0, 1, 10)])
            let thread = DedicatedThread(name: "claimant")
            let topic = topic
            async let claimed = thread.run { () throws -> [SinkPosition] in
                let second = try PostgresConnection.connect(database)
                return try SinkOffsets.claim(second, topic: topic, partitions: [0], owner: "second")
            }
            let waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            let observer = try PostgresConnection.connect(database)
            while try observer.query(waiting).rowCount == 0 { await Task.yield() }
            try SinkTransaction.commit(first, topic: topic, [advance(0, 1, 10..<15)])
            let position = try await claimed[0]
            #expect(position.epoch == 2)
            #expect(position.nextOffset == 15)
        }
    }

    @Test func `a former owner that never ends its transaction is put out, and nobody else`() throws {
        try withClaim { frozen, database in
            try SinkTransaction.begin(frozen, topic: topic, fences: [fence(0, 1, 10), fence(1, 1, 11)])
            var other = database
            other.settings.append(("application_name", "psql"))
            let person = try PostgresConnection.connect(other)
            try person.execute("BEGIN; SELECT FROM sink_offsets WHERE kafka_partition = 2 FOR UPDATE")
            let second = try PostgresConnection.connect(database)
            func claim(_ partitions: [Int32]) throws -> [SinkPosition] {
                try SinkOffsets.claim(
                    second, topic: topic, partitions: partitions, owner: "second", wait: .milliseconds(100))
            }

            let error = #expect(throws: PostgresError.self) { _ = try claim([0, 1]) }
            #expect(error?.sqlState == .lockNotAvailable)
            #expect(error?.retriability == .retriable)
            #expect(
                try SinkOffsets.endHolders(second, topic: topic, partitions: [0, 1, 2])
                    == [Int(frozen.backendID)])
            let claimed = try SinkOffsets.claim(second, topic: topic, partitions: [0, 1], owner: "second")
            #expect(claimed.map(\.epoch) == [2, 2])
            #expect(throws: PostgresError.self) {
                try SinkTransaction.commit(frozen, topic: topic, [advance(0, 1, 10..<12)])
            }
            #expect(throws: PostgresError.self) { _ = try claim([2]) }
            try person.execute("COMMIT")
            #expect(try claim([2])[0].epoch == 2)
        }
    }
}
