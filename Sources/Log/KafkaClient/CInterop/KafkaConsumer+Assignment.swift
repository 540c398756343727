internal import CLibrdkafka

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// What is read, and from where on.
extension KafkaConsumer {
    /// The partitions that are being read.
    package var assignment: [KafkaTopicPartition] { positions.assigned }

    /// Starts reading partitions: the answer to `KafkaConsumerEvent.assigned`, or the choice of a reader
    /// without a group.
    ///
    /// In a cooperative group the partitions are added to those that are being read; else they take their
    /// place.
    /// - Parameter positions: the offset of the first record wanted of each, or one of `KafkaOffset`.
    package func assign(_ positions: [(KafkaTopicPartition, offset: Int64)]) throws(KafkaError) {
        let list = PartitionList(positions)
        let isCooperative = isCooperative
        if isCooperative {
            try check(
                rd_kafka_incremental_assign(client.pointer, list.pointer), "take over partitions")
        } else {
            forgetPauses(except: [])
            let code = rd_kafka_assign(client.pointer, list.pointer)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                throw client.error(code, operation: "take over partitions")
            }
            self.positions.unassignAll()
        }
        context.unanswered = nil
        backward.subtract(positions.map(\.0))
        self.positions.assign(positions)
    }

    /// Stops reading: the answer to `KafkaConsumerEvent.revoked` and `.lost`. In a cooperative group it gives
    /// back the partitions of that event; else, and without such an event, all of them.
    package func unassign() throws(KafkaError) {
        guard isCooperative else {
            forgetPauses(except: [])
            let code = rd_kafka_assign(client.pointer, nil)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                throw client.error(code, operation: "give back partitions")
            }
            context.unanswered = nil
            positions.unassignAll()
            return
        }
        let removed: [KafkaTopicPartition]
        switch context.unanswered {
        case .unassign(let partitions):
            removed = partitions
        case .assign:
            context.answerByGivingUp(client.pointer)
            removed = positions.assigned
        case nil:
            removed = positions.assigned
        }
        forgetPauses(except: Set(positions.assigned).subtracting(removed))
        let list = PartitionList(removed)
        try check(rd_kafka_incremental_unassign(client.pointer, list.pointer), "give back partitions")
        context.unanswered = nil
        positions.unassign(removed)
    }

    /// Goes on reading an assigned partition from another offset.
    /// - Parameter offset: the offset of the next record wanted, or one of `KafkaOffset`.
    package func seek(_ partition: KafkaTopicPartition, to offset: Int64) throws(KafkaError) {
        let operation = "seek in"
        guard positions.slot(of: partition) != nil else {
            throw KafkaError(
                RD_KAFKA_RESP_ERR__STATE, "the partition is not assigned", operation: operation
            )
            .at(topic: partition.topic, partition: partition.partition)
        }
        let list = PartitionList([(partition, offset: offset)])
        for attempt in 1...Self.seekAttempts {
            // Up to 2.0.2 the time-out is taken for microseconds: a thousand times as much means the same.
            let scale: Int32 = rd_kafka_version() < 0x0201_0000 ? 1000 : 1
            try check(rd_kafka_seek_partitions(client.pointer, list.pointer, 2000 * scale), operation)
            guard let error = list.firstError(operation: operation) else { break }
            // The partition is assigned, but its reading has not begun.
            let isEarly = error.code == RD_KAFKA_RESP_ERR__STATE.rawValue
            if !isEarly || attempt == Self.seekAttempts { throw error }
            usleep(5000)
        }
        backward.remove(partition)
        positions.assign([(partition, offset: offset)])
    }

    private static let seekAttempts = 400

    /// Stops handing out records of these partitions until `resume`. An assignment ends a pause.
    package func pause(_ partitions: [KafkaTopicPartition]) throws(KafkaError) {
        let partitions = partitions.filter { !paused.contains($0) }
        if partitions.isEmpty { return }
        let list = PartitionList(partitions)
        let code = rd_kafka_pause_partitions(client.pointer, list.pointer)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw client.error(code, operation: "pause reading") }
        if let error = list.firstError(operation: "pause reading") { throw error }
        paused.formUnion(partitions)
    }

    /// Goes on handing out records of these partitions.
    package func resume(_ partitions: [KafkaTopicPartition]) throws(KafkaError) {
        // librdkafka starts over from the last seek or pause when it is told to resume what is not paused.
        let partitions = partitions.filter { paused.contains($0) }
        if partitions.isEmpty { return }
        let list = PartitionList(partitions)
        let code = rd_kafka_resume_partitions(client.pointer, list.pointer)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw client.error(code, operation: "resume reading")
        }
        if let error = list.firstError(operation: "resume reading") { throw error }
        paused.subtract(partitions)
    }

    /// Tells Kafka how far the group has come, for tools that show its lag. Does not wait; the result is
    /// logged at debug level.
    /// - Parameter positions: the offset of the next record to read of each partition.
    package func commit(_ positions: [(KafkaTopicPartition, offset: Int64)]) {
        if positions.isEmpty { return }
        let list = PartitionList(positions)
        let code = rd_kafka_commit(client.pointer, list.pointer, 1)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        context.log.committed(KafkaError(code, operation: "commit offsets to Kafka"))
    }

    /// Asks the broker for the first offset that it holds and the next one that it will give. Blocks.
    package func watermarks(
        _ partition: KafkaTopicPartition, timeout: Duration
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        var low: Int64 = 0
        var high: Int64 = 0
        let code = rd_kafka_query_watermark_offsets(
            client.pointer, partition.topic, partition.partition, &low, &high, timeout.milliseconds)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw client.error(code, operation: "read the offsets of")
                .at(topic: partition.topic, partition: partition.partition)
        }
        return (low, high)
    }

    private var isCooperative: Bool {
        String(cString: rd_kafka_rebalance_protocol(client.pointer)) == "COOPERATIVE"
    }

    private func check(_ error: OpaquePointer?, _ operation: String) throws(KafkaError) {
        guard let error = KafkaError.taking(error, operation: operation) else { return }
        throw client.explained(error)
    }

    /// librdkafka remembers a pause beyond the assignment; here it ends with it.
    private func forgetPauses(except kept: Set<KafkaTopicPartition>) {
        let forgotten = paused.subtracting(kept)
        guard !forgotten.isEmpty else { return }
        let list = PartitionList(forgotten)
        rd_kafka_resume_partitions(client.pointer, list.pointer)
        paused = paused.intersection(kept)
    }
}
