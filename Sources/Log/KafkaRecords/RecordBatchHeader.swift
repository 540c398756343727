/// The 61 bytes before the records of a batch, message format 2 (Kafka's "RecordBatch", KIP-98).
///
/// | at | size | field | in the CRC |
/// |---|---|---|---|
/// | 0 | 8 | base offset | no |
/// | 8 | 4 | length of what follows | no |
/// | 12 | 4 | partition leader epoch | no |
/// | 16 | 1 | magic, 2 | no |
/// | 17 | 4 | CRC-32C of all that follows | no |
/// | 21 | 2 | attributes | yes |
/// | 23 | 4 | last offset delta | yes |
/// | 27 | 8 | base timestamp, milliseconds | yes |
/// | 35 | 8 | maximum timestamp, milliseconds | yes |
/// | 43 | 8 | producer id, or -1 | yes |
/// | 51 | 2 | producer epoch, or -1 | yes |
/// | 53 | 4 | sequence of the first record, or -1 | yes |
/// | 57 | 4 | number of records | yes |
///
/// A broker fills in the base offset and the leader epoch in place, without touching the checksum.
package struct RecordBatchHeader: Sendable, Equatable {
    package static let byteCount = 61
    /// What the length field doesn't count: the base offset and itself.
    package static let lengthOverhead = 12
    static let checksumStart = 21

    package var baseOffset: Int64
    /// Bytes of the whole batch, header included.
    package var totalBytes: Int
    package var partitionLeaderEpoch: Int32
    package var checksum: UInt32
    package var attributes: Attributes
    package var lastOffsetDelta: Int32
    /// Milliseconds since 1970.
    package var baseTimestamp: Int64
    /// Milliseconds since 1970; -1 when no record has a timestamp.
    package var maxTimestamp: Int64
    /// -1 when the producer is not idempotent.
    package var producerID: Int64
    package var producerEpoch: Int16
    package var baseSequence: Int32
    package var recordCount: Int32

    /// Bits 0-2 codec, 3 timestamp type, 4 transactional, 5 control, 6 delete horizon.
    package struct Attributes: RawRepresentable, Sendable, Equatable {
        package var rawValue: Int16
        package init(rawValue: Int16) { self.rawValue = rawValue }

        /// `nil` for the three bit patterns that name no codec; a parsed header has none of them.
        package var compression: CompressionCodec? { CompressionCodec(rawValue: UInt8(rawValue & 7)) }
        package var timestampType: TimestampType { rawValue & 8 == 0 ? .createTime : .logAppendTime }
        package var isTransactional: Bool { rawValue & 16 != 0 }
        package var isControl: Bool { rawValue & 32 != 0 }
        static let horizonBit: Int16 = 64
    }

    package var lastOffset: Int64 { baseOffset + Int64(lastOffsetDelta) }
    package var nextOffset: Int64 { baseOffset + Int64(lastOffsetDelta) + 1 }
    /// Until when the batch's tombstones are kept, once compaction has seen them (KIP-534): it takes the
    /// place of the base timestamp. Milliseconds since 1970.
    package var deleteHorizon: Int64? {
        attributes.rawValue & Attributes.horizonBit == 0 ? nil : baseTimestamp
    }
    package var isIdempotent: Bool { producerID >= 0 }
    /// Sequence numbers count records and start again at 0 after `Int32.max`.
    package var lastSequence: Int32 {
        Int32(truncatingIfNeeded: (Int64(baseSequence) + Int64(lastOffsetDelta)) & 0x7FFF_FFFF)
    }

    /// Parses the header at the start of `bytes`, which may hold more, or less, than the batch.
    ///
    /// Checks everything that the header alone can show: the format, that the length is at least a header's,
    /// the codec, the counts. Not the checksum.
    package init(parsing bytes: UnsafeRawBufferPointer) throws(RecordBatchError) {
        // The magic byte is at the same place in every message format: name the format, not a wrong length.
        guard bytes.count > 16 else { throw .truncated(needed: Self.byteCount, available: bytes.count) }
        let magic = bytes.int8(at: 16)
        guard magic == 2 else { throw .unsupportedMagic(magic) }
        let length = bytes.int32(at: 8)
        guard length >= Int32(Self.byteCount - Self.lengthOverhead), length <= Int32.max - 12 else {
            throw .invalidLength(length)
        }
        guard bytes.count >= Self.byteCount else {
            throw .truncated(needed: Self.byteCount, available: bytes.count)
        }
        self.init(unchecked: bytes)
        guard attributes.compression != nil else {
            throw .unknownCompression(UInt8(attributes.rawValue & 7))
        }
        // A compacted batch keeps its last offset delta and loses records.
        guard lastOffsetDelta >= 0, recordCount >= 0, Int64(recordCount) <= Int64(lastOffsetDelta) + 1 else {
            throw .invalidRecordCount(count: recordCount, lastOffsetDelta: lastOffsetDelta)
        }
        guard baseOffset >= 0, baseOffset <= Int64.max - Int64(Int32.max) - 1 else {
            throw .invalidOffset(baseOffset)
        }
    }

    /// `bytes` holds at least a header.
    private init(unchecked bytes: UnsafeRawBufferPointer) {
        baseOffset = bytes.int64(at: 0)
        totalBytes = Int(bytes.int32(at: 8)) + Self.lengthOverhead
        partitionLeaderEpoch = bytes.int32(at: 12)
        checksum = bytes.uint32(at: 17)
        attributes = Attributes(rawValue: bytes.int16(at: 21))
        lastOffsetDelta = bytes.int32(at: 23)
        baseTimestamp = bytes.int64(at: 27)
        maxTimestamp = bytes.int64(at: 35)
        producerID = bytes.int64(at: 43)
        producerEpoch = bytes.int16(at: 51)
        baseSequence = bytes.int32(at: 53)
        recordCount = bytes.int32(at: 57)
    }
}
