internal import CLibrdkafka

extension KafkaAdmin {
    /// Sets where a group goes on reading. Brokers refuse it while the group has members.
    package func alterOffsets(
        group: String, _ positions: [(KafkaTopicPartition, offset: Int64)], timeout: Duration = .seconds(10)
    ) async throws(KafkaError) {
        if positions.isEmpty { return }
        try await run { client throws(KafkaError) in
            let operation = "set the offsets of group \(group)"
            let list = PartitionList(positions)
            var change = rd_kafka_AlterConsumerGroupOffsets_new(group, list.pointer)
            defer { rd_kafka_AlterConsumerGroupOffsets_destroy(change) }
            let request = AdminRequest(
                client: client, kind: RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS, operation: operation,
                timeout: timeout)
            try request.run {
                rd_kafka_AlterConsumerGroupOffsets(client.pointer, &change, 1, $0, $1)
            } _: { event throws(KafkaError) in
                var count = 0
                let groups = rd_kafka_AlterConsumerGroupOffsets_result_groups(
                    rd_kafka_event_AlterConsumerGroupOffsets_result(event), &count)
                try Self.check(groups, count, client, operation)
            }
        }
    }

    /// Deletes a group with all that it has committed. Brokers refuse it while the group has members.
    package func deleteGroup(_ group: String, timeout: Duration = .seconds(10)) async throws(KafkaError) {
        try await run { client throws(KafkaError) in
            let operation = "delete the group \(group)"
            try Self.check(client, knows: 42, operation, timeout)
            var deletion = rd_kafka_DeleteGroup_new(group)
            defer { rd_kafka_DeleteGroup_destroy(deletion) }
            let request = AdminRequest(
                client: client, kind: RD_KAFKA_ADMIN_OP_DELETEGROUPS, operation: operation, timeout: timeout)
            try request.run {
                rd_kafka_DeleteGroups(client.pointer, &deletion, 1, $0, $1)
            } _: { event throws(KafkaError) in
                var count = 0
                let groups = rd_kafka_DeleteGroups_result_groups(
                    rd_kafka_event_DeleteGroups_result(event), &count)
                try Self.check(groups, count, client, operation)
            }
        }
    }

    /// Throws the first error of a group or of one of its partitions.
    private static func check(
        _ groups: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, _ client: ClientHandle,
        _ operation: String
    ) throws(KafkaError) {
        for index in 0..<count {
            guard let group = groups?[index] else { continue }
            if let error = rd_kafka_group_result_error(group) {
                throw client.explained(KafkaError(reading: error, operation: operation))
            }
            for entry in PartitionList.entries(of: rd_kafka_group_result_partitions(group))
            where entry.code != RD_KAFKA_RESP_ERR_NO_ERROR {
                throw KafkaError(entry.code, operation: operation)
                    .at(topic: entry.partition.topic, partition: entry.partition.partition)
            }
        }
    }
}
