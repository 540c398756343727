import KafkaClient

/// What the small tools share: a Kafka to ask, for as long as the question takes.
enum Tools {
    /// Runs a body with an admin client; the embedded broker runs meanwhile, where it is needed.
    static func withAdmin<Result: Sendable>(
        _ flags: Flags, _ body: @escaping @Sendable (KafkaAdmin, Stack) async throws -> Result
    ) async throws -> Result {
        let settings = try await Settings(flags)
        let stack = try await Stack.open(settings, needs: .kafka, terminal: Terminal())
        return try await stack.run {
            let admin = try KafkaAdmin(stack.kafka, logger: stack.logger)
            return try await body(admin, stack)
        }
    }
}
