import Foundation
import TestProgram
import Testing

@Suite struct ImportTests {
    /// Made up, in the public format: a session with a cart and a purchase, a row without a category, two
    /// equal rows that are two clicks, and a row that is no click.
    private static let rows = """
        event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
        2020-02-01 10:00:00 UTC,view,1001,77,home.lighting.lamp,nordvik,89.90,501,a1111111-0000-4000-8000-000000000001
        2020-02-01 10:00:05 UTC,cart,1001,77,home.lighting.lamp,nordvik,89.90,501,a1111111-0000-4000-8000-000000000001
        2020-02-01 10:00:09 UTC,purchase,1001,77,home.lighting.lamp,nordvik,89.90,501,a1111111-0000-4000-8000-000000000001
        2020-02-01 10:01:00 UTC,view,1002,78,,,15.05,502,a1111111-0000-4000-8000-000000000002
        2020-02-01 10:01:00 UTC,view,1002,78,,,15.05,502,a1111111-0000-4000-8000-000000000002
        2020-02-01 10:02:00 UTC,remove_from_cart,1003,78,,,7.00,503,a1111111-0000-4000-8000-000000000003
        not a time,view,1003,78,,,7.00,503,a1111111-0000-4000-8000-000000000003

        """

    @Test func `rows of a file become clicks, and importing them again changes nothing`() async throws {
        try await TestProgram.with { program in
            let file = program.directory + "/clicks.csv"
            try Self.rows.write(toFile: file, atomically: true, encoding: .utf8)
            for _ in 1...2 {
                let imported = try await program.runOnBroker(["import", "--format", "rees46", file])
                #expect(imported.code == 65, "\(imported.errors)")
                #expect(imported.errors.contains("line 8"))
                let consumed = try await program.runOnBroker(["consume", "--until-end"])
                #expect(consumed.code == 0, "\(consumed.errors)")
                let totals = try await program.query(
                    "SELECT event_type, count(*), sum(price) FROM user_clicks GROUP BY 1 ORDER BY 1")
                #expect(
                    totals.split(separator: "\n") == [
                        "add_to_cart|1|89.9000", "purchase|1|89.9000", "remove_from_cart|1|7.0000",
                        "view_item|3|120.0000",
                    ])
            }
            let audit = try await program.verify()
            #expect(audit.exact)
            #expect(audit.stored == 6)
            #expect(audit.duplicates == 6)
        }
    }

    /// The public sample, where it is at hand.
    private static let sample: String? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["CLICKSTREAM_TEST_DATA"].map {
            URL(fileURLWithPath: $0)
        }
        let folder = named ?? root.deletingLastPathComponent().appendingPathComponent("shared/data")
        let file = folder.appendingPathComponent("rees46-2019-10-sample.csv").path
        return FileManager.default.fileExists(atPath: file) ? file : nil
    }()

    @Test(.enabled(if: ImportTests.sample != nil, "the public REES46 sample is not here"))
    func `the totals of the public sample are those of its file`() async throws {
        let file = try #require(Self.sample)
        let expected = try SampleTotals(file: file)
        try await TestProgram.with { program in
            for _ in 1...2 {
                let imported = try await program.runOnBroker(["import", "--format", "rees46", file])
                #expect(imported.code == 0, "\(imported.errors)")
                let consumed = try await program.runOnBroker(["consume", "--until-end"])
                #expect(consumed.code == 0, "\(consumed.errors)")
                func lines(_ sql: String) async throws -> Set<String> {
                    Set(try await program.query(sql).split(separator: "\n").map(String.init))
                }
                #expect(
                    try await lines(
                        """
                        SELECT event_type || ' ' || count(*) || ' ' || sum(price) FROM user_clicks
                        GROUP BY event_type
                        """) == expected.eventTypes)
                #expect(
                    try await lines(
                        """
                        SELECT value || ' ' || sum(clicks) || ' ' || sum(revenue) FROM clicks_by_day
                        WHERE dimension = 'product' GROUP BY value
                        """) == expected.products)
                #expect(
                    try await lines(
                        """
                        SELECT session_id || ' ' || sum(clicks) || ' ' || coalesce(sum(
                            (SELECT sum(value::numeric) FROM jsonb_each_text(revenue))), 0.0000)
                        FROM sessions GROUP BY session_id
                        """) == expected.sessions)
                #expect(
                    try await lines(
                        """
                        SELECT day || ' ' || sum(clicks) || ' ' || sum(revenue) FROM clicks_by_day
                        WHERE dimension = 'all' GROUP BY day
                        """) == expected.days)
            }
            #expect(try await program.query("SELECT count(*) FROM user_clicks") == "5019")
            #expect(try await program.aggregateDifferences() == [])
            #expect(try await program.verify().exact)
        }
    }
}
