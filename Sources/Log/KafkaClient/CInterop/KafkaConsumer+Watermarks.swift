internal import CLibrdkafka

extension KafkaConsumer {
    /// The first and the next offset of a partition as the latest fetch told them; asks nobody and never
    /// blocks.
    /// - Returns: `nil` before the first fetch.
    package func cachedWatermarks(_ partition: KafkaTopicPartition) -> (low: Int64, high: Int64)? {
        var low: Int64 = 0
        var high: Int64 = 0
        let code = rd_kafka_get_watermark_offsets(
            client.pointer, partition.topic, partition.partition, &low, &high)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, high >= 0 else { return nil }
        return (max(0, low), high)
    }
}
