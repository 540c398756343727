// Fields that are no text.
extension RecordParser {
    /// A UUID, which has to be there.
    @inline(__always)
    func uuid(_ field: ClickField) throws(ClickRejection) -> (high: UInt64, low: UInt64) {
        let text = try requiredString(field)
        guard let uuid = UUIDText.parse(text) else { throw .invalidUUID(field, text) }
        return uuid
    }

    /// A time in microseconds since 1970, which has to be there: RFC 3339, or integer milliseconds since
    /// 1970.
    /// - Parameter producedAt: the record's timestamp in milliseconds since 1970; negative where there is
    ///   none.
    @inline(__always)
    func time(
        _ field: ClickField, producedAt: Int64, _ limits: ClickLimits
    ) throws(ClickRejection) -> Int64 {
        let value = self[field]
        var time: Int64
        switch value.kind {
        case .string:
            do throws(TimestampText.Fault) {
                time = try TimestampText.microseconds(value.text)
            } catch {
                throw .invalidTime(field, value.text, error)
            }
        case .integer:
            guard let milliseconds = DecimalText.integer(value.text) else {
                throw .implausibleTime(field, value)
            }
            time = milliseconds.multipliedReportingOverflow(by: 1000).partialValue
            // Beyond the year 9999 nothing is a time, and a product may have wrapped.
            guard milliseconds.magnitude <= 253_402_300_799_999 else { throw .implausibleTime(field, value) }
        case .absent, .null: throw .missing(field, value)
        default:
            throw .wrongType(
                field, value, expected: "a time in RFC 3339 form or integer milliseconds since 1970")
        }
        guard time >= limits.earliestTime else { throw .implausibleTime(field, value) }
        if producedAt >= 0 {
            let (latest, overflowed) = producedAt.addingReportingOverflow(limits.futureMilliseconds)
            // Compared in milliseconds, which leaves room; a part of one more is still within the day.
            if !overflowed, time / 1000 > latest || (time / 1000 == latest && time % 1000 > 0) {
                throw .tooFarAhead(field, value, producedAt: producedAt, limits)
            }
        }
        return time
    }

    /// A number in ten-thousandths, rounded half away from zero.
    @inline(__always)
    func price(_ field: ClickField) throws(ClickRejection) -> (Int64, Bool) {
        let value = self[field]
        if value.isAbsent { return (0, false) }
        guard value.kind == .integer || value.kind == .decimal else {
            throw .wrongType(field, value, expected: "a number")
        }
        guard let units = DecimalText.tenThousandths(value.text) else {
            throw .outOfRange(field, value, expected: "less than 1000000000000 in magnitude")
        }
        return (units, true)
    }

    /// An integer of 32 bits.
    @inline(__always)
    func quantity(_ field: ClickField) throws(ClickRejection) -> (Int32, Bool) {
        let value = self[field]
        if value.isAbsent { return (0, false) }
        guard value.kind == .integer else { throw .wrongType(field, value, expected: "an integer") }
        guard let integer = DecimalText.integer(value.text), let quantity = Int32(exactly: integer) else {
            throw .outOfRange(field, value, expected: "between -2147483648 and 2147483647")
        }
        return (quantity, true)
    }

    /// - Returns: `nil` where the field is absent.
    @inline(__always)
    func bool(_ field: ClickField) throws(ClickRejection) -> Bool? {
        let value = self[field]
        switch value.kind {
        case .true: return true
        case .false: return false
        case .absent, .null: return nil
        default: throw .wrongType(field, value, expected: "true or false")
        }
    }

    /// An object as JSON text.
    @inline(__always)
    func object(_ field: ClickField) throws(ClickRejection) -> BorrowedBytes {
        let value = self[field]
        if value.kind == .object { return value.text }
        if value.isAbsent { return .absent }
        throw .wrongType(field, value, expected: "an object")
    }
}
