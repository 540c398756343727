internal import ClickStore
internal import KafkaClient
internal import PostgresClient

/// Whether a fault passes by itself.
struct SinkFault {
    /// One sentence on what is being waited for; `nil` where waiting would not help.
    let passing: String?

    init(_ error: any Error) {
        switch error {
        case is SinkError, is SinkFenced, is KafkaError: passing = nil
        case let error as PostgresError:
            // A fault that nobody has judged yet is not a reason to stop storing clicks.
            passing = error.retriability == .permanent ? nil : error.description
        default:
            // The server could not be made ready: a full disk, a slow start. It was ready once before.
            passing = "\(error)"
        }
    }
}
