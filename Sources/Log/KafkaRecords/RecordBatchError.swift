/// Why some bytes are not a record batch that this log can keep.
package enum RecordBatchError: Error, Sendable, Equatable {
    /// The buffer ends before the batch does: a torn write, or a cut request.
    case truncated(needed: Int, available: Int)
    /// The length field contradicts the format.
    case invalidLength(Int32)
    /// Message formats 0 and 1, which Kafka itself dropped in 4.0, or one that nobody knows.
    case unsupportedMagic(Int8)
    case checksumMismatch(stored: UInt32, computed: UInt32)
    /// The batch stands where another offset is due.
    case unexpectedOffset(found: Int64, expected: Int64)
    /// The header's base offset cannot be.
    case invalidOffset(Int64)
    /// The low three bits of the attributes name no codec.
    case unknownCompression(UInt8)
    case invalidRecordCount(count: Int32, lastOffsetDelta: Int32)
    /// A producer sent what only the broker may write.
    case controlBatchFromProducer
    /// A producer claimed that its timestamps are the broker's.
    case logAppendTimeFromProducer
    /// A producer id without an epoch or sequence, or the other way round.
    case invalidProducerFields(producerID: Int64, epoch: Int16, sequence: Int32)
    /// The records don't begin as the codec in the header would have them begin.
    case notCompressed(CompressionCodec)
    /// More records than so many compressed bytes can hold.
    case tooManyRecords(Int32, compressedBytes: Int)
    /// A record inside an uncompressed batch breaks off or contradicts itself.
    case invalidRecord(index: Int32, reason: InvalidRecord)

    package enum InvalidRecord: Error, Sendable, Equatable {
        case varintTooLong
        case endsEarly
        case negativeLength
        case lengthMismatch
        case offsetDeltaOutOfOrder
        case bytesLeftOver
        /// Records of a compressed batch cannot be read one by one here.
        case compressed
    }
}

extension RecordBatchError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncated(let needed, let available):
            "the record batch needs \(needed) bytes and only \(available) are there"
        case .invalidLength(let length):
            "the record batch has an impossible length of \(length)"
        case .unsupportedMagic(let magic):
            "the record batch has message format \(magic); only format 2 (Kafka 0.11 and later) is supported"
        case .checksumMismatch(let stored, let computed):
            "the record batch is damaged: its CRC-32C is \(hexadecimal(computed)), not \(hexadecimal(stored))"
        case .unexpectedOffset(let found, let expected):
            "the record batch has offset \(found) where \(expected) is due"
        case .invalidOffset(let offset):
            "the record batch has an impossible offset of \(offset)"
        case .unknownCompression(let codec):
            "the record batch names compression codec \(codec), which does not exist"
        case .invalidRecordCount(let count, let lastOffsetDelta):
            "the record batch counts \(count) records, against a last offset delta of \(lastOffsetDelta)"
        case .controlBatchFromProducer:
            "a producer cannot write control batches"
        case .logAppendTimeFromProducer:
            "a producer cannot set the log append time; send the create time"
        case .invalidProducerFields(let producerID, let epoch, let sequence):
            "producer id \(producerID), epoch \(epoch) and sequence \(sequence) cannot go together"
        case .notCompressed(let codec):
            "the records are no \(codec) stream, though their header says so: check the producer's codec"
        case .tooManyRecords(let count, let bytes):
            "the record batch counts \(count) records, and its \(bytes) compressed bytes cannot hold them"
        case .invalidRecord(let index, let reason):
            "record \(index) of the batch is malformed: \(reason)"
        }
    }

    private func hexadecimal(_ value: UInt32) -> String { "0x" + String(value, radix: 16) }
}
