// Each value is its length in four bytes and then its bytes, all big-endian; a length of -1 is NULL.
// The forms are those of the types' receive functions (`int4recv`, `numeric_recv` …).
extension CopyBinaryBuffer {
    /// The longest value that PostgreSQL takes: 1 GB less a page or so; ours are a thousand times shorter.
    @usableFromInline static var longestValue: Int { 1_000_000_000 }

    /// Starts a row. `columns` values have to follow, in the order of the COPY statement's column list.
    @inlinable
    package mutating func beginRow(columns: Int16) {
        reserve(2)
        store(columns)
        rows += 1
    }

    @inlinable
    package mutating func null() {
        reserve(4)
        store(Int32(-1))
    }

    @inlinable
    package mutating func bool(_ value: Bool) {
        reserve(5)
        store(Int32(1))
        store(value ? UInt8(1) : 0)
    }

    @inlinable
    package mutating func int16(_ value: Int16) {
        reserve(6)
        store(Int32(2))
        store(value)
    }

    @inlinable
    package mutating func int32(_ value: Int32) {
        reserve(8)
        store(Int32(4))
        store(value)
    }

    @inlinable
    package mutating func int64(_ value: Int64) {
        reserve(12)
        store(Int32(8))
        store(value)
    }

    /// A `uuid`, as the two halves of its 16 bytes.
    @inlinable
    package mutating func uuid(high: UInt64, low: UInt64) {
        reserve(20)
        store(Int32(16))
        store(high)
        store(low)
    }

    /// A `timestamptz`. PostgreSQL counts from 2000-01-01, Unix from 1970-01-01, both without leap seconds.
    @inlinable
    package mutating func timestamptz(microseconds: Int64) {
        int64(microseconds &- 946_684_800_000_000)
    }

    /// A `date`, which counts from 2000-01-01 too.
    @inlinable
    package mutating func date(daysSince1970 days: Int32) { int32(days &- 10_957) }

    /// A `text`: UTF-8 without NUL, which the server checks.
    @inlinable
    package mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        value(bytes.baseAddress, bytes.count)
    }

    /// A `text` at `start`, or NULL where there is none.
    @inlinable
    package mutating func text(start: UnsafePointer<UInt8>?, count: Int) {
        if start == nil { null() } else { value(start, count) }
    }

    package mutating func text(_ string: String) {
        var string = string
        string.withUTF8 { text($0) }
    }

    @inlinable
    package mutating func bytea(_ bytes: UnsafeRawBufferPointer) {
        value(bytes.baseAddress, bytes.count)
    }

    /// A `jsonb` from JSON text, which the server parses; the byte before it is the format's version.
    @inlinable
    package mutating func jsonb(start json: UnsafePointer<UInt8>, count length: Int) {
        precondition(length < Self.longestValue)
        reserve(5 + length)
        store(Int32(truncatingIfNeeded: 1 + length))
        store(UInt8(1))
        (start + count).copyMemory(from: json, byteCount: length)
        count += length
    }

    /// A `numeric` with four decimals.
    ///
    /// PostgreSQL's digits are of base 10,000, so that the four decimals are exactly one of them.
    package mutating func numeric(tenThousandths: Int64) {
        reserve(4 + 8 + 2 * 5)
        let magnitude = tenThousandths.magnitude
        let (whole, fraction) = (magnitude / 10_000, magnitude % 10_000)
        let wholeDigits = whole == 0 ? 0 : whole < 10_000 ? 1 : whole < 100_000_000 ? 2 : 3
        let digits = whole < 1_000_000_000_000 ? wholeDigits : 4
        store(Int32(8 + 2 * (digits + 1)))
        store(Int16(digits + 1))
        store(Int16(digits - 1))  // the first digit's weight: its power of 10,000
        store(tenThousandths < 0 ? UInt16(0x4000) : 0)
        store(Int16(4))  // decimals to show
        if digits > 3 { store(UInt16(truncatingIfNeeded: whole / 1_000_000_000_000)) }
        if digits > 2 { store(UInt16(truncatingIfNeeded: whole / 100_000_000 % 10_000)) }
        if digits > 1 { store(UInt16(truncatingIfNeeded: whole / 10_000 % 10_000)) }
        if digits > 0 { store(UInt16(truncatingIfNeeded: whole % 10_000)) }
        store(UInt16(truncatingIfNeeded: fraction))
    }

    /// The same for sums, which outgrow 64 bits. Up to 40 digits.
    package mutating func numeric(sumOfTenThousandths sum: Int128) {
        if let small = Int64(exactly: sum) { return numeric(tenThousandths: small) }
        let magnitude = sum.magnitude
        var digits = 0
        var power: UInt128 = 1
        while digits < 9 && magnitude / power >= 10_000 {
            power *= 10_000
            digits += 1
        }
        reserve(4 + 8 + 2 * (digits + 1))
        store(Int32(8 + 2 * (digits + 1)))
        store(Int16(digits + 1))
        store(Int16(digits - 1))  // the last digit is the four decimals
        store(sum < 0 ? UInt16(0x4000) : 0)
        store(Int16(4))
        while power > 0 {
            store(UInt16(truncatingIfNeeded: magnitude / power % 10_000))
            power /= 10_000
        }
    }

    /// A value whose bytes are the same in memory and in the format.
    @inlinable
    mutating func value(_ bytes: UnsafeRawPointer?, _ length: Int) {
        precondition(length < Self.longestValue)
        reserve(4 + length)
        store(Int32(truncatingIfNeeded: length))
        if let bytes { (start + count).copyMemory(from: bytes, byteCount: length) }
        count += length
    }

    // Room has been reserved by the caller. Not generic: unspecialised across modules it would cost a
    // hundredfold.

    @inlinable
    mutating func store(_ value: UInt8) {
        start.storeBytes(of: value, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    @inlinable
    mutating func store(_ value: UInt16) {
        start.storeBytes(of: value.bigEndian, toByteOffset: count, as: UInt16.self)
        count += 2
    }

    @inlinable
    mutating func store(_ value: Int16) { store(UInt16(bitPattern: value)) }

    @inlinable
    mutating func store(_ value: Int32) {
        start.storeBytes(of: value.bigEndian, toByteOffset: count, as: Int32.self)
        count += 4
    }

    @inlinable
    mutating func store(_ value: UInt64) {
        start.storeBytes(of: value.bigEndian, toByteOffset: count, as: UInt64.self)
        count += 8
    }

    @inlinable
    mutating func store(_ value: Int64) { store(UInt64(bitPattern: value)) }
}
