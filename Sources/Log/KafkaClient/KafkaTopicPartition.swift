/// One partition of one topic.
package struct KafkaTopicPartition: Hashable, Sendable, Comparable, CustomStringConvertible {
    package var topic: String
    package var partition: Int32

    package init(topic: String, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    package var description: String { "\(topic)[\(partition)]" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.topic, left.partition) < (right.topic, right.partition)
    }
}

/// Offsets that stand for a place and not for a record.
package enum KafkaOffset {
    /// The first record that the log still holds.
    package static let beginning: Int64 = -2
    /// After the last record.
    package static let end: Int64 = -1
    /// What the group committed to Kafka, or `auto.offset.reset` where it committed nothing.
    package static let committed: Int64 = -1000
}
