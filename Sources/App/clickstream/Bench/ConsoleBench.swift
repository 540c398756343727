import ClickConsole
import PostgresClient

/// How long the console's pages take at a size: tables are filled as that many clicks would leave them, and
/// each page's questions are asked, over and over, as the page asks them.
struct ConsoleBench {
    let stack: Stack
    let clicks: Int
    let rounds: Int

    /// - Throws: `PostgresError`.
    func run() async throws -> BenchReport.Console {
        let session = PostgresSession(stack.server, name: "bench")
        let (clicks, rounds, terminal) = (clicks, rounds, stack.terminal)
        let report = try await session.withConnection { connection in
            let data = ConsoleBenchData(clicks: clicks)
            let started = ContinuousClock.now
            try data.fill(connection) { terminal.print($0) }
            let took = started.duration(to: .now).seconds
            let targets = try Self.targets(connection)
            try ConsolePanel.enter(connection)
            var panels: [BenchReport.Console.Panel] = []
            for target in targets { panels.append(try Self.measure(target, rounds, connection)) }
            return BenchReport.Console(
                clicks: clicks, days: ConsoleBenchData.days, fillSeconds: took, panels: panels)
        }
        await session.close()
        return report
    }

    private static func targets(_ connection: PostgresConnection) throws -> [String] {
        let visit = try connection.query(
            "SELECT user_id, session_id FROM sessions WHERE clicks > 4 ORDER BY started_at DESC OFFSET 1000 LIMIT 1"
        )
        let (user, session) = (visit.string(0, 0) ?? "", visit.string(0, 1) ?? "")
        return [
            "/live", "/live?range=hour", "/live?range=day", "/live?range=week", "/live?range=month",
            "/live?range=all&device=device-0", "/live?range=month&country=FR&device=mobile",
            "/sessions", "/sessions?converted=yes&range=month", "/sessions?campaign=none&range=month",
            "/session/\(user)/\(session)", "/users", "/users?sort=revenue", "/users?search=u1",
            "/user/\(user)",
            "/products?range=day", "/products?range=month", "/campaigns?range=day", "/campaigns?range=month",
            "/funnels?range=day", "/funnels?range=month", "/funnels?range=month&by=device",
            "/funnels?range=month&step=page_view&step=view_item:product=p7&window=1d",
            "/retention", "/retention?by=week&range=all", "/paths?range=day", "/paths?range=month&step=/",
            "/paths?range=month&by=event",
        ]
    }

    private static func measure(
        _ target: String, _ rounds: Int, _ connection: PostgresConnection
    ) throws -> BenchReport.Console.Panel {
        let clock = ContinuousClock()
        let first = try clock.measure { _ = try ConsolePanel.json(target, on: connection) }
        let backend = BackendTime(connection)
        let busyBefore = backend.seconds()
        var times: [Double] = []
        for _ in 0..<rounds {
            let time = try clock.measure { _ = try ConsolePanel.json(target, on: connection) }
            times.append(time.seconds * 1000)
        }
        let busy = backend.seconds().flatMap { after in
            busyBefore.map { (after - $0) * 1000 / Double(rounds) }
        }
        times.sort()
        return BenchReport.Console.Panel(
            target: target, firstMs: first.seconds * 1000, medianMs: SinkBench.median(times), busyMs: busy,
            p99Ms: times[min(times.count - 1, Int((Double(times.count) * 0.99).rounded(.up)) - 1)])
    }
}
