/// A record's timestamp as a row keeps it.
package enum RecordTime {
    /// Microseconds since 1970 for the milliseconds of a record, which its producer made up: whatever they
    /// are, the result is a time that PostgreSQL knows, in the years 1 to 9999.
    package static func microseconds(milliseconds: Int64) -> Int64 {
        min(max(milliseconds, earliest), latest) * 1000
    }

    private static let earliest: Int64 = -62_135_596_800_000
    private static let latest: Int64 = 253_402_300_799_999
}
