/// Builds one uncompressed batch, for internal topics and for tests.
package struct RecordBatchBuilder {
    private var bytes: [UInt8] = []
    private var count: Int32 = 0
    private var baseTimestamp: Int64 = -1
    private var maxTimestamp: Int64 = -1
    private var record: [UInt8] = []

    package var baseOffset: Int64
    package var partitionLeaderEpoch: Int32
    package var attributes: RecordBatchHeader.Attributes
    package var producerID: Int64
    package var producerEpoch: Int16
    package var baseSequence: Int32

    package init(
        baseOffset: Int64 = 0, partitionLeaderEpoch: Int32 = 0, attributes: Int16 = 0, producerID: Int64 = -1,
        producerEpoch: Int16 = -1, baseSequence: Int32 = -1
    ) {
        self.baseOffset = baseOffset
        self.partitionLeaderEpoch = partitionLeaderEpoch
        self.attributes = .init(rawValue: attributes)
        self.producerID = producerID
        self.producerEpoch = producerEpoch
        self.baseSequence = baseSequence
        bytes = [UInt8](repeating: 0, count: RecordBatchHeader.byteCount)
    }

    package var recordCount: Int { Int(count) }
    /// What `finish` will return has this size.
    package var byteCount: Int { bytes.count }

    /// Adds a record.
    /// - Parameter timestamp: milliseconds since 1970.
    package mutating func append(
        timestamp: Int64, key: [UInt8]?, value: [UInt8]?, headers: [(name: String, value: [UInt8]?)] = []
    ) {
        if count == 0 { baseTimestamp = timestamp }
        maxTimestamp = max(maxTimestamp, timestamp)
        record.removeAll(keepingCapacity: true)
        record.append(0)
        record.append(varint: timestamp &- baseTimestamp)
        record.append(varint: Int64(count))
        append(optional: key)
        append(optional: value)
        record.append(varint: Int64(headers.count))
        for header in headers {
            append(optional: Array(header.name.utf8))
            append(optional: header.value)
        }
        bytes.append(varint: Int64(record.count))
        bytes.append(contentsOf: record)
        count += 1
    }

    private mutating func append(optional field: [UInt8]?) {
        record.append(varint: Int64(field?.count ?? -1))
        if let field { record.append(contentsOf: field) }
    }

    /// The whole batch, with its checksum.
    package func finish() -> [UInt8] {
        var batch = bytes
        batch.withUnsafeMutableBytes { batch in
            batch.store(int64: baseOffset, at: 0)
            batch.store(int32: Int32(batch.count - RecordBatchHeader.lengthOverhead), at: 8)
            batch.store(int32: partitionLeaderEpoch, at: 12)
            batch.store(int8: 2, at: 16)
            batch.store(int16: attributes.rawValue, at: 21)
            batch.store(int32: max(count - 1, 0), at: 23)
            batch.store(int64: baseTimestamp, at: 27)
            batch.store(int64: maxTimestamp, at: 35)
            batch.store(int64: producerID, at: 43)
            batch.store(int16: producerEpoch, at: 51)
            batch.store(int32: baseSequence, at: 53)
            batch.store(int32: count, at: 57)
            let summed = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(batch)[21...])
            batch.store(uint32: CRC32C.checksum(of: summed), at: 17)
        }
        return batch
    }
}
