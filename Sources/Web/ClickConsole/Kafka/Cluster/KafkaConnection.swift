internal import Hummingbird
internal import KafkaClient
internal import Logging

/// The console's ways to Kafka: one client for questions, a few consumers for records.
final class KafkaConnection: Sendable {
    static let pageReaders = 4
    /// Searches and tails at the same time, each with a consumer of its own.
    static let searches = 10
    static let tails = 16

    let configuration: KafkaClientConfiguration
    /// Bytes that messages take in one answer.
    let answerRoom: Int
    let admin: KafkaAdmin
    let metadata: MetadataCache
    let readers: ReaderPool
    let searchers: StreamRoom
    let tailers: StreamRoom
    let logger: Logger

    /// Does not wait for a broker.
    /// - Throws: `KafkaError` for settings that no client can be made of.
    init(
        _ configuration: KafkaClientConfiguration, answerRoom: Int = RecordReader.room, logger: Logger
    ) throws(KafkaError) {
        self.configuration = configuration
        self.answerRoom = answerRoom
        // What a reader meets is told on its page.
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .critical)
        self.logger = quiet
        let admin = try KafkaAdmin(configuration, logger: quiet)
        self.admin = admin
        metadata = MetadataCache(admin)
        readers = ReaderPool(configuration, limit: Self.pageReaders, logger: quiet)
        searchers = StreamRoom(
            limit: Self.searches, sentence: "Other searches are under way; wait until one ends, or stop one.")
        tailers = StreamRoom(limit: Self.tails, sentence: "Too many pages follow topics; close some.")
    }

    /// Cuts searches and tails, for good.
    func endStreams() {
        searchers.close()
        tailers.close()
    }

    /// Ends every stream, and lets the connections go.
    func close() async {
        endStreams()
        await readers.close()
    }

    /// The topic, as the brokers know it.
    /// - Throws: `ConsoleRefusal` where there is none of that name.
    func topic(_ name: String) async throws -> KafkaClusterMetadata.Topic {
        try TopicName.check(name)
        let known = try await metadata.read().topics.first { $0.name == name }
        if let known, known.error == nil { return known }
        // It may have been made just now.
        let fresh = try await metadata.read(fresh: true).topics.first { $0.name == name }
        guard let topic = fresh else {
            throw ConsoleRefusal(
                .notFound, "There is no topic of that name; /kafka shows those that there are.")
        }
        if let error = topic.error { throw error }
        return topic
    }
}
