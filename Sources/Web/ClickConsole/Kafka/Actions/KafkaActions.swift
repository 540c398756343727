internal import Hummingbird
internal import KafkaClient

/// What changes something in Kafka. Each takes a form, as Kafdrop's do, or an object of JSON.
struct KafkaActions: Sendable {
    let kafka: KafkaConnection

    func respond(to request: ConsoleRequest) async throws -> Response? {
        let path = request.path
        let fields = try await ActionFields.read(request)
        switch (request.method, path.first, path.count, path.last) {
        case (.post, "topic", 1, _): return try await createTopic(fields)
        case (.post, "topic", 3, "delete"), (.delete, "topic", 2, _): return try await deleteTopic(path[1])
        case (.post, "topic", 3, "addmessage"):
            return try await ProduceAction(kafka: kafka).run(path[1], fields)
        case (.post, "consumer", 3, "reset"):
            return .json(try await ResetAction(kafka: kafka).run(path[1], fields))
        case (.post, "consumer", 3, "delete"), (.delete, "consumer", 2, _):
            return try await deleteGroup(path[1])
        default: return nil
        }
    }

    private func createTopic(_ fields: ActionFields) async throws -> Response {
        let name = fields.text("name") ?? ""
        try TopicName.check(name)
        let partitions = try fields.number("partitionsNumber", 1...10_000) ?? 1
        let copies = try fields.number("replicationFactor", -1...100) ?? -1
        let settings = fields.pairs("config.")
        try await kafka.admin.createTopic(
            name, partitions: Int(partitions), replicationFactor: copies == 0 ? -1 : Int(copies),
            configuration: settings)
        await kafka.metadata.forget()
        return .json(["name": .string(name), "partitions": .integer(partitions), "created": true])
    }

    private func deleteTopic(_ name: String) async throws -> Response {
        _ = try await kafka.topic(name)
        try await kafka.admin.deleteTopic(name)
        await kafka.metadata.forget()
        return .json(["name": .string(name), "deleted": true])
    }

    private func deleteGroup(_ group: String) async throws -> Response {
        try TopicName.check(group: group)
        try await GroupState.checkEmpty(group, kafka)
        try await kafka.admin.deleteGroup(group)
        return .json(["group": .string(group), "deleted": true])
    }
}
