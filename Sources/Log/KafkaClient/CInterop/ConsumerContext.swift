internal import CLibrdkafka

/// What librdkafka's callbacks leave behind for the next return of `poll`.
///
/// `@unchecked Sendable`, as its base class: apart from the log, everything here is touched only in callbacks
/// that librdkafka makes within a call of the consumer's own thread.
final class ConsumerContext: ClientContext, @unchecked Sendable {
    /// A rebalance that the group waits for this member to answer.
    enum Rebalance {
        case assign
        case unassign([KafkaTopicPartition])
    }

    var events: [KafkaConsumerEvent] = []
    var unanswered: Rebalance?
    var fatalError: KafkaError?
    var isClosing = false

    static func register(with settings: OpaquePointer) {
        rd_kafka_conf_set_rebalance_cb(settings) { client, code, partitions, _ in
            guard let client, let context = ClientContext.of(client) as? ConsumerContext else { return }
            context.rebalance(client, code, PartitionList.entries(of: partitions).map(\.partition))
        }
        rd_kafka_conf_set_error_cb(settings) { client, code, reason, _ in
            guard let client, let context = ClientContext.of(client) as? ConsumerContext else { return }
            context.error(client, rd_kafka_resp_err_t(code), reason.map { String(cString: $0) })
        }
        rd_kafka_conf_set_offset_commit_cb(settings) { client, code, _, _ in
            ClientContext.of(client)?.log.committed(
                code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR__NO_OFFSET
                    ? nil : KafkaError(code, operation: "commit offsets to Kafka"))
        }
    }

    /// Takes the events that have come up.
    func takeEvents() -> [KafkaConsumerEvent] {
        if events.isEmpty { return [] }
        defer { events = [] }
        return events
    }

    private func rebalance(
        _ client: OpaquePointer, _ code: rd_kafka_resp_err_t, _ partitions: [KafkaTopicPartition]
    ) {
        if code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
            unanswered = .assign
            events.append(.assigned(partitions))
        } else {
            unanswered = .unassign(partitions)
            events.append(rd_kafka_assignment_lost(client) != 0 ? .lost(partitions) : .revoked(partitions))
        }
        if isClosing { answerByGivingUp(client) }
        // So that the caller hears of it before anything that comes after.
        rd_kafka_yield(client)
    }

    /// Answers a rebalance for a caller that is about to leave.
    func answerByGivingUp(_ client: OpaquePointer) {
        defer { unanswered = nil }
        guard String(cString: rd_kafka_rebalance_protocol(client)) == "COOPERATIVE" else {
            rd_kafka_assign(client, nil)
            return
        }
        switch unanswered {
        case .assign:
            let none = PartitionList([KafkaTopicPartition]())
            _ = KafkaError.taking(rd_kafka_incremental_assign(client, none.pointer), operation: "assign")
        case .unassign(let partitions):
            let list = PartitionList(partitions)
            _ = KafkaError.taking(rd_kafka_incremental_unassign(client, list.pointer), operation: "unassign")
        case nil:
            break
        }
    }

    private func error(_ client: OpaquePointer, _ code: rd_kafka_resp_err_t, _ reason: String?) {
        if code == RD_KAFKA_RESP_ERR__FATAL {
            var message = [CChar](repeating: 0, count: 512)
            let cause = rd_kafka_fatal_error(client, &message, message.count)
            var error = KafkaError(cause, ClientSettings.text(message), operation: "read from Kafka")
            error.retriability = .fatal
            fatalError = error
        } else {
            events.append(.error(KafkaError(code, reason, operation: "read from Kafka")))
        }
        rd_kafka_yield(client)
    }
}
