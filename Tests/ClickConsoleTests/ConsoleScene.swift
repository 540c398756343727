import ClickConsole
import ClickStore
import Foundation
import KafkaClient
import Logging
import PostgresClient
import ServiceLifecycle
import TestPostgres

let quietLogger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

/// A console on a database of its own, on a port of its own.
struct ConsoleScene {
    let console: ConsoleServer
    let configuration: PostgresConfiguration

    static func with(
        kafka: KafkaClientConfiguration? = nil, allowsActions: Bool = false,
        _ body: @Sendable (ConsoleScene) async throws -> Void
    ) async throws {
        try await TestPostgres.withDatabase { configuration in
            let store = PostgresSession(ExternalPostgres(configuration), name: "scene")
            _ = try await store.withConnection { try Migrations.migrate($0, logger: quietLogger) }
            let console = try await ConsoleServer.start(
                ConsoleConfiguration(port: 0, allowsActions: allowsActions, kafka: kafka),
                server: ExternalPostgres(configuration), logger: quietLogger)
            let group = ServiceGroup(
                configuration: .init(services: [.init(service: console)], logger: quietLogger))
            async let running: Void = group.run()
            do {
                try await body(ConsoleScene(console: console, configuration: configuration))
            } catch {
                await group.triggerGracefulShutdown()
                try await running
                throw error
            }
            await group.triggerGracefulShutdown()
            try await running
            await store.close()
        }
    }

    func execute(_ sql: String) async throws {
        let session = PostgresSession(ExternalPostgres(configuration), name: "scene")
        _ = try await session.withConnection { try $0.execute(sql) }
        await session.close()
    }

    /// The first value of what a query answers.
    func count(_ sql: String) async throws -> Int {
        let session = PostgresSession(ExternalPostgres(configuration), name: "scene")
        let count = try await session.withConnection { Int(try $0.query(sql).string(0, 0) ?? "") ?? 0 }
        await session.close()
        return count
    }

    // MARK: HTTP

    func get(
        _ target: String, method: String = "GET", host: String? = nil, accept: String? = nil,
        body: String? = nil, type: String = "application/x-www-form-urlencoded"
    ) async throws -> Answer {
        let content = body.map { "Content-Type: \(type)\r\nContent-Length: \($0.utf8.count)\r\n" } ?? ""
        let request = """
            \(method) \(target) HTTP/1.1\r\nHost: \(host ?? "localhost:\(console.port)")\r\n\
            \(accept.map { "Accept: \($0)\r\n" } ?? "")\(content)Connection: close\r\n\r\n\(body ?? "")
            """
        let text = try await RawSocket.exchange(port: console.port, request, until: nil)
        return Answer(text)
    }
}

/// What came back, as it was on the wire.
struct Answer {
    let status: Int
    let headers: [String: String]
    let body: String

    init(_ text: String) {
        let parts = text.components(separatedBy: "\r\n\r\n")
        let lines = (parts.first ?? "").components(separatedBy: "\r\n")
        status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let pair = line.split(separator: ":", maxSplits: 1)
            if let name = pair.first, let value = pair.last {
                headers[name.lowercased()] = value.trimmingCharacters(in: .whitespaces)
            }
        }
        self.headers = headers
        body = parts.dropFirst().joined(separator: "\r\n\r\n")
    }

    func object() throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any] ?? [:]
    }
}
