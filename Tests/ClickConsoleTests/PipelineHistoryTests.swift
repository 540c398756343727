import Foundation
import KafkaClient
import Testing

@testable import ClickConsole

@Suite(.serialized) struct PipelineHistoryTests {
    private typealias Sample = PipelineHistory.Sample

    private static func state(
        _ partition: Int32, next: Int64, stored: Int64, duplicates: Int64 = 0, rejected: Int64 = 0,
        end: Int64?
    ) -> PartitionState {
        var state = PartitionState(
            topic: "clicks", partition: partition, first: 0, next: next, stored: stored,
            duplicates: duplicates,
            rejected: rejected, skipped: 0, updatedAt: 0)
        state.end = end
        state.freshness = .init(p50: 2, p99: 9)
        return state
    }

    @Test func `rates are what was added between two samples`() throws {
        let before = Sample(
            time: 1000,
            partitions: [
                Self.state(0, next: 10, stored: 10, end: 10), Self.state(1, next: 5, stored: 5, end: 9),
            ],
            freshness: nil)
        let after = Sample(
            time: 3000,
            partitions: [
                Self.state(0, next: 30, stored: 26, duplicates: 3, rejected: 1, end: 40),
                Self.state(1, next: 5, stored: 5, end: 9),
            ], freshness: nil)
        let all = try #require(PipelineRates(from: before, to: after))
        #expect(all.arriving == 15 && all.stored == 8 && all.duplicates == 1.5 && all.rejected == 0.5)
        let one = try #require(PipelineRates(from: before, to: after) { $0.partition == 1 })
        #expect(one.arriving == 0 && one.stored == 0)
        #expect(PipelineRates(from: after, to: before) == nil)
        let silent = Sample(
            time: 5000, partitions: [Self.state(0, next: 30, stored: 26, end: nil)], freshness: nil)
        #expect(PipelineRates(from: after, to: silent)?.arriving == nil)
    }

    @Test func `what was produced is somewhere, or the page says so`() throws {
        func sum(_ states: [PartitionState]) throws -> JSONValue {
            let facts = PipelineNow.facts([Sample(time: 0, partitions: states, freshness: nil)])
            let text = try #require(facts.first { $0.name == "reconciliation" }?.json)
            return try #require(JSONReader.read(Array(text.utf8)))
        }
        let good = try sum([
            Self.state(0, next: 30, stored: 26, duplicates: 3, rejected: 1, end: 40),
            Self.state(1, next: 5, stored: 5, end: 5),
        ])
        #expect(good["produced"] == 45 && good["waiting"] == 10 && good["balanced"] == true)
        #expect(try sum([Self.state(0, next: 30, stored: 29, end: 40)])["balanced"] == false)
        let ahead = try sum([Self.state(0, next: 30, stored: 30, end: 4)])
        #expect(ahead["balanced"] == false && ahead["ahead"] == 26)
        let unknown = try sum([Self.state(0, next: 30, stored: 30, end: nil)])
        #expect(unknown["produced"] == .null && unknown["balanced"] == true)
    }

    @Test func `the page tells rates, lag and freshness of each partition, and how they went`() async throws {
        try await KafkaScene.withBroker { scene in
            let topic = "website_clicks"
            try await scene.createTopic(topic, partitions: 2)
            try await scene.fill(topic, partitions: 2, records: 20) { "{\($0)}" }
            try await scene.console.execute(
                EventTests.today + EventTests.click("a")
                    + """
                    UPDATE user_clicks SET ingested_at = produced_at + interval '25 milliseconds', kafka_partition = 1;
                    INSERT INTO sink_offsets (topic, kafka_partition, first_offset, next_offset, stored, rejected, owner)
                    VALUES ('\(topic)', 0, 0, 10, 10, 0, 'x'), ('\(topic)', 1, 0, 4, 3, 1, 'x');
                    """)
            // The console takes a sample every five seconds.
            let deadline = ContinuousClock.now + .seconds(60)
            var page: [String: Any] = [:]
            repeat {
                page = try await scene.object("/pipeline")
            } while !((page["flow"] as? [String: Any])?["arriving"] is NSNumber)
                && ContinuousClock.now < deadline
            let sum = page["reconciliation"] as? [String: Any] ?? [:]
            #expect(sum["produced"] as? Int == 20 && sum["waiting"] as? Int == 6, "\(sum)")
            #expect(sum["balanced"] as? Bool == true)
            let flow = page["flow"] as? [String: Any] ?? [:]
            #expect(flow["lag"] as? Int == 6 && flow["arriving"] is NSNumber, "\(flow)")
            let parts = page["by_partition"] as? [[String: Any]] ?? []
            #expect(parts.map { $0["lag"] as? Int } == [0, 6])
            let one = try await scene.object("/pipeline/history?topic=\(topic)&partition=1")
            #expect((one["lag"] as? [Any])?.last as? Int == 6)
            let fresh = (one["p99"] as? [Any])?.compactMap { $0 as? Double } ?? []
            let all = try await scene.object("/pipeline/history")["p50"] as? [Any] ?? []
            #expect(fresh.allSatisfy { $0 == 25 } && all.count >= 2)
            let wrong = try await scene.console.get("/pipeline/history?partition=x")
            #expect(wrong.status == 400)
        }
    }

    @Test func `freshness is told of each partition, and only of rows that came since`() async throws {
        try await ConsoleScene.with { scene in
            try await scene.execute(
                EventTests.today + EventTests.click("a") + EventTests.click("b")
                    + """
                    UPDATE user_clicks SET kafka_partition = (user_id = 'b')::integer,
                        ingested_at = produced_at + CASE user_id WHEN 'a' THEN interval '10 milliseconds'
                            ELSE interval '30 milliseconds' END;
                    """)
            let answer = try await scene.ask { try FreshnessQuery.answer(after: 0, $0) }
            #expect(answer.byPartition[0] == .init(p50: 10, p99: 10))
            #expect(answer.byPartition[1] == .init(p50: 30, p99: 30))
            #expect(answer.all?.p50 == 20 && answer.lastID > 0)
            let later = try await scene.ask { try FreshnessQuery.answer(after: answer.lastID, $0) }
            #expect(later.all == nil && later.byPartition.isEmpty && later.lastID == answer.lastID)
        }
    }
}
