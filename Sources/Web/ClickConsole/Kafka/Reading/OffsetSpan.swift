internal import KafkaClient

/// A part of a partition: from the first offset on, to before the last.
struct OffsetSpan: Sendable, Equatable {
    let partition: KafkaTopicPartition
    var from: Int64
    var to: Int64

    var count: Int64 { max(0, to - from) }
    var isEmpty: Bool { to <= from }
}
