import ClickConsole
import Foundation
import KafkaClient
import Testing

@Suite struct AuditTests {
    private static let trail = """
        SELECT coalesce(string_agg(who || ',' || role || ',' || action || ',' || coalesce(status::text, '-'), '|'
            ORDER BY id), '') FROM console_actions
        """

    @Test func `each action is kept with who, what and how it ended, also one that fails`() async throws {
        try await KafkaScene.withBroker(AccessScene.configuration()) { scene in
            let console = scene.console
            let (anna, vera) = (try await console.login("anna"), try await console.login("vera"))
            try await console.expect(
                200, "POST", "/topic", anna.headers, body: "name=shop&partitionsNumber=1&replicationFactor=1")
            try await console.expect(400, "POST", "/topic", anna.headers, body: "name=a+b")
            try await console.expect(403, "POST", "/topic/shop/delete", vera.headers)
            try await console.expect(404, "POST", "/topic/none/delete", anna.headers)
            try await console.expect(403, "POST", "/topic", ["Cookie": anna.cookie], body: "name=x")
            #expect(
                try await console.text(Self.trail)
                    == "anna,operator,POST /topic,200|anna,operator,POST /topic,400|vera,viewer,POST /topic/shop/delete,403"
                    + "|anna,operator,POST /topic/none/delete,404")
            let page = try await console.send("GET", "/audit?limit=2", anna.headers).object()
            let rows = page["rows"] as? [[String: Any]] ?? []
            #expect(
                rows.map { $0["status"] as? Int } == [404, 403]
                    && rows.allSatisfy { $0["address"] as? String == "127.0.0.1" })
            #expect((rows.first?["outcome"] as? String)?.contains("no topic of that name") == true)
            let before = rows.last?["id"] as? Int ?? 0
            let older = try await console.send("GET", "/audit?before=\(before)&format=csv", anna.headers).body
            #expect(older.split(separator: "\r\n").count == 3 && older.contains("POST /topic"))
            try await console.expect(403, "GET", "/audit", vera.headers)
            try await console.expect(401, "GET", "/audit")
        }
    }

    @Test func `what cannot be noted is not done`() async throws {
        try await KafkaScene.withBroker(allowsActions: true) { scene in
            try await scene.console.execute("ALTER TABLE console_actions RENAME TO gone")
            let refused = try await scene.console.get("/topic", method: "POST", body: "name=shop")
            #expect(refused.status == 503 && refused.body.contains("Nothing was changed"), "\(refused.body)")
            let missing = try await scene.console.get("/topic/shop").status
            #expect(missing == 404)
        }
    }

    @Test func `an action of which nobody knows the end is shown as such`() async throws {
        try await ConsoleScene.with(AccessScene.configuration()) { scene in
            try await scene.execute(
                "INSERT INTO console_actions (who, role, address, action) VALUES ('anna', 'operator', '::1', 'POST /<x>')"
            )
            let anna = try await scene.login("anna")
            let rows =
                try await scene.send("GET", "/audit", anna.headers).object()["rows"] as? [[String: Any]]
            #expect(rows?.first?["status"] is NSNull && rows?.first?["action"] as? String == "POST /<x>")
            try await scene.expect(404, "POST", "/style.css", anna.headers)
        }
    }
}
