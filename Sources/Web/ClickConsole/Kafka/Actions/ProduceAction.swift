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
        let key = try fields.bytes("key")
        let place = try await OneMessage(
            topic: name, key: key?.isEmpty == true ? nil : key,
            value: fields.isTrue("tombstone") ? nil : try fields.bytes("value") ?? [],
            headers: try headers(fields), partition: number < 0 ? nil : Int32(number)
        ).send(kafka)
        return .json(
            [
                "topic": .string(name), "partition": .integer(place.partition),
                "offset": .integer(place.offset),
            ])
    }

    /// Fields as `header.trace-id`, and one field `headers`.
    private func headers(_ fields: ActionFields) throws(ConsoleRefusal) -> [KafkaRecordHeader] {
        var headers = fields.pairs("header.").map { KafkaRecordHeader($0.name, Array($0.value.utf8)) }
        if let text = fields.text("headers"), !text.isEmpty { headers += try MessageHeaders.read(text) }
        guard headers.count <= Self.mostHeaders, headers.allSatisfy({ !$0.name.utf8.contains(0) }) else {
            throw ConsoleRefusal(.badRequest, "A message takes up to 100 headers, whose names have no NUL.")
        }
        return headers
    }
}
