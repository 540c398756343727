/// Who visits the shop, how many at once, and what goes wrong on the way.
///
/// The same configuration and the same due times give the same clicks, byte for byte, on every platform.
package struct TrafficConfiguration: Sendable {
    /// Where chance starts.
    package var seed: UInt64 = 1
    /// The time of the first click, microseconds since 1970: visits are under way already at this time.
    package var start: Int64
    /// Clicks a second that the caller is going to ask for; `nil` for as many as possible, with 16,384 visits
    /// at once. It decides how many visits go on at once, nothing else: the caller's due times are what
    /// counts.
    package var eventsPerSecond: Double?
    /// People who may come, 1…100,000,000. Each keeps the same `user_id`, device and country for ever; some
    /// come often. 1 bit of memory each.
    package var users = 200_000
    /// Products in the shop, 1…100,000; about 600 bytes of memory each.
    package var products = 400
    /// Share of the visits that are bots', 0…1. A bot's visit has more clicks than a person's.
    package var botShare = 0.006
    /// Share of records that repeat an earlier one byte for byte, 0…1.
    package var duplicateShare = 0.0
    /// Share of visits whose clicks arrive minutes to days after they happened, 0…1.
    package var lateShare = 0.0
    /// Share of records that are damaged, 0…1.
    package var malformedShare = 0.0
    /// Visits that may go on at once, at most; about 350 bytes of memory each.
    package var maximumActiveSessions = 65_536

    /// - Parameter start: microseconds since 1970.
    package init(start: Int64) {
        self.start = start
    }

    /// The largest population.
    package static let mostUsers = 100_000_000
    /// The largest catalogue.
    package static let mostProducts = 100_000
}
