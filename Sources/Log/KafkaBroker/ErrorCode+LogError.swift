internal import KafkaLog
internal import KafkaProtocol
internal import KafkaRecords

extension ErrorCode {
    /// What a client is told of a failure of the log.
    init(_ error: LogError) {
        self =
            switch error {
            case .diskFull, .io, .lostBeforeSync, .queueFull, .closed, .locked, .newerFormat, .corrupt:
                .kafkaStorageError
            case .offsetOutOfRange: .offsetOutOfRange
            case .invalidBatch(let reason): ErrorCode(reason)
            case .batchTooLarge: .messageTooLarge
            case .outOfOrderSequence: .outOfOrderSequenceNumber
            case .duplicateSequence: .duplicateSequenceNumber
            case .fencedProducer: .invalidProducerEpoch
            case .notTransactional: .invalidTransactionState
            case .topicExists: .topicAlreadyExists
            case .unknownTopic: .unknownTopicOrPartition
            case .invalidTopicName: .invalidTopic
            case .invalidPartitionCount: .invalidPartitions
            case .tooManyPartitions: .policyViolation
            case .invalidSetting: .invalidConfig
            }
    }

    /// What a producer is told of a batch that can't be stored.
    init(_ error: RecordBatchError) {
        self =
            switch error {
            case .truncated, .invalidLength, .checksumMismatch: .corruptMessage
            case .unsupportedMagic: .unsupportedForMessageFormat
            case .unknownCompression: .unsupportedCompressionType
            case .logAppendTimeFromProducer: .invalidTimestamp
            case .invalidRecordCount, .invalidOffset, .unexpectedOffset, .controlBatchFromProducer,
                .invalidProducerFields, .notCompressed, .tooManyRecords, .invalidRecord:
                .invalidRecord
            }
    }
}
