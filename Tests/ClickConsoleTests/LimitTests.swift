import DedicatedThread
import Foundation
import PostgresClient
import Testing

@testable import ClickConsole

/// What one asker may take of the console, and how long it is waited for.
@Suite struct LimitTests {
    /// Five megabytes of visits: more than the buffers between two programs hold.
    private static let visits = """
        INSERT INTO sessions (user_id, by_inactivity, session_id, started_at, ended_at, clicks, page_views,
            furthest_step, purchases, entry_event_id, exit_event_id, entry_page, exit_page, is_bot)
        SELECT 'u' || n, false, 's', timestamptz '2026-03-01' + n * interval '1 second', now(), 1, 1, 0, 0,
            gen_random_uuid(), gen_random_uuid(), repeat('e', 600), repeat('x', 600), false
        FROM generate_series(1, 4000) AS n
        """

    /// Reads until the end.
    /// - Parameters:
    ///   - first: how long it does not, once the answer has begun.
    ///   - pause: how long it does not between two readings.
    private func read(_ port: Int, first: Duration, pause: Duration) async throws -> Int {
        let thread = DedicatedThread(name: "slow-reader")
        let socket = try SlowSocket(port: port)
        defer { socket.close() }
        return await thread.run {
            socket.send("GET \(Self.target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            var count = socket.receive(upTo: 1)
            poll(nil, 0, Int32(first / .milliseconds(1)))
            while true {
                let read = socket.receive(upTo: 1 << 20)
                if read <= 0 { return count }
                count += read
                poll(nil, 0, Int32(pause / .milliseconds(1)))
            }
        }
    }

    private static let target = "/sessions?from=2026-03-01&limit=10000&format=csv"

    @Test func `a slow reader of a large answer gets all of it, however long it takes`() async throws {
        var configuration = ConsoleConfiguration(port: 0)
        // Longer than any thread of a busy machine waits for its turn.
        configuration.patience = .seconds(4)
        try await ConsoleScene.with(configuration) { scene in
            try await scene.execute(Self.visits)
            let whole = try await scene.get(Self.target).body.utf8.count
            #expect(whole > 4_000_000)
            let clock = ContinuousClock()
            var read = 0
            let took = try await clock.measure {
                read = try await self.read(
                    scene.console.port, first: .zero, pause: .milliseconds(500))
            }
            #expect(read > whole, "\(read) of \(whole)")
            #expect(took > .seconds(4))
        }
    }

    @Test func `a reader that takes nothing is let go`() async throws {
        var configuration = ConsoleConfiguration(port: 0)
        configuration.patience = .seconds(1)
        try await ConsoleScene.with(configuration) { scene in
            try await scene.execute(Self.visits)
            let whole = try await scene.get(Self.target).body.utf8.count
            let read = try await read(scene.console.port, first: .seconds(4), pause: .zero)
            #expect(read < whole, "\(read) of \(whole)")
        }
    }

    @Test func `questions beyond those that may wait are refused with a sentence`() async throws {
        try await ConsoleScene.with { scene in
            let session = PostgresSession(ExternalPostgres(scene.configuration), name: "limit")
            let database = ConsoleDatabase(session: session, longest: 3)
            let refused = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        do {
                            _ = try await database.ask { try $0.query("SELECT pg_sleep(0.5)").rowCount }
                            return nil
                        } catch {
                            return "\(error)"
                        }
                    }
                }
                return await group.reduce(into: [String]()) { if let sentence = $1 { $0.append(sentence) } }
            }
            #expect(refused.count == 7)
            #expect(refused.allSatisfy { $0.contains("Too many pages wait") }, "\(refused)")
            // And there is room again.
            let one = try await database.ask { try $0.query("SELECT 1").rowCount }
            #expect(one == 1)
            await session.close()
        }
    }
}

/// A connection whose buffers are small.
private final class SlowSocket: Sendable {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // Less than this is less than a packet of this machine to itself.
        var size: Int32 = 262_144
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw RawSocket.Failure() }
    }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// As much as there is.
    func receive(upTo limit: Int) -> Int {
        var bytes = [UInt8](repeating: 0, count: limit)
        return recv(descriptor, &bytes, limit, 0)
    }

    func close() { _ = Foundation.close(descriptor) }
}
