internal import DedicatedThread
internal import Hummingbird
internal import KafkaClient

/// Sends one message.
struct ProduceAction: Sendable {
    static let mostHeaders = 100

    let kafka: KafkaConnection

    func run(_ name: String, _ fields: ActionFields) async throws -> Response {
        let topic = try await kafka.topic(name)
        // Kafdrop's name of the field, and a shorter one.
        let number =
            try fields.number("topicPartition", -1...Int64(Int32.max))
            ?? fields.number("partition", -1...Int64(Int32.max)) ?? -1
        guard number < 0 || topic.partitions.contains(where: { $0.id == number }) else {
            throw ConsoleRefusal(.notFound, "The topic has no partition of that number.")
        }
        let key = try bytes(fields, "key")
        let value = fields.isTrue("tombstone") ? nil : try bytes(fields, "value") ?? []
        let headers = try headers(fields)
        let configuration = kafka.configuration
        // A page waits for the answer, so this one is not waited for as long as it takes.
        let limited = KafkaClientConfiguration(
            bootstrapServers: configuration.bootstrapServers, clientID: configuration.clientID,
            properties: configuration.properties + [("message.timeout.ms", "10000")])
        let producer = try KafkaProducer(limited, logger: kafka.logger)
        let place: (partition: Int32, offset: Int64)
        do {
            place = try await producer.send(
                topic: try producer.topic(name), key: key, value: value, headers: headers,
                partition: number < 0 ? nil : Int32(number))
        } catch {
            await Self.close(producer)
            throw error
        }
        await Self.close(producer)
        return .json(
            [
                "topic": .string(name), "partition": .integer(place.partition),
                "offset": .integer(place.offset),
            ])
    }

    /// Closing blocks.
    private static func close(_ producer: KafkaProducer) async {
        await DedicatedThread(name: "console-producer").run { producer.close() }
    }

    /// A text, or as hexadecimal digits what is none: `key`, or `keyHex`. An empty key is none.
    private func bytes(_ fields: ActionFields, _ name: String) throws(ConsoleRefusal) -> [UInt8]? {
        if let digits = fields.text(name + "Hex"), !digits.isEmpty {
            guard let bytes = HexText.bytes(digits) else {
                throw ConsoleRefusal(.badRequest, "\(name)Hex takes an even number of hexadecimal digits.")
            }
            return bytes
        }
        guard let text = fields.text(name), !(name == "key" && text.isEmpty) else { return nil }
        return Array(text.utf8)
    }

    /// Fields as `header.trace-id`, or one field `headers` with an object of JSON.
    private func headers(_ fields: ActionFields) throws(ConsoleRefusal) -> [KafkaRecordHeader] {
        var headers = fields.pairs("header.").map { KafkaRecordHeader($0.name, Array($0.value.utf8)) }
        if let text = fields.text("headers"), !text.isEmpty {
            guard case .object(let members)? = JSONReader.read(Array(text.utf8)) else {
                throw ConsoleRefusal(.badRequest, "headers takes an object of JSON, as {\"trace\": \"1\"}.")
            }
            for member in members {
                switch member.value {
                case .null: headers.append(KafkaRecordHeader(member.name, nil))
                case .string(let text): headers.append(KafkaRecordHeader(member.name, Array(text.utf8)))
                default: headers.append(KafkaRecordHeader(member.name, Array(member.value.text.utf8)))
                }
            }
        }
        guard headers.count <= Self.mostHeaders, headers.allSatisfy({ !$0.name.utf8.contains(0) }) else {
            throw ConsoleRefusal(.badRequest, "A message takes up to 100 headers, whose names have no NUL.")
        }
        return headers
    }
}
