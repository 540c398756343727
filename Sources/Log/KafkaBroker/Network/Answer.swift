internal import KafkaLog
internal import KafkaProtocol

/// What a handler gives back for one request.
enum Answer: Sendable {
    case response(Response)
    /// A Fetch response whose record batches come from files: each external part of it refers to a slice by
    /// its index.
    case fetched(FetchResponse, slices: [LogSlice])
    /// The request wants no answer.
    case nothing
    /// The request is not answered, and its connection is closed: Kafka's way of refusing what has no error
    /// code.
    case closeConnection
}

/// Called once, from any thread.
typealias Reply = @Sendable (Answer) -> Void
