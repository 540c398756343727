internal import CLibrdkafka

/// What a broker says of one partition's place in time: an offset, or why it has none.
package typealias KafkaOffsetAnswers = [KafkaTopicPartition: Result<Int64, KafkaError>]

extension KafkaAdmin {
    /// The offsets of partitions at several times, one question after the other: for each time the first
    /// offset whose timestamp is not before it, -1 where there is none. `KafkaOffset.beginning` and `.end`
    /// are times, too.
    ///
    /// A partition without a leader, or one whose leader is away, keeps all of them waiting until the
    /// time-out: whoever wants partial answers asks for the partitions of one leader at a time.
    /// - Returns: the answers for each of `times`.
    package func offsets(
        of partitions: [KafkaTopicPartition], at times: [Int64], timeout: Duration = .seconds(5)
    ) async throws(KafkaError) -> [KafkaOffsetAnswers] {
        if partitions.isEmpty { return times.map { _ in [:] } }
        return try await run { client throws(KafkaError) in
            let deadline = ContinuousClock.now + timeout
            var all: [KafkaOffsetAnswers] = []
            for time in times {
                let rest = max(.milliseconds(1), deadline - ContinuousClock.now)
                let list = PartitionList(partitions.map { ($0, offset: time) })
                let code = rd_kafka_offsets_for_times(client.pointer, list.pointer, rest.milliseconds)
                guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                    throw client.error(code, operation: "read the offsets of partitions")
                }
                all.append(Self.answers(in: list))
            }
            return all
        }
    }

    private static func answers(in list: PartitionList) -> KafkaOffsetAnswers {
        var answers: KafkaOffsetAnswers = [:]
        for entry in list.entries {
            let error =
                entry.code == RD_KAFKA_RESP_ERR_NO_ERROR
                ? nil
                : KafkaError(entry.code, operation: "read the offsets of")
                    .at(topic: entry.partition.topic, partition: entry.partition.partition)
            answers[entry.partition] = error.map { .failure($0) } ?? .success(entry.offset)
        }
        return answers
    }

    /// What each of many groups committed, with the requests of up to a hundred groups under way at once.
    /// - Parameter partitions: `nil` for all that a group has committed for.
    /// - Returns: an answer for each group that was heard of within the time.
    package func committedOffsets(
        groups: [String], partitions: [KafkaTopicPartition]? = nil, timeout: Duration = .seconds(5)
    ) async throws(KafkaError) -> [String: Result<[KafkaCommittedOffset], KafkaError>] {
        if groups.isEmpty { return [:] }
        return try await run { client throws(KafkaError) in
            var questions = CommittedOffsetsRequests(client: client, timeout: timeout)
            return questions.run(groups, partitions.map { PartitionList($0) })
        }
    }
}

/// Requests for the offsets of many groups, whose answers come to one queue. librdkafka 2.0 asks for one
/// group with each.
private struct CommittedOffsetsRequests {
    typealias Answer = Result<[KafkaCommittedOffset], KafkaError>
    private static let underWay = 100

    let client: ClientHandle
    let timeout: Duration

    mutating func run(_ groups: [String], _ partitions: PartitionList?) -> [String: Answer] {
        let queue = QueueHandle(for: client)
        let deadline = ContinuousClock.now + timeout
        var answers: [String: Answer] = [:]
        var rest = groups[...]
        var waiting = 0
        while waiting > 0 || !rest.isEmpty, ContinuousClock.now < deadline {
            while waiting < Self.underWay, let group = rest.popFirst() {
                ask(group, partitions, queue)
                waiting += 1
            }
            let left = max(.milliseconds(1), deadline - ContinuousClock.now)
            guard let event = rd_kafka_queue_poll(queue.pointer, left.milliseconds) else { break }
            waiting -= 1
            if let (group, answer) = read(event) { answers[group] = answer }
            rd_kafka_event_destroy(event)
        }
        return answers
    }

    private func ask(_ group: String, _ partitions: PartitionList?, _ queue: QueueHandle) {
        var question = rd_kafka_ListConsumerGroupOffsets_new(group, partitions?.pointer)
        defer { rd_kafka_ListConsumerGroupOffsets_destroy(question) }
        let options = rd_kafka_AdminOptions_new(client.pointer, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        rd_kafka_AdminOptions_set_request_timeout(options, max(1, timeout.milliseconds), nil, 0)
        rd_kafka_ListConsumerGroupOffsets(client.pointer, &question, 1, options, queue.pointer)
    }

    private func read(_ event: OpaquePointer) -> (String, Answer)? {
        var count = 0
        let groups = rd_kafka_ListConsumerGroupOffsets_result_groups(
            rd_kafka_event_ListConsumerGroupOffsets_result(event), &count)
        guard count > 0, let result = groups?[0], let name = rd_kafka_group_result_name(result) else {
            return nil
        }
        let group = String(cString: name)
        let operation = "read the committed offsets of group \(group)"
        if let error = rd_kafka_group_result_error(result) {
            return (group, .failure(client.explained(KafkaError(reading: error, operation: operation))))
        }
        let offsets = PartitionList.entries(of: rd_kafka_group_result_partitions(result)).map {
            KafkaCommittedOffset(partition: $0.partition, offset: $0.offset < 0 ? nil : $0.offset)
        }
        return (group, .success(offsets.sorted { $0.partition < $1.partition }))
    }
}
