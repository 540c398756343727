/// How a producer's transaction ended in a partition: the one record of a control batch (KIP-98).
///
/// Key: version, type. Value: version, the coordinator's epoch. All big-endian.
package enum TransactionMarker: Int16, Sendable {
    case abort = 0
    case commit = 1

    /// Far more than a marker of any version takes.
    package static let maximumBytes = 1_024

    /// - Returns: `nil` for a batch that is no marker.
    package init?(_ header: RecordBatchHeader, batch: UnsafeRawBufferPointer) {
        guard header.attributes.isControl, var reader = try? RecordReader(header: header, batch: batch),
            let key = try? reader.next()?.key, key.count >= 4,
            let marker = TransactionMarker(rawValue: key.int16(at: 2))
        else { return nil }
        self = marker
    }

    /// The control batch that says so.
    /// - Parameter timestamp: milliseconds since 1970.
    package func batch(producerID: Int64, producerEpoch: Int16, timestamp: Int64) -> [UInt8] {
        var builder = RecordBatchBuilder(
            attributes: 0x30, producerID: producerID, producerEpoch: producerEpoch, baseSequence: -1)
        builder.append(
            timestamp: timestamp, key: [0, 0, 0, UInt8(truncatingIfNeeded: rawValue)],
            value: [0, 0, 0, 0, 0, 0])
        return builder.finish()
    }
}
