internal import CLibrdkafka

/// One record, where librdkafka has it in memory. Valid while its batch lives.
package struct KafkaRecordView {
    package let partition: Int32
    package let offset: Int64
    /// Milliseconds since 1970: when the producer made it, or when the broker appended it, as the topic is
    /// set up. -1 where there is none.
    package let timestamp: Int64
    /// Without base address where the record has no key.
    package let key: UnsafeRawBufferPointer
    /// Without base address where the record is a tombstone.
    package let value: UnsafeRawBufferPointer
    private let topicName: UnsafePointer<CChar>
    /// librdkafka's message, where it has one; for its headers.
    let message: UnsafeRawPointer?

    package var hasKey: Bool { key.baseAddress != nil }
    /// Whether the record has no value, which is not the same as an empty one.
    package var isTombstone: Bool { value.baseAddress == nil }
    /// Makes a `String` each time; `isTopic` does not.
    package var topic: String { String(cString: topicName) }

    init(_ message: UnsafePointer<rd_kafka_message_t>) {
        let record = message.pointee
        partition = record.partition
        offset = record.offset
        timestamp = rd_kafka_message_timestamp(message, nil)
        key = UnsafeRawBufferPointer(start: record.key, count: record.key_len)
        value = UnsafeRawBufferPointer(start: record.payload, count: record.len)
        topicName = rd_kafka_topic_name(record.rkt)
        self.message = UnsafeRawPointer(message)
    }

    /// A record that did not come from librdkafka; its bytes are the caller's.
    package init(
        topic: StaticString, partition: Int32, offset: Int64, timestamp: Int64, key: UnsafeRawBufferPointer,
        value: UnsafeRawBufferPointer
    ) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        topicName = UnsafeRawPointer(topic.utf8Start).assumingMemoryBound(to: CChar.self)
        message = nil
    }

    /// Whether the record is of that topic, compared in place.
    package func isTopic(_ name: String) -> Bool {
        var index = 0
        for byte in name.utf8 {
            if UInt8(bitPattern: topicName[index]) != byte { return false }
            index += 1
        }
        return topicName[index] == 0
    }
}
