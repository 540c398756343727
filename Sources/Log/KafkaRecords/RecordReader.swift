/// Reads the records of one uncompressed batch, in place.
///
/// Every length is checked before it is followed, and the whole batch has to add up: bytes that no client
/// could read are refused here, wherever they came from.
package struct RecordReader {
    package typealias Malformed = RecordBatchError.InvalidRecord

    private let header: RecordBatchHeader
    private var varints: VarintReader
    private var index: Int32 = 0
    private var previousOffsetDelta: Int32 = -1

    /// One record. The pointers are valid as long as the batch's bytes are.
    package struct Record {
        package let offset: Int64
        /// Milliseconds since 1970.
        package let timestamp: Int64
        /// `nil` when the record has none, which is not the same as an empty one.
        package let key: UnsafeRawBufferPointer?
        /// `nil` for a tombstone.
        package let value: UnsafeRawBufferPointer?
        package let headerCount: Int32
        let headerBytes: UnsafeRawBufferPointer
        /// The whole record, without the length before it.
        let body: UnsafeRawBufferPointer
        fileprivate let timestampEnd: Int
        /// What follows its timestamp.
        var afterTimestamp: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: body[timestampEnd...]) }
    }

    /// - Parameter batch: one whole batch, and `header` its header.
    package init(header: RecordBatchHeader, batch: UnsafeRawBufferPointer) throws(RecordBatchError) {
        guard header.attributes.compression == CompressionCodec.none else {
            throw .invalidRecord(index: 0, reason: .compressed)
        }
        guard batch.count == header.totalBytes else {
            throw .truncated(needed: header.totalBytes, available: batch.count)
        }
        self.header = header
        varints = VarintReader(bytes: batch, position: RecordBatchHeader.byteCount)
    }

    /// The next record.
    /// - Returns: `nil` after the last one, once the batch has been used up to its last byte.
    package mutating func next() throws(RecordBatchError) -> Record? {
        guard index < header.recordCount else {
            guard varints.position == varints.bytes.count else {
                throw .invalidRecord(index: index, reason: .bytesLeftOver)
            }
            return nil
        }
        do {
            let record = try read()
            index += 1
            return record
        } catch {
            throw .invalidRecord(index: index, reason: error)
        }
    }

    private mutating func read() throws(Malformed) -> Record {
        let length = try varints.int32()
        guard length >= 0 else { throw .negativeLength }
        var fields = VarintReader(bytes: try varints.take(Int(length)), position: 0)
        _ = try fields.take(1)  // attributes, unused in this format
        let timestampDelta = try fields.int64()
        let timestampEnd = fields.position
        let offsetDelta = try fields.int32()
        // A batch without gaps counts 0, 1, 2 …; compaction leaves gaps.
        guard offsetDelta > previousOffsetDelta, offsetDelta <= header.lastOffsetDelta else {
            throw .offsetDeltaOutOfOrder
        }
        previousOffsetDelta = offsetDelta
        let key = try Self.optionalBytes(&fields)
        let value = try Self.optionalBytes(&fields)
        let headerCount = try fields.int32()
        guard headerCount >= 0 else { throw .negativeLength }
        let headerStart = fields.position
        for _ in 0..<headerCount { _ = try Self.header(&fields) }
        guard fields.position == fields.bytes.count else { throw .lengthMismatch }
        let isStampedByBroker = header.attributes.timestampType == .logAppendTime
        return Record(
            offset: header.baseOffset + Int64(offsetDelta),
            timestamp: isStampedByBroker ? header.maxTimestamp : header.baseTimestamp &+ timestampDelta,
            key: key, value: value, headerCount: headerCount,
            headerBytes: UnsafeRawBufferPointer(rebasing: fields.bytes[headerStart...]), body: fields.bytes,
            timestampEnd: timestampEnd)
    }

    fileprivate static func optionalBytes(
        _ fields: inout VarintReader
    ) throws(Malformed) -> UnsafeRawBufferPointer? {
        let length = try fields.int32()
        guard length >= -1 else { throw .negativeLength }
        return length < 0 ? nil : try fields.take(Int(length))
    }

    fileprivate static func header(
        _ fields: inout VarintReader
    ) throws(Malformed) -> (name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?) {
        let length = try fields.int32()
        guard length >= 0 else { throw .negativeLength }
        let name = try fields.take(Int(length))
        return (name, try optionalBytes(&fields))
    }
}

extension RecordReader.Record {
    /// Calls `body` with each header's name (UTF-8) and value, in order.
    package func forEachHeader(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer?) -> Void) {
        var fields = VarintReader(bytes: headerBytes, position: 0)
        for _ in 0..<headerCount {
            // Cannot fail: the reader went through the same bytes.
            guard let (name, value) = try? RecordReader.header(&fields) else { return }
            body(name, value)
        }
    }
}
