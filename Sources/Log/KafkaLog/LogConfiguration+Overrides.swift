extension LogConfiguration {
    /// This configuration with a topic's own settings, by Kafka's names.
    /// - Throws: `invalidSetting` for a name that is not known or a value that cannot be.
    package func applying(_ overrides: [String: String]) throws(LogError) -> LogConfiguration {
        var result = self
        for (name, value) in overrides { try result.set(name, value) }
        return result
    }

    /// All that a topic can set, by Kafka's names, as this configuration has it: what DescribeConfigs
    /// answers.
    package var settings: [(name: String, value: String)] {
        [
            ("cleanup.policy", cleanupPolicy.rawValue),
            ("compression.type", Self.compressionType),
            ("delete.retention.ms", String(deleteRetentionMilliseconds)),
            ("index.interval.bytes", String(indexIntervalBytes)),
            ("max.message.bytes", String(maximumBatchBytes)),
            ("message.timestamp.type", timestampType.rawValue),
            ("min.cleanable.dirty.ratio", String(minimumDirtyRatio)),
            ("min.insync.replicas", Self.inSyncReplicas),
            ("retention.bytes", String(retentionBytes ?? -1)),
            ("retention.ms", String(retentionMilliseconds ?? -1)),
            ("segment.bytes", String(segmentBytes)),
            ("segment.ms", String(segmentMilliseconds)),
        ]
    }

    /// Batches are kept and sent as they come.
    private static let compressionType = "producer"
    /// There is one broker.
    private static let inSyncReplicas = "1"

    private mutating func set(_ name: String, _ value: String) throws(LogError) {
        switch name {
        case "segment.bytes":
            segmentBytes = Int(try Self.number(name, value, 14...Int64(Int32.max)))
        case "segment.ms":
            segmentMilliseconds = try Self.number(name, value, 1...Int64.max)
        case "index.interval.bytes":
            indexIntervalBytes = Int(try Self.number(name, value, 0...Int64(Int32.max)))
        case "max.message.bytes":
            maximumBatchBytes = Int(try Self.number(name, value, 0...Int64(Int32.max)))
        case "delete.retention.ms":
            deleteRetentionMilliseconds = try Self.number(name, value, 0...Int64.max)
        case "min.cleanable.dirty.ratio":
            guard let ratio = Double(value), (0...1).contains(ratio) else {
                throw .invalidSetting(name: name, value: value, reason: "it is a number from 0 to 1")
            }
            minimumDirtyRatio = ratio
        case "retention.ms":
            let limit = try Self.number(name, value, -1...Int64.max)
            retentionMilliseconds = limit == -1 ? nil : limit
        case "retention.bytes":
            let limit = try Self.number(name, value, -1...Int64.max)
            retentionBytes = limit == -1 ? nil : limit
        case "message.timestamp.type":
            guard let type = TimestampKind(rawValue: value) else {
                throw .invalidSetting(name: name, value: value, reason: "it is CreateTime or LogAppendTime")
            }
            timestampType = type
        case "cleanup.policy":
            let canonical = value == "delete,compact" ? "compact,delete" : value
            guard let policy = CleanupPolicy(rawValue: canonical) else {
                throw .invalidSetting(name: name, value: value, reason: "it is delete, compact or both")
            }
            cleanupPolicy = policy
        case "compression.type":
            try Self.check(name, value, is: Self.compressionType)
        case "min.insync.replicas":
            try Self.check(name, value, is: Self.inSyncReplicas)
        default:
            throw .invalidSetting(name: name, value: value, reason: "a topic has no such setting")
        }
    }

    /// For settings that other brokers have, and that can only be one thing here.
    private static func check(_ name: String, _ value: String, is only: String) throws(LogError) {
        guard value == only else {
            throw .invalidSetting(name: name, value: value, reason: "this broker knows only \(only)")
        }
    }

    private static func number(
        _ name: String, _ value: String, _ range: ClosedRange<Int64>
    ) throws(LogError) -> Int64 {
        guard let number = Int64(value), range.contains(number) else {
            throw .invalidSetting(
                name: name, value: value,
                reason: "it is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
