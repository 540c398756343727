import KafkaLog
import KafkaRecords
import Logging

/// One batch of text records.
func batch(
    _ values: [String], timestamp: Int64 = 1_700_000_000_000, producer: Int64 = -1, epoch: Int16 = -1,
    sequence: Int32 = -1, attributes: Int16 = 0
) -> [UInt8] {
    var builder = RecordBatchBuilder(
        attributes: attributes, producerID: producer, producerEpoch: epoch, baseSequence: sequence)
    for (index, value) in values.enumerated() {
        builder.append(timestamp: timestamp + Int64(index), key: nil, value: Array(value.utf8))
    }
    return builder.finish()
}

extension LogSlice {
    /// The offsets and values of all records, after a check of every batch's checksum.
    func records() throws -> [(offset: Int64, value: String)] {
        let bytes = try bytes()
        return try bytes.withUnsafeBytes { bytes in
            var records: [(Int64, String)] = []
            var iterator = RecordBatchIterator(bytes)
            while let batch = try iterator.next() {
                var reader = try RecordReader(
                    header: RecordBatchHeader.validated(batch.bytes), batch: batch.bytes)
                while let record = try reader.next() {
                    records.append(
                        (
                            record.offset,
                            String(decoding: record.value ?? .init(start: nil, count: 0), as: UTF8.self)
                        ))
                }
            }
            return records
        }
    }
}

extension PartitionLog {
    /// All values from the start to the limit, read in slices; the offsets have no gaps.
    func values(
        from start: Int64? = nil, maximumBytes: Int = 1 << 20, upTo limit: ReadLimit = .highWatermark
    ) throws -> [String] {
        var values: [String] = []
        var offset = start ?? startOffset
        while true {
            let slice = try read(from: offset, maximumBytes: maximumBytes, upTo: limit)
            if slice.isEmpty { return values }
            for record in try slice.records() where record.offset >= offset {
                guard record.offset == offset else {
                    throw LogError.corrupt(path: "", position: record.offset, reason: "\(offset) was due")
                }
                values.append(record.value)
                offset += 1
            }
        }
    }

    @discardableResult
    func append(_ values: String..., timestamp: Int64 = 1_700_000_000_000) throws(LogError) -> AppendResult {
        try append(batch(values, timestamp: timestamp), now: timestamp)
    }
}

/// A log in a directory of its own.
func openLog(
    _ directory: TemporaryDirectory, _ configuration: LogConfiguration = LogConfiguration(),
    fileSystem: any LogFileSystem = PosixFileSystem(), logger: Logger = CollectedLog().logger
) throws -> PartitionLog {
    try PartitionLog(
        topic: "clicks", topicID: TopicID(high: 1, low: 2), partition: 0, directory: directory.path,
        configuration: configuration, fileSystem: fileSystem, logger: logger)
}

extension LogConfiguration {
    /// Small segments and indexes, so that little data has many of them.
    static var small: LogConfiguration {
        var configuration = LogConfiguration()
        configuration.segmentBytes = 2000
        configuration.indexIntervalBytes = 300
        configuration.checkpointBytes = 1000
        configuration.retentionMilliseconds = nil
        return configuration
    }
}

/// The data directory inside of `directory`.
func openDirectory(
    _ directory: TemporaryDirectory, _ configuration: LogConfiguration = LogConfiguration(),
    fileSystem: any LogFileSystem = FaultyFileSystem(), told: CollectedLog = CollectedLog()
) throws -> LogDirectory {
    try LogDirectory.open(
        path: "\(directory.path)/data", configuration: configuration, fileSystem: fileSystem,
        logger: told.logger)
}
