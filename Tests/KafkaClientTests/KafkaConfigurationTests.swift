import KafkaClient
import Logging
import Testing

@Suite struct KafkaConfigurationTests {
    @Test func `an unknown property is a permanent error that names it`() throws {
        for make in Self.clients {
            let error = #expect(throws: KafkaError.self) { try make([("no.such.property", "1")]) }
            #expect(error?.property == "no.such.property")
            #expect(error?.retriability == .permanent)
            #expect(error?.description.contains("\"no.such.property\"") == true)
        }
    }

    @Test func `a bad value is a permanent error that names its property`() throws {
        for make in Self.clients {
            let error = #expect(throws: KafkaError.self) { try make([("socket.timeout.ms", "soon")]) }
            #expect(error?.property == "socket.timeout.ms")
            #expect(error?.retriability == .permanent)
        }
    }

    @Test func `settings that contradict each other are a permanent error that names one`() throws {
        let error = #expect(throws: KafkaError.self) { try Self.producer([("acks", "1")]) }
        #expect(error?.property == "acks")
        #expect(error?.retriability == .permanent)
        let range = #expect(throws: KafkaError.self) {
            try Self.consumer([("session.timeout.ms", "900000")])
        }
        #expect(range?.property == "max.poll.interval.ms")
    }

    @Test func `what a promise rests on cannot be set from outside`() throws {
        let error = #expect(throws: KafkaError.self) { try Self.consumer([("enable.auto.commit", "true")]) }
        #expect(error?.property == "enable.auto.commit")
        #expect(error?.retriability == .permanent)
        #expect(throws: KafkaError.self) { try Self.producer([("transactional.id", "x")]) }
    }

    @Test func `a file that cannot be read is named with its property`() throws {
        let error = #expect(throws: KafkaError.self) {
            try Self.producer([("security.protocol", "ssl"), ("ssl.ca.location", "/nowhere/ca.pem")])
        }
        #expect(error?.property == "ssl.ca.location")
    }

    @Test func `the user's properties beat the defaults, the last one wins`() throws {
        try Self.producer([("linger.ms", "bad"), ("linger.ms", "3")].suffix(1))
        try Self.producer([("compression.codec", "zstd"), ("linger.ms", "0"), ("linger.ms", "7")])
        try Self.consumer([("isolation.level", "read_uncommitted")])
    }

    @Test func `secrets are shown nowhere`() throws {
        let secret = "hunter2-very-secret"
        let names = [
            "sasl.password", "ssl.key.password", "ssl.keystore.password", "sasl.oauthbearer.client.secret",
            "sasl.oauthbearer.config", "ssl.key.pem",
        ]
        let configuration = KafkaClientConfiguration(
            bootstrapServers: "127.0.0.1:1", properties: names.map { ($0, secret) } + [("linger.ms", "3")])
        #expect(!configuration.description.contains(secret))
        #expect(configuration.description.contains("linger.ms=3"))
        #expect(configuration.description.contains("sasl.password=***"))
        let lines = LogLines()
        for name in names {
            let properties = [("debug", "all"), ("security.protocol", "ssl"), (name, secret)]
            do {
                let producer = try KafkaProducer(
                    KafkaClientConfiguration(bootstrapServers: "127.0.0.1:1", properties: properties),
                    logger: lines.logger)
                producer.close()
            } catch {
                #expect(!"\(error)".contains(secret))
            }
        }
        #expect(!lines.all.isEmpty)
        #expect(!lines.all.contains { $0.contains(secret) })
    }

    @Test func `properties of the other kind of client are no reason for a warning`() throws {
        let lines = LogLines()
        let properties = [("fetch.wait.max.ms", "50"), ("linger.ms", "3")]
        let configuration = KafkaClientConfiguration(
            bootstrapServers: "127.0.0.1:1", properties: properties)
        try KafkaProducer(configuration, logger: lines.logger).close()
        try KafkaConsumer(configuration, group: "sink", logger: lines.logger).close()
        _ = try KafkaAdmin(configuration, logger: lines.logger)
        #expect(lines.lines(from: .notice).filter { $0.contains("property") } == [])
    }

    private static func configuration(
        _ properties: some Sequence<(String, String)>
    ) -> KafkaClientConfiguration {
        KafkaClientConfiguration(
            bootstrapServers: "127.0.0.1:1", properties: properties.map { (name: $0.0, value: $0.1) })
    }

    private static func producer(_ properties: some Sequence<(String, String)>) throws {
        try KafkaProducer(configuration(properties), logger: silent).close()
    }

    private static func consumer(_ properties: some Sequence<(String, String)>) throws {
        try KafkaConsumer(configuration(properties), group: "sink", logger: silent).close()
    }

    private static let clients: [@Sendable ([(String, String)]) throws -> Void] = [
        { try producer($0) }, { try consumer($0) },
        { _ = try KafkaAdmin(configuration($0), logger: silent) },
    ]
}
