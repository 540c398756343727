/// Rows as one value: an array of a composite type in PostgreSQL's binary form (`array_recv`, `record_recv`),
/// for a parameter such as `$1::visit_piece[]`.
///
/// So rows reach a function of ours without a temporary table between, whose emptying at each commit costs
/// more than a small batch does. As in `CopyBinaryBuffer`, memory is kept between uses and a row costs no
/// allocation.
///
/// `beginRow`, then a value for each of the type's columns; the columns' own types are told with each
/// value, and have to be those of the composite type.
package struct RowArrayBuffer: ~Copyable {
    private var buffer: CopyBinaryBuffer
    private var rowStart = 0
    private var rowType: UInt32 = 0

    /// The object identifiers of built-in types: `pg_type.dat`.
    private enum TypeID {
        static let bool: Int32 = 16
        static let int8: Int32 = 20
        static let int2: Int32 = 21
        static let int4: Int32 = 23
        static let text: Int32 = 25
        static let date: Int32 = 1082
        static let timestamptz: Int32 = 1184
        static let numeric: Int32 = 1700
        static let uuid: Int32 = 2950
        static let jsonb: Int32 = 3802
    }

    /// The array's head: dimensions, whether there are NULLs, the rows' type, their number, the first index.
    private static let headBytes = 20

    /// - Parameter limit: bytes after which `isFull` turns true; a row is never cut.
    package init(limit: Int) { buffer = CopyBinaryBuffer(limit: limit) }

    package var rows: Int { buffer.rows }
    package var isFull: Bool { buffer.isFull }

    /// Starts an array without rows, of the composite type with this object identifier.
    package mutating func begin(type: UInt32) {
        buffer.removeAll()
        rowType = type
        rowStart = 0
        buffer.reserve(Self.headBytes)
        for _ in 0..<5 { buffer.store(Int32(0)) }
    }

    package mutating func beginRow(columns: Int32) {
        endRow()
        buffer.rows += 1
        rowStart = buffer.count
        buffer.reserve(8)
        buffer.store(Int32(0))
        buffer.store(columns)
    }

    /// Completes the array, and lends its bytes.
    package mutating func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        endRow()
        patch(rows > 0 ? 1 : 0, at: 0)
        patch(Int32(bitPattern: rowType), at: 8)
        patch(Int32(truncatingIfNeeded: rows), at: 12)
        patch(1, at: 16)
        let length = rows > 0 ? Self.headBytes : 12
        return try body(
            rows > 0 ? buffer.bytes : UnsafeRawBufferPointer(rebasing: buffer.bytes.prefix(length)))
    }

    private mutating func endRow() {
        guard rowStart > 0 else { return }
        patch(Int32(truncatingIfNeeded: buffer.count - rowStart - 4), at: rowStart)
        rowStart = 0
    }

    private mutating func patch(_ value: Int32, at position: Int) {
        buffer.start.storeBytes(of: value.bigEndian, toByteOffset: position, as: Int32.self)
    }

    private mutating func type(_ identifier: Int32) {
        buffer.reserve(4)
        buffer.store(identifier)
    }

    // MARK: - Values

    package mutating func bool(_ value: Bool) {
        type(TypeID.bool)
        buffer.bool(value)
    }

    package mutating func int16(_ value: Int16) {
        type(TypeID.int2)
        buffer.int16(value)
    }

    package mutating func int32(_ value: Int32) {
        type(TypeID.int4)
        buffer.int32(value)
    }

    package mutating func int64(_ value: Int64) {
        type(TypeID.int8)
        buffer.int64(value)
    }

    package mutating func uuid(high: UInt64, low: UInt64) {
        type(TypeID.uuid)
        buffer.uuid(high: high, low: low)
    }

    /// - Parameter microseconds: since 1970.
    package mutating func timestamptz(microseconds: Int64) {
        type(TypeID.timestamptz)
        buffer.timestamptz(microseconds: microseconds)
    }

    package mutating func date(daysSince1970 days: Int32) {
        type(TypeID.date)
        buffer.date(daysSince1970: days)
    }

    package mutating func numeric(sumOfTenThousandths sum: Int128) {
        type(TypeID.numeric)
        buffer.numeric(sumOfTenThousandths: sum)
    }

    /// A `text` at `start`, or NULL where there is none.
    package mutating func text(start: UnsafePointer<UInt8>?, count: Int) {
        type(TypeID.text)
        buffer.text(start: start, count: count)
    }

    package mutating func text(_ string: String) {
        type(TypeID.text)
        buffer.text(string)
    }

    /// A `jsonb` from JSON text, or NULL where it is empty.
    package mutating func jsonb(_ json: UnsafeBufferPointer<UInt8>) {
        type(TypeID.jsonb)
        if let start = json.baseAddress, !json.isEmpty {
            buffer.jsonb(start: start, count: json.count)
        } else {
            buffer.null()
        }
    }
}
