internal import CLibrdkafka

extension KafkaAdmin {
    /// What brokers and topics there are. Never creates a topic.
    /// - Parameter topic: only this one; all where it is `nil`. One that does not exist has an error of its
    ///   own.
    package func metadata(
        topic: String? = nil, timeout: Duration = .seconds(5)
    ) async throws(KafkaError) -> KafkaClusterMetadata {
        try await run { client throws(KafkaError) in
            try Self.metadata(client, topic, timeout)
        }
    }

    /// The range of offsets of each partition of a topic.
    package func watermarks(
        topic: String, timeout: Duration = .seconds(5)
    ) async throws(KafkaError) -> [KafkaWatermarks] {
        try await run { client throws(KafkaError) in
            let partitions = try Self.partitions(client, of: topic, timeout)
            let low = try Self.offsets(client, partitions, at: KafkaOffset.beginning, timeout)
            let high = try Self.offsets(client, partitions, at: KafkaOffset.end, timeout)
            return zip(low, high).map {
                KafkaWatermarks(partition: $0.partition, low: $0.offset, high: $1.offset)
            }
        }
    }

    /// The first offset of each partition of a topic whose timestamp is not before the given one; `nil` where
    /// there is none.
    /// - Parameter timestamp: milliseconds since 1970.
    package func offsets(
        topic: String, atOrAfter timestamp: Int64, timeout: Duration = .seconds(5)
    ) async throws(KafkaError) -> [(KafkaTopicPartition, offset: Int64?)] {
        try await run { client throws(KafkaError) in
            let partitions = try Self.partitions(client, of: topic, timeout)
            return try Self.offsets(client, partitions, at: timestamp, timeout).map {
                ($0.partition, offset: $0.offset < 0 ? nil : $0.offset)
            }
        }
    }

    private static func partitions(
        _ client: ClientHandle, of topic: String, _ timeout: Duration
    ) throws(KafkaError) -> [KafkaTopicPartition] {
        let metadata = try metadata(client, topic, timeout)
        guard let found = metadata.topics.first(where: { $0.name == topic }) else { return [] }
        if let error = found.error { throw error }
        return found.partitions.map(\.id).sorted().map { KafkaTopicPartition(topic: topic, partition: $0) }
    }

    /// One ListOffsets request for each leader, whatever the number of partitions. The time -2 means the
    /// first offset and -1 the next one, as in the protocol itself.
    private static func offsets(
        _ client: ClientHandle, _ partitions: [KafkaTopicPartition], at time: Int64, _ timeout: Duration
    ) throws(KafkaError) -> [PartitionList.Entry] {
        if partitions.isEmpty { return [] }
        let list = PartitionList(partitions.map { ($0, offset: time) })
        let operation = "read the offsets of"
        let code = rd_kafka_offsets_for_times(client.pointer, list.pointer, timeout.milliseconds)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw client.error(code, operation: operation) }
        if let error = list.firstError(operation: operation) { throw error }
        return list.entries.sorted { $0.partition < $1.partition }
    }

    static func metadata(
        _ client: ClientHandle, _ name: String?, _ timeout: Duration
    ) throws(KafkaError) -> KafkaClusterMetadata {
        var topic: OpaquePointer?
        let operation = name == nil ? "read the cluster's metadata" : "look up the topic"
        if let name {
            topic = rd_kafka_topic_new(client.pointer, name, nil)
            guard topic != nil else {
                throw client.error(rd_kafka_last_error(), operation: operation).at(topic: name)
            }
        }
        defer { if let topic { rd_kafka_topic_destroy(topic) } }
        var answer: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(
            client.pointer, name == nil ? 1 : 0, topic, &answer, timeout.milliseconds)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else {
            throw client.error(code, operation: operation).at(topic: name)
        }
        defer { rd_kafka_metadata_destroy(answer) }
        return KafkaClusterMetadata(reading: answer.pointee)
    }
}

extension KafkaClusterMetadata {
    fileprivate init(reading metadata: rd_kafka_metadata) {
        let brokers = UnsafeBufferPointer(start: metadata.brokers, count: Int(metadata.broker_cnt))
        let topics = UnsafeBufferPointer(start: metadata.topics, count: Int(metadata.topic_cnt))
        self.init(
            answeredBy: metadata.orig_broker_name.map { String(cString: $0) } ?? "",
            brokers: brokers.map {
                Broker(id: $0.id, host: $0.host.map { String(cString: $0) } ?? "", port: Int($0.port))
            },
            topics: topics.map { Topic(reading: $0) })
    }
}

extension KafkaClusterMetadata.Topic {
    fileprivate init(reading topic: rd_kafka_metadata_topic) {
        let name = topic.topic.map { String(cString: $0) } ?? ""
        let operation = "use the topic"
        let partitions = UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt))
        self.init(
            name: name,
            partitions: partitions.map { partition in
                KafkaClusterMetadata.Partition(
                    id: partition.id, leader: partition.leader,
                    replicas: Array(
                        UnsafeBufferPointer(start: partition.replicas, count: Int(partition.replica_cnt))),
                    inSyncReplicas: Array(
                        UnsafeBufferPointer(start: partition.isrs, count: Int(partition.isr_cnt))),
                    error: partition.err == RD_KAFKA_RESP_ERR_NO_ERROR
                        ? nil
                        : KafkaError(partition.err, operation: operation)
                            .at(topic: name, partition: partition.id))
            },
            error: topic.err == RD_KAFKA_RESP_ERR_NO_ERROR
                ? nil : KafkaError(topic.err, operation: operation).at(topic: name))
    }
}
