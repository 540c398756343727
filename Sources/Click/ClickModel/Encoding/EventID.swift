/// The identity of a click: a UUID (RFC 9562), so that the same click sent twice is stored once.
package struct EventID: Hashable, Sendable {
    /// Bytes 0…7 of the UUID, the first byte as the most significant one.
    package let high: UInt64
    /// Bytes 8…15.
    package let low: UInt64

    /// A UUID of any version from its two halves.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A UUIDv7 (RFC 9562 section 5.7): sorts by time, which keeps an index over it compact.
    /// - Parameters:
    ///   - millisecond: since 1970; 48 bits are kept, a time before 1970 counts as 0.
    ///   - randomA: the 12 bits after the version; callers that know the fraction of the millisecond may put
    ///     it here (section 6.2, method 3).
    ///   - randomB: the last 62 bits.
    package static func v7(millisecond: Int64, randomA: UInt16, randomB: UInt64) -> EventID {
        timed(version: 7, millisecond: millisecond, randomA, randomB)
    }

    /// A UUIDv8 (RFC 9562 section 5.8) for clicks that have to get the same identity each time they are read:
    /// the layout of version 7, with bits of a hash in place of the random ones.
    /// - Parameters:
    ///   - millisecond: as for `v7`.
    ///   - hashA: 12 bits are kept.
    ///   - hashB: 62 bits are kept.
    package static func v8(millisecond: Int64, hashA: UInt16, hashB: UInt64) -> EventID {
        timed(version: 8, millisecond: millisecond, hashA, hashB)
    }

    private static func timed(
        version: UInt64, millisecond: Int64, _ first: UInt16, _ second: UInt64
    ) -> EventID {
        EventID(
            high: UInt64(max(millisecond, 0)) << 16 | version << 12 | UInt64(first & 0x0FFF),
            low: 0x8000_0000_0000_0000 | second & 0x3FFF_FFFF_FFFF_FFFF)
    }
}
