/// Takes records out of an uncompressed batch. What stays keeps its offset, its timestamp and its bytes; the
/// batch keeps its first and last offset and its producer's fields.
package struct RecordBatchFilter {
    package enum Outcome: Equatable {
        case unchanged
        case changed([UInt8])
        /// Nothing is left: `emptied` makes a batch that only holds the place.
        case nothing
    }

    package enum Verdict {
        case keep
        /// A tombstone: the batch has to say until when it is kept.
        case keepUntilHorizon
        case drop
    }

    private let header: RecordBatchHeader
    private let batch: UnsafeRawBufferPointer

    /// - Parameter batch: one whole batch, and `header` its header.
    package init(_ header: RecordBatchHeader, _ batch: UnsafeRawBufferPointer) {
        self.header = header
        self.batch = batch
    }

    /// - Parameter horizon: until when tombstones are kept, milliseconds since 1970, for a batch that does
    ///   not say so yet.
    package func filter(
        horizon: Int64, _ judge: (RecordReader.Record) -> Verdict
    ) throws(RecordBatchError) -> Outcome {
        var kept: [RecordReader.Record] = []
        var needsHorizon = false
        var reader = try RecordReader(header: header, batch: batch)
        while let record = try reader.next() {
            switch judge(record) {
            case .keep: kept.append(record)
            case .keepUntilHorizon:
                kept.append(record)
                needsHorizon = needsHorizon || header.deleteHorizon == nil
            case .drop: continue
            }
        }
        if kept.isEmpty { return .nothing }
        if kept.count == Int(header.recordCount) && !needsHorizon { return .unchanged }
        return .changed(rebuilt(kept, horizon: needsHorizon ? horizon : nil))
    }

    private func rebuilt(_ kept: [RecordReader.Record], horizon: Int64?) -> [UInt8] {
        var bytes = Array(batch[..<RecordBatchHeader.byteCount])
        bytes.reserveCapacity(batch.count + kept.count)
        for record in kept {
            guard let horizon else {
                bytes.append(varint: Int64(record.body.count))
                bytes.append(contentsOf: record.body)
                continue
            }
            // Timestamps are relative to the field that the horizon takes.
            var start: [UInt8] = [record.body[0]]
            start.append(varint: record.timestamp &- horizon)
            bytes.append(varint: Int64(start.count + record.afterTimestamp.count))
            bytes.append(contentsOf: start)
            bytes.append(contentsOf: record.afterTimestamp)
        }
        let isStampedByBroker = header.attributes.timestampType == .logAppendTime
        let newest = kept.lazy.map(\.timestamp).max() ?? -1
        Self.finish(
            &bytes, count: Int32(kept.count), maxTimestamp: isStampedByBroker ? header.maxTimestamp : newest
        ) { bytes in
            guard let horizon else { return }
            bytes.store(int16: header.attributes.rawValue | RecordBatchHeader.Attributes.horizonBit, at: 21)
            bytes.store(int64: horizon, at: 27)
        }
        return bytes
    }

    /// The batch without any record: it holds offsets, and a producer's sequence number.
    package func emptied() -> [UInt8] {
        var bytes = Array(batch[..<RecordBatchHeader.byteCount])
        Self.finish(&bytes, count: 0, maxTimestamp: header.maxTimestamp) { bytes in
            // No codec has to make sense of no bytes, and there is no tombstone.
            let attributes = header.attributes.rawValue & ~(7 | RecordBatchHeader.Attributes.horizonBit)
            bytes.store(int16: attributes, at: 21)
            bytes.store(int64: -1, at: 27)
        }
        return bytes
    }

    private static func finish(
        _ bytes: inout [UInt8], count: Int32, maxTimestamp: Int64,
        _ change: (UnsafeMutableRawBufferPointer) -> Void
    ) {
        bytes.withUnsafeMutableBytes { bytes in
            bytes.store(int32: Int32(bytes.count - RecordBatchHeader.lengthOverhead), at: 8)
            bytes.store(int64: maxTimestamp, at: 35)
            bytes.store(int32: count, at: 57)
            change(bytes)
            let summed = UnsafeRawBufferPointer(
                rebasing: UnsafeRawBufferPointer(bytes)[RecordBatchHeader.checksumStart...])
            bytes.store(uint32: CRC32C.checksum(of: summed), at: 17)
        }
    }
}
