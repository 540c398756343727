package import KafkaClient

/// Where the console listens, and what it may do.
package struct ConsoleConfiguration: Sendable {
    package var host: String
    /// 0 for any that is free.
    package var port: Int
    /// Whether requests that change something (produce, reset offsets, delete) are taken from those who need
    /// no login. Where there are users and tokens, their roles decide.
    package var allowsActions: Bool
    /// Nothing is changed, whoever asks.
    package var isReadOnly = false
    package var access = ConsoleAccess()
    /// The Kafka that the pages show; `nil` for none.
    package var kafka: KafkaClientConfiguration?
    /// Bytes that messages take in one answer.
    var answerRoom = RecordReader.room
    /// How long a connection may be without a request, or a reader take nothing of its answer.
    var patience = Duration.seconds(30)

    package init(
        host: String = "127.0.0.1", port: Int = 9000, allowsActions: Bool = false,
        kafka: KafkaClientConfiguration? = nil
    ) {
        self.host = host
        self.port = port
        self.allowsActions = allowsActions
        self.kafka = kafka
    }
}
