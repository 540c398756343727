internal import Hummingbird
internal import KafkaClient

/// Whether a group may be changed.
enum GroupState {
    /// - Throws: `ConsoleRefusal` for a group that does not exist, or whose members are reading.
    static func checkEmpty(_ group: String, _ kafka: KafkaConnection) async throws {
        guard let described = try await kafka.admin.describeGroups([group]).first else {
            throw ConsoleRefusal(.notFound, "There is no consumer group of that name.")
        }
        if let error = described.error { throw error }
        guard described.members.isEmpty else {
            throw ConsoleRefusal(
                .conflict,
                "The group has \(described.members.count) members that are reading; stop them first.")
        }
    }
}
