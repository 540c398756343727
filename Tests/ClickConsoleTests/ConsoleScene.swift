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
        kafka: KafkaClientConfiguration?, allowsActions: Bool = false,
        _ body: @Sendable (ConsoleScene) async throws -> Void
    ) async throws {
        try await with(ConsoleConfiguration(port: 0, allowsActions: allowsActions, kafka: kafka), body)
    }

    static func with(
        _ asked: ConsoleConfiguration = ConsoleConfiguration(port: 0), logger: Logger = quietLogger,
        _ body: @Sendable (ConsoleScene) async throws -> Void
    ) async throws {
        try await TestPostgres.withDatabase { configuration in
            let store = PostgresSession(ExternalPostgres(configuration), name: "scene")
            _ = try await store.withConnection { try Migrations.migrate($0, logger: quietLogger) }
            let console = try await ConsoleServer.start(
                asked, server: ExternalPostgres(configuration), logger: logger)
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
    func count(_ sql: String) async throws -> Int { Int(try await text(sql)) ?? 0 }

    func text(_ sql: String) async throws -> String {
        let session = PostgresSession(ExternalPostgres(configuration), name: "scene")
        let text = try await session.withConnection { try $0.query(sql).string(0, 0) ?? "" }
        await session.close()
        return text
    }

    func ask<Answer: Sendable>(
        _ body: @Sendable (PostgresConnection) throws -> Answer
    ) async throws -> Answer {
        let session = PostgresSession(ExternalPostgres(configuration), name: "scene")
        let answer = try await session.withConnection { try body($0) }
        await session.close()
        return answer
    }

    // MARK: HTTP

    func get(
        _ target: String, method: String = "GET", host: String? = nil, accept: String? = nil,
        body: String? = nil, type: String = "application/x-www-form-urlencoded"
    ) async throws -> Answer {
        var headers = accept.map { ["Accept": $0] } ?? [:]
        if body != nil { headers["Content-Type"] = type }
        return try await send(method, target, headers, body: body ?? "", host: host)
    }

    func send(
        _ method: String, _ target: String, _ headers: [String: String] = [:], body: String = "",
        host: String? = nil
    ) async throws -> Answer {
        let lines = headers.map { "\($0): \($1)\r\n" }.joined()
        let length = body.isEmpty ? "" : "Content-Length: \(body.utf8.count)\r\n"
        let request = """
            \(method) \(target) HTTP/1.1\r\nHost: \(host ?? "localhost:\(console.port)")\r\n\
            \(lines)\(length)Connection: close\r\n\r\n\(body)
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
