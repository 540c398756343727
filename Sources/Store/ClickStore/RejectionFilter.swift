internal import PostgresClient

/// Which rows of `rejected_clicks` are meant: those for which all of it is true.
package struct RejectionFilter: Sendable {
    package var topic: String
    /// Any of these codes; all where empty.
    package var reasons: [String] = []
    /// Any of these; all where empty.
    package var fields: [String] = []
    /// Refused at this time or later, in microseconds since 1970.
    package var since: Int64?
    /// Refused before this time.
    package var until: Int64?
    /// Only what was not sent again yet.
    package var isUnresolvedOnly = false

    package init(topic: String) { self.topic = topic }

    /// As a condition of SQL. With its values in it: a COPY takes no parameters.
    func condition(_ connection: PostgresConnection) throws(PostgresError) -> String {
        var conditions = ["topic = \(try connection.literal(topic))"]
        if !reasons.isEmpty { conditions.append("reason IN (\(try Self.list(reasons, connection)))") }
        if !fields.isEmpty { conditions.append("field IN (\(try Self.list(fields, connection)))") }
        if let since { conditions.append("rejected_at >= \(Self.time(since))") }
        if let until { conditions.append("rejected_at < \(Self.time(until))") }
        if isUnresolvedOnly { conditions.append("retried_at IS NULL") }
        return conditions.joined(separator: " AND ")
    }

    private static func list(
        _ texts: [String], _ connection: PostgresConnection
    ) throws(PostgresError) -> String {
        var literals: [String] = []
        for text in texts { literals.append(try connection.literal(text)) }
        return literals.joined(separator: ", ")
    }

    /// A number times an interval would lose microseconds as a double; seconds and microseconds apart do not.
    private static func time(_ microseconds: Int64) -> String {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return "timestamptz 'epoch' + \(seconds) * interval '1 second' + \(rest) * interval '1 microsecond'"
    }
}
