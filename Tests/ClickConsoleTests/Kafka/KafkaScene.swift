import ClickConsole
import Foundation
import KafkaClient
import TestKafka
import TestProgram

/// A console beside a Kafka of its own: the embedded broker as a user runs it, or librdkafka's mock.
struct KafkaScene {
    let console: ConsoleScene
    let kafka: KafkaClientConfiguration

    static func withBroker(
        _ asked: ConsoleConfiguration = ConsoleConfiguration(port: 0), allowsActions: Bool = false,
        _ body: @escaping @Sendable (KafkaScene) async throws -> Void
    ) async throws {
        try await TestProgram.with { program in
            let broker = try program.start(["broker", "--listen", program.listen])
            try await broker.wait(forError: program.listen)
            let kafka = KafkaClientConfiguration(bootstrapServers: program.listen)
            var configuration = asked
            configuration.kafka = kafka
            configuration.allowsActions = allowsActions
            try await ConsoleScene.with(configuration) { console in
                try await body(KafkaScene(console: console, kafka: kafka))
            }
            broker.signal(15)
            _ = await broker.result()
        }
    }

    static func withMock(
        _ cluster: MockCluster, _ body: @escaping @Sendable (KafkaScene) async throws -> Void
    ) async throws {
        let kafka = KafkaClientConfiguration(bootstrapServers: cluster.bootstrapServers)
        try await ConsoleScene.with(kafka: kafka) { console in
            try await body(KafkaScene(console: console, kafka: kafka))
        }
    }

    /// Sends a record to each of the partitions in turn.
    func fill(_ topic: String, partitions: Int32, records: Int, _ value: (Int) -> String) async throws {
        let producer = try KafkaProducer(kafka, logger: quietLogger)
        let place = try producer.topic(topic)
        for index in 0..<records {
            _ = try await producer.send(
                topic: place, key: Array("key-\(index)".utf8), value: Array(value(index).utf8),
                headers: [KafkaRecordHeader("trace", Array("t-\(index)".utf8))],
                partition: Int32(index) % partitions)
        }
        producer.close()
    }

    func createTopic(_ name: String, partitions: Int) async throws {
        let admin = try KafkaAdmin(kafka, logger: quietLogger)
        try await admin.createTopic(name, partitions: partitions)
    }

    func json(_ target: String) async throws -> Any {
        let answer = try await console.get(target, accept: "application/json")
        return try JSONSerialization.jsonObject(with: Data(answer.body.utf8))
    }

    func object(_ target: String) async throws -> [String: Any] {
        try await json(target) as? [String: Any] ?? [:]
    }

    func list(_ target: String) async throws -> [[String: Any]] {
        try await json(target) as? [[String: Any]] ?? []
    }

    func stream(_ target: String) -> String {
        "GET \(target) HTTP/1.1\r\nHost: localhost:\(console.console.port)\r\nAccept: text/event-stream\r\n\r\n"
    }
}

/// The names of an object's members and the kinds of their values, as `name:kind`.
func shape(_ object: [String: Any]?) -> Set<String> {
    Set(
        (object ?? [:]).map { name, value in
            switch value {
            case is NSNull: "\(name):null"
            case is String: "\(name):string"
            case is [Any]: "\(name):array"
            case is [String: Any]: "\(name):object"
            case let number as NSNumber where isBoolean(number): "\(name):bool"
            default: "\(name):number"
            }
        })
}

/// JSON's true and false come as numbers, too.
private func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
