internal import CLibrdkafka

/// Owns a list of partitions with offsets.
final class PartitionList {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ positions: [(KafkaTopicPartition, offset: Int64)]) {
        pointer = rd_kafka_topic_partition_list_new(Int32(clamping: positions.count))
        for (partition, offset) in positions {
            let entry = rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition)
            entry?.pointee.offset = offset
        }
    }

    convenience init(_ partitions: some Sequence<KafkaTopicPartition>) {
        self.init(partitions.map { ($0, offset: Int64(RD_KAFKA_OFFSET_INVALID)) })
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    var entries: [Entry] { Self.entries(of: pointer) }

    /// One element of such a list, read.
    struct Entry {
        var partition: KafkaTopicPartition
        var offset: Int64
        var code: rd_kafka_resp_err_t
    }

    /// Reads a list that somebody else owns.
    static func entries(of list: UnsafePointer<rd_kafka_topic_partition_list_t>?) -> [Entry] {
        guard let list else { return [] }
        return (0..<Int(list.pointee.cnt)).map { index in
            let element = list.pointee.elems[index]
            return Entry(
                partition: KafkaTopicPartition(
                    topic: String(cString: element.topic), partition: element.partition),
                offset: element.offset, code: element.err)
        }
    }

    /// The first partition that has an error of its own.
    func firstError(operation: String) -> KafkaError? {
        for entry in entries where entry.code != RD_KAFKA_RESP_ERR_NO_ERROR {
            return KafkaError(entry.code, operation: operation)
                .at(topic: entry.partition.topic, partition: entry.partition.partition)
        }
        return nil
    }
}
