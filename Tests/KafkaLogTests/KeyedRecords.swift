import KafkaLog
import KafkaRecords

/// A record with a key; no value: a tombstone.
struct KeyedRecord: Equatable {
    var offset: Int64 = -1
    var key: String?
    var value: String?
}

/// One batch of them.
func batch(
    _ records: [KeyedRecord], timestamp: Int64 = 1_000, producer: Int64 = -1, sequence: Int32 = -1,
    attributes: Int16 = 0
) -> [UInt8] {
    var builder = RecordBatchBuilder(
        attributes: attributes, producerID: producer, producerEpoch: producer < 0 ? -1 : 0,
        baseSequence: sequence)
    for record in records {
        builder.append(
            timestamp: timestamp, key: record.key.map { Array($0.utf8) },
            value: record.value.map { Array($0.utf8) })
    }
    return builder.finish()
}

extension LogSlice {
    /// All records of data batches that can be read, after a check of every batch's checksum.
    func keyedRecords() throws -> [KeyedRecord] {
        try bytes().withUnsafeBytes { bytes in
            var records: [KeyedRecord] = []
            var iterator = RecordBatchIterator(bytes)
            while let batch = try iterator.next() {
                let header = try RecordBatchHeader.validated(batch.bytes)
                if header.attributes.isControl || header.attributes.compression != CompressionCodec.none {
                    continue
                }
                var reader = try RecordReader(header: header, batch: batch.bytes)
                while let record = try reader.next() {
                    records.append(
                        KeyedRecord(
                            offset: record.offset,
                            key: record.key.map { String(decoding: $0, as: UTF8.self) },
                            value: record.value.map { String(decoding: $0, as: UTF8.self) }))
                }
            }
            return records
        }
    }
}

extension PartitionLog {
    /// All records from an offset on, however small the slices are; offsets may have gaps.
    func keyedRecords(from start: Int64? = nil, maximumBytes: Int = 1 << 20) throws -> [KeyedRecord] {
        var records: [KeyedRecord] = []
        var offset = start ?? startOffset
        while true {
            let slice = try read(from: offset, maximumBytes: maximumBytes, upTo: .logEnd)
            if slice.isEmpty { return records }
            records += try slice.keyedRecords().filter { $0.offset >= offset }
            let end = try slice.bytes().withUnsafeBytes { bytes in
                var end = offset
                var iterator = RecordBatchIterator(bytes)
                while let batch = try iterator.next() { end = batch.header.nextOffset }
                return end
            }
            guard end > offset else {
                throw LogError.corrupt(path: "", position: offset, reason: "no step forward")
            }
            offset = end
        }
    }
}

extension LogConfiguration {
    /// Small segments that are compacted.
    static var compacted: LogConfiguration {
        var configuration = LogConfiguration.small
        configuration.cleanupPolicy = .compact
        configuration.deleteRetentionMilliseconds = 1_000
        return configuration
    }
}
