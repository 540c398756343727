import ClickStore
import Logging
import PostgresClient
import TestPostgres
import Testing

@testable import ClickSink

@Suite struct PartitionClaimsTests {
    private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    /// Claims partition 0, which is stored up to offset 30.
    /// - Parameter ends: what the broker says the log's end is, each time that it is asked.
    private func claim(ends: [Int64]) throws -> [PartitionClaims.Claim] {
        try TestPostgres.withConnection { connection in
            try Migrations.migrate(connection, logger: logger)
            _ = try SinkOffsets.claim(connection, topic: "t", partitions: [0], owner: "first")
            try SinkOffsets.start(
                connection, topic: "t", at: [SinkFence(partition: 0, epoch: 1, nextOffset: 30)])
            var answers = ends[...]
            return try PartitionClaims(
                topic: "t", partitions: [0], owner: "second",
                watermarks: { _ in (0, answers.popFirst() ?? -1) }, connection: connection, onNewLog: .stop,
                logger: logger
            ).run()
        }
    }

    @Test func `a claim reads on from the stored offset`() throws {
        let claims = try claim(ends: [30])
        #expect(claims.map(\.nextOffset) == [30])
        #expect(claims.map(\.epoch) == [2])
    }

    @Test func `a log that grew while the claim waited for a former owner is the right one`() throws {
        #expect(try claim(ends: [10, 30]).map(\.nextOffset) == [30])
    }

    @Test func `a log that still ends before the stored offset is not`() {
        #expect(throws: SinkError.self) { try claim(ends: [10, 29]) }
    }
}
