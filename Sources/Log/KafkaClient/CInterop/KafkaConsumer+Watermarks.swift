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

    /// The same as the partition's leader knows them now. Blocks; the answer may have to wait behind a fetch
    /// that waits for records, so this is for partitions that have some.
    /// - Returns: `nil` where there is no answer within `timeout`.
    package func askedWatermarks(
        _ partition: KafkaTopicPartition, timeout: Duration
    ) -> (low: Int64, high: Int64)? {
        var low: Int64 = 0
        var high: Int64 = 0
        let milliseconds = Int32(clamping: Int64(timeout / .milliseconds(1)))
        let code = rd_kafka_query_watermark_offsets(
            client.pointer, partition.topic, partition.partition, &low, &high, milliseconds)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR ? (low, high) : nil
    }
}
