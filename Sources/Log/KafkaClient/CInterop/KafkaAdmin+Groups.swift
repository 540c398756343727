internal import CLibrdkafka

extension KafkaAdmin {
    /// All consumer groups that the brokers know. Throws if any broker could not be asked.
    package func listGroups(timeout: Duration = .seconds(5)) async throws(KafkaError) -> [KafkaGroupListing] {
        try await run { client throws(KafkaError) in
            let operation = "list the consumer groups"
            try Self.check(client, knows: 16, operation, timeout)
            let request = AdminRequest(
                client: client, kind: RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS, operation: operation,
                timeout: timeout)
            return try request.run {
                rd_kafka_ListConsumerGroups(client.pointer, $0, $1)
            } _: { event throws(KafkaError) in
                let result = rd_kafka_event_ListConsumerGroups_result(event)
                var count = 0
                if let errors = rd_kafka_ListConsumerGroups_result_errors(result, &count), count > 0,
                    let error = errors[0]
                {
                    throw client.explained(KafkaError(reading: error, operation: operation))
                }
                let groups = rd_kafka_ListConsumerGroups_result_valid(result, &count)
                return (0..<count).map { index in
                    KafkaGroupListing(
                        id: String(cString: rd_kafka_ConsumerGroupListing_group_id(groups?[index])),
                        state: Self.name(rd_kafka_ConsumerGroupListing_state(groups?[index])))
                }.sorted { $0.id < $1.id }
            }
        }
    }

    /// Members and state of groups, in the order asked for. A group that does not exist is `Dead` and empty.
    package func describeGroups(
        _ groups: [String], timeout: Duration = .seconds(5)
    ) async throws(KafkaError) -> [KafkaGroupDescription] {
        if groups.isEmpty { return [] }
        return try await run { client throws(KafkaError) in
            try Self.check(client, knows: 15, "describe the consumer groups", timeout)
            let request = AdminRequest(
                client: client, kind: RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS,
                operation: "describe the consumer groups", timeout: timeout)
            return try request.run { options, queue in
                Self.withCStrings(groups) { names in
                    rd_kafka_DescribeConsumerGroups(client.pointer, names, groups.count, options, queue)
                }
            } _: { event throws(KafkaError) in
                var count = 0
                let descriptions = rd_kafka_DescribeConsumerGroups_result_groups(
                    rd_kafka_event_DescribeConsumerGroups_result(event), &count)
                let read = (0..<count).compactMap {
                    descriptions?[$0].map { KafkaGroupDescription(reading: $0) }
                }
                // Each group has its own coordinator, and with it an error of its own, apart from the one
                // that they all share.
                if let error = read.first?.error, error.isUnreachable { throw client.explained(error) }
                return read
            }
        }
    }

    /// What a group committed.
    /// - Parameter partitions: `nil` for all that it has committed for.
    package func committedOffsets(
        group: String, partitions: [KafkaTopicPartition]? = nil, timeout: Duration = .seconds(5)
    ) async throws(KafkaError) -> [KafkaCommittedOffset] {
        try await run { client throws(KafkaError) in
            let operation = "read the committed offsets of group \(group)"
            let list = partitions.map { PartitionList($0) }
            var question = rd_kafka_ListConsumerGroupOffsets_new(group, list?.pointer)
            defer { rd_kafka_ListConsumerGroupOffsets_destroy(question) }
            let request = AdminRequest(
                client: client, kind: RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, operation: operation,
                timeout: timeout)
            return try request.run {
                rd_kafka_ListConsumerGroupOffsets(client.pointer, &question, 1, $0, $1)
            } _: { event throws(KafkaError) in
                var count = 0
                let groups = rd_kafka_ListConsumerGroupOffsets_result_groups(
                    rd_kafka_event_ListConsumerGroupOffsets_result(event), &count)
                guard count > 0, let result = groups?[0] else { return [] }
                if let error = rd_kafka_group_result_error(result) {
                    throw client.explained(KafkaError(reading: error, operation: operation))
                }
                return PartitionList.entries(of: rd_kafka_group_result_partitions(result)).map {
                    KafkaCommittedOffset(
                        partition: $0.partition, offset: $0.offset < 0 ? nil : $0.offset)
                }.sorted { $0.partition < $1.partition }
            }
        }
    }

    fileprivate static func name(_ state: rd_kafka_consumer_group_state_t) -> String {
        rd_kafka_consumer_group_state_name(state).map { String(cString: $0) } ?? "Unknown"
    }

    /// Lends an array of C strings.
    private static func withCStrings(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> Void
    ) {
        let bytes = strings.flatMap { $0.utf8CString }
        bytes.withUnsafeBufferPointer { bytes in
            var pointers: [UnsafePointer<CChar>?] = []
            var start = 0
            for string in strings {
                pointers.append(bytes.baseAddress.map { $0 + start })
                start += string.utf8.count + 1
            }
            pointers.withUnsafeMutableBufferPointer { body($0.baseAddress) }
        }
    }
}

extension KafkaGroupDescription {
    fileprivate init(reading group: OpaquePointer) {
        self.init(
            id: String(cString: rd_kafka_ConsumerGroupDescription_group_id(group)),
            state: KafkaAdmin.name(rd_kafka_ConsumerGroupDescription_state(group)),
            assignor: Self.text(rd_kafka_ConsumerGroupDescription_partition_assignor(group)) ?? "",
            members: (0..<rd_kafka_ConsumerGroupDescription_member_count(group)).compactMap {
                rd_kafka_ConsumerGroupDescription_member(group, $0).map { Member(reading: $0) }
            },
            error: rd_kafka_ConsumerGroupDescription_error(group).map {
                KafkaError(reading: $0, operation: "describe the consumer group")
            })
    }

    fileprivate static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}

extension KafkaGroupDescription.Member {
    fileprivate init(reading member: OpaquePointer) {
        let partitions = rd_kafka_MemberDescription_assignment(member)
            .flatMap { rd_kafka_MemberAssignment_partitions($0) }
        self.init(
            id: KafkaGroupDescription.text(rd_kafka_MemberDescription_consumer_id(member)) ?? "",
            clientID: KafkaGroupDescription.text(rd_kafka_MemberDescription_client_id(member)) ?? "",
            host: KafkaGroupDescription.text(rd_kafka_MemberDescription_host(member)) ?? "",
            groupInstanceID: KafkaGroupDescription.text(rd_kafka_MemberDescription_group_instance_id(member)),
            assignment: PartitionList.entries(of: partitions).map(\.partition).sorted())
    }
}
