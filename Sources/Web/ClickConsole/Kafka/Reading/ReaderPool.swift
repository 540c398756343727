internal import Hummingbird
internal import KafkaClient
internal import Logging

/// The consumers of the console: a few for pages, which are used again, and as many for streams, each for one
/// of its own. So neither kind keeps the other waiting.
actor ReaderPool {
    private let configuration: KafkaClientConfiguration
    private let logger: Logger
    private let limit: Int
    private var idle: [RecordReader] = []
    private var used = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private static let longestQueue = 64

    init(_ configuration: KafkaClientConfiguration, limit: Int, logger: Logger) {
        self.configuration = configuration
        self.limit = limit
        self.logger = logger
    }

    /// Lends a reader.
    /// - Throws: `ConsoleRefusal` where too many wait for one already.
    func with<Answer: Sendable>(
        _ body: @Sendable (RecordReader) async throws -> Answer
    ) async throws -> Answer {
        try await enter()
        let reader = idle.popLast() ?? RecordReader(configuration, logger: logger)
        do {
            let answer = try await body(reader)
            await reader.finish()
            give(back: reader)
            return answer
        } catch {
            // Whatever state it is in: the next one gets a new client.
            await reader.close()
            leave()
            throw error
        }
    }

    func close() async {
        let readers = idle
        idle = []
        for reader in readers { await reader.close() }
    }

    private func enter() async throws {
        if used < limit {
            used += 1
            return
        }
        guard waiting.count < Self.longestQueue else {
            throw ConsoleRefusal(
                .serviceUnavailable, "Too many pages read from Kafka at the moment; try again.")
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func give(back reader: RecordReader) {
        idle.append(reader)
        leave()
    }

    private func leave() {
        if waiting.isEmpty { used -= 1 } else { waiting.removeFirst().resume() }
    }
}
