import KafkaLog
import Logging

/// Keeps what was logged.
final class CollectedLog: Sendable {
    private let lines = Guarded<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: CollectedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
            let pairs = all.map { "\($0.key)=\($0.value)" }
            let line =
                "\(event.level) \(event.message) \(pairs.joined(separator: " "))"
            log.lines.withLock { $0.append(line) }
        }
    }
}
