/// How a log is kept. A topic can override most of it by Kafka's names: see `LogConfiguration.applying`.
package struct LogConfiguration: Sendable, Equatable {
    /// A segment is closed before it would grow past this (`segment.bytes`). Default 128 MiB, at most 2 GiB -
    /// 1.
    package var segmentBytes: Int = 128 << 20
    /// A segment is closed when a batch arrives whose timestamp is this far from the segment's first
    /// (`segment.ms`). Default 7 days.
    package var segmentMilliseconds: Int64 = 7 * 86_400_000
    /// One index entry for so many bytes (`index.interval.bytes`). Default 4,096.
    package var indexIntervalBytes: Int = 4096
    /// Segments whose newest record is older than this are deleted (`retention.ms`); `nil` keeps them.
    /// Default 7 days.
    package var retentionMilliseconds: Int64? = 7 * 86_400_000
    /// The oldest segments beyond so many bytes a partition are deleted (`retention.bytes`). Default: no
    /// limit.
    package var retentionBytes: Int64?
    /// The largest batch that is taken, header included (`max.message.bytes`). Default 1,048,588, as Kafka
    /// has it.
    package var maximumBatchBytes: Int = 1_048_588
    /// Whose clock a record's timestamp is of (`message.timestamp.type`). Default the producer's.
    package var timestampType: TimestampKind = .createTime
    /// What happens to old records (`cleanup.policy`). Default deletion.
    package var cleanupPolicy: CleanupPolicy = .delete
    /// How long a tombstone stays after a compaction has seen it first (`delete.retention.ms`). Default 1
    /// day.
    package var deleteRetentionMilliseconds: Int64 = 86_400_000
    /// The part of the closed segments that has to be new before they are compacted
    /// (`min.cleanable.dirty.ratio`). Default a half.
    package var minimumDirtyRatio = 0.5
    /// After so many bytes, index and producer state are written out, so that recovery after a crash reads no
    /// more than this. Default 16 MiB.
    package var checkpointBytes: Int = 16 << 20
    /// A producer that was silent for so long is forgotten. Default 1 day.
    package var producerExpirationMilliseconds: Int64 = 86_400_000

    package init() {}

    package enum TimestampKind: String, Sendable {
        case createTime = "CreateTime"
        case logAppendTime = "LogAppendTime"
    }

    package enum CleanupPolicy: String, Sendable {
        case delete
        case compact
        case compactAndDelete = "compact,delete"

        package var isCompaction: Bool { self != .delete }
    }
}
