/// What the simulator says of the record that it wrote.
package struct SimulatedClick: Sendable {
    /// Whether a record is an ordinary click, or one of the troubles that were asked for.
    package enum Kind: Hashable, Sendable {
        case click
        /// A click of a visitor who was offline: its `event_time` lies minutes to days before its due time.
        case late
        /// A record that was sent before, byte for byte.
        case duplicate
        /// A record that cannot be stored.
        case malformed(Malformation)
    }

    package let kind: Kind
    /// The record's key: the visitor, also where the damaged value does not name one.
    package let key: ShortID
    /// When the click happened, microseconds since 1970. The due time, less a late click's delay; a
    /// duplicate's is the original's.
    package let eventTime: Int64
}

/// The ways in which a record can be damaged.
package enum Malformation: UInt8, CaseIterable, Sendable {
    /// Cut off in the middle, as by a lost connection.
    case truncated
    /// One of `event_id`, `event_type`, `event_time`, `user_id` is not there.
    case missingField
    /// One of them is of another JSON type.
    case wrongType
    /// Text in another encoding.
    case invalidUTF8
    /// `\u0000`, which PostgreSQL's text cannot hold.
    case nulCharacter
    /// An `event_time` in 1970 or decades ahead, as of a clock that was never set.
    case implausibleTime
}
