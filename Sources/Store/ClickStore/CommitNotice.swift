package import PostgresClient

/// Tells everybody who listens, by `NOTIFY` in the transaction itself, that rows have come: a dashboard hears
/// of a click when it is committed, neither before nor later, and without asking.
///
/// `LISTEN clickstream_commits`; the payload is one JSON object:
///
///     {"topic":"website_clicks","stored":3,"duplicates":0,"rejected":1,
///      "event_types":{"page_view":2,"purchase":1},
///      "partitions":[{"partition":0,"from":17,"to":21}]}
package enum CommitNotice {
    package static let channel = "clickstream_commits"

    /// Event types that a notice names; the clicks of others are in `stored` only. With names of 64 bytes
    /// this keeps it below the 8,000 bytes that PostgreSQL takes.
    private static let eventTypes = 40
    /// Partitions that a notice names.
    private static let partitions = 50

    /// Adds the statement that sends the notice once the transaction commits.
    package static func send(
        in pipeline: inout PostgresPipeline, topic: String, _ advances: [SinkAdvance],
        clicksByEventType: [(eventType: String, clicks: Int64)]
    ) throws(PostgresError) {
        let types = clicksByEventType.prefix(eventTypes).map { "\"\($0.eventType)\":\($0.clicks)" }
        let moved = advances.prefix(partitions).map {
            "{\"partition\":\($0.partition),\"from\":\($0.from),\"to\":\($0.to)}"
        }
        let payload = """
            {"topic":"\(topic)","stored":\(advances.reduce(0) { $0 + $1.stored }),\
            "duplicates":\(advances.reduce(0) { $0 + $1.duplicates }),\
            "rejected":\(advances.reduce(0) { $0 + $1.rejected }),\
            "event_types":{\(types.joined(separator: ","))},\
            "partitions":[\(moved.joined(separator: ","))]}
            """
        try pipeline.add("SELECT pg_notify($1, $2)", [.text(channel), .text(payload)], isPrepared: true)
    }
}
