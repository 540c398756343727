/// The bounds of what a record may hold. A record beyond one is rejected with the reason that names it.
///
/// Lengths are bytes of UTF-8 after unescaping. The defaults leave honest events alone, and keep a row's keys
/// below what a PostgreSQL index takes (2,704 bytes).
package struct ClickLimits: Sendable {
    /// Bytes of a record: 1 MiB, Kafka's own default for a message. From 2 bytes to 64 MiB.
    package var recordBytes = 1 << 20
    /// Levels of objects and arrays, the record's own object being the first. From 2 to 64.
    package var nestingDepth = 64
    /// Members of all objects of a record taken together. Their names are compared, hence the bound.
    package var members = 8192
    /// Characters of a number inside `properties`, and the magnitude of its exponent. PostgreSQL's `numeric`
    /// takes 131,072 digits before the point and 16,383 after it; these keep every such number well inside.
    package var numberBytes = 1000
    package var numberExponent = 1000
    /// Length of `user_id` and `session_id`.
    package var identifierBytes = 128
    /// Length of what rows are grouped by: `product_id`, `order_id`, `category`, `brand`, `utm_*`, `device`,
    /// `browser`, `os`, `language`, `country`, `screen`, `source`.
    package var labelBytes = 512
    /// Length of `page_url`, `page_title`, `referrer`, `product_name`, `search_query`, `user_agent`.
    package var textBytes = 8192
    /// The earliest `event_time`: 2000-01-01T00:00:00Z, in microseconds since 1970. What is before it comes
    /// from a clock that was never set, or from seconds sent as milliseconds.
    package var earliestTime: Int64 = 946_684_800_000_000
    /// How far `event_time` may be after the record's own timestamp: a day.
    package var futureMilliseconds: Int64 = 86_400_000

    package init() {}

    /// Every bound brought into the range that the parser takes.
    var clamped: ClickLimits {
        var limits = self
        limits.recordBytes = min(max(recordBytes, 2), 64 << 20)
        limits.nestingDepth = min(max(nestingDepth, 2), 64)
        limits.members = min(max(members, 1), 1 << 20)
        limits.numberBytes = min(max(numberBytes, 1), 10_000)
        limits.numberExponent = min(max(numberExponent, 0), 6000)
        return limits
    }
}
