import Foundation
import KafkaClient
import Testing

@testable import ClickConsole

/// A secret in every place of a record, and every address that shows records, read by somebody who must not
/// see it.
@Suite(.serialized) struct MaskedMessagesTests {
    private static let secret = "s3cr3t"
    private static let masks = ["user_id", "search_query", "properties.email"]

    private static let whole = """
        {"user_id":"\(secret)","properties":{"email":"\(secret)"},"nested":[{"search_query":"\(secret)"}],\
        "email":"\(secret)","note":"{\\"user_id\\":\\"\(secret)\\"}","half":"{\\"user_id\\":\\"\(secret)",\
        "event_type":"view_item"}
        """

    private static let values: [[UInt8]?] = [
        Array(whole.utf8), Array("\(secret) is no JSON".utf8), Array(secret.utf8) + [0xFF, 0],
        Array("[\"\(secret)\"]".utf8), nil, Array("\"\(secret)\"".utf8),
        Array("{\"user_id\":\"\(secret)\",\"long\":\"\(String(repeating: "x", count: 300_000))\"}".utf8),
    ]

    private static func fill(_ scene: KafkaScene) async throws {
        let producer = try KafkaProducer(scene.kafka, logger: quietLogger)
        let place = try producer.topic("shop")
        for value in values {
            _ = try await producer.send(
                topic: place, key: Array(secret.utf8), value: value,
                headers: [
                    KafkaRecordHeader("User-Id", Array(secret.utf8)),
                    KafkaRecordHeader("email", Array(secret.utf8)),
                    KafkaRecordHeader("bytes", Array(secret.utf8) + [0xFF]),
                    KafkaRecordHeader("baggage", Array("[{\"user_id\":\"\(secret)\"}]".utf8)),
                    KafkaRecordHeader("trace", Array("t-1".utf8)),
                ])
        }
        producer.close()
    }

    private func holds(_ body: String) -> Bool {
        body.contains(Self.secret) || body.contains(HexText.text(Array(Self.secret.utf8)))
    }

    private static let pages = [
        "/topic/shop/messages?partition=0&offset=0&count=100", "/topic/shop/allmessages",
        "/topic/shop/messages?partition=0&offset=2&count=1&format=INT&keyFormat=INT",
        "/api/kafka/topic/shop/messages", "/api/kafka/topic/shop/messages?from=oldest&as=ndjson",
        "/api/kafka/topic/shop/messages?format=csv", "/topic/shop/messages?format=csv",
    ]

    private func stream(_ scene: KafkaScene, _ target: String, _ cookie: String) -> String {
        """
        GET \(target) HTTP/1.1\r\nHost: localhost:\(scene.console.console.port)\r\nCookie: \(cookie)\r\n\
        Accept: text/event-stream\r\n\r\n
        """
    }

    @Test func `messages, files, searches and tails show nothing that is masked`() async throws {
        try await KafkaScene.withBroker(AccessScene.configuration(masks: Self.masks)) { scene in
            try await scene.createTopic("shop", partitions: 1)
            try await Self.fill(scene)
            let (console, port) = (scene.console, scene.console.console.port)
            for (user, mayRead) in [("vera", false), ("anna", true)] {
                let login = try await console.login(user)
                let headers = ["Cookie": login.cookie, "Accept": "application/json"]
                for target in Self.pages {
                    let answer = try await console.send("GET", target, headers)
                    #expect(answer.status == 200, "\(target) \(answer.body)")
                    #expect(holds(answer.body) == mayRead, "\(target) \(answer.body.prefix(2000))")
                    #expect(answer.body.contains("t-1") || target.contains("offset=2"), "\(target)")
                }
                let found = try await console.send(
                    "POST", "/topic/shop/search-messages", headers, body: "{\"maximumCount\":100}")
                #expect(found.status == 200 && holds(found.body) == mayRead, "\(found.body.prefix(2000))")
                let search = try await RawSocket.exchange(
                    port: port, stream(scene, "/topic/shop/search", login.cookie), until: "event: done")
                #expect(search.contains("event: found") && holds(search) == mayRead)
                let tail = try await RawSocket.exchange(
                    port: port, stream(scene, "/topic/shop/tail", login.cookie), until: "view_item",
                    opening: "event: progress"
                ) { try await Self.fill(scene) }
                #expect(tail.contains("event: found") && holds(tail) == mayRead)
            }
        }
    }

    @Test func `nothing is found by what is masked, and all else is`() async throws {
        try await KafkaScene.withBroker(AccessScene.configuration(masks: Self.masks)) { scene in
            try await scene.createTopic("shop", partitions: 1)
            try await Self.fill(scene)
            let (console, port) = (scene.console, scene.console.console.port)
            let viewer = try await console.login("vera").cookie
            let headers = ["Cookie": viewer, "Accept": "application/json"]
            for query in [
                "key=\(Self.secret)", "header=user-id=\(Self.secret)", "header=EMAIL",
                "where=user_id%20=%20'\(Self.secret)'", "where=$key%20contains%20's'",
                "where=event_type%20=%20'x'%20or%20not%20(properties.email%20=%20'x')",
                "where=email%20!=%20null",
                "where=properties%20=%20null", "where=$headers.user_id%20=%20'x'",
            ] {
                for part in ["search", "tail"] {
                    let answer = try await console.send("GET", "/topic/shop/\(part)?\(query)", headers)
                    #expect(answer.status == 403, "\(query) \(answer.body)")
                }
            }
            let keys = try await console.send(
                "POST", "/topic/shop/search-messages", headers, body: "{\"keys\":[\"\(Self.secret)\"]}")
            #expect(keys.status == 403)
            func search(_ query: String, _ cookie: String) async throws -> String {
                try await RawSocket.exchange(
                    port: port, stream(scene, "/topic/shop/search?\(query)", cookie), until: "event: done")
            }
            #expect(try await !search("q=\(Self.secret)", viewer).contains("event: found"))
            #expect(try await search("q=VIEW_ITEM", viewer).contains("event: found"))
            #expect(try await search("where=event_type%20=%20'view_item'", viewer).contains("event: found"))
            let `operator` = try await console.login("anna").cookie
            #expect(try await search("q=\(Self.secret)", `operator`).contains("event: found"))
            #expect(try await search("key=\(Self.secret)", `operator`).contains("event: found"))
        }
    }
}
