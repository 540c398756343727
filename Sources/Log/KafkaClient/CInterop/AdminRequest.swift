internal import CLibrdkafka

/// One request of the admin client: its options, the queue for its answer, and the wait for it.
struct AdminRequest {
    let client: ClientHandle
    let kind: rd_kafka_admin_op_t
    let operation: String
    /// The topic that it is about, for errors.
    var topic: String?
    let timeout: Duration

    /// Sends the request and reads its answer. Blocks, at most a little longer than the time-out.
    /// - Parameters:
    ///   - send: the call that sends it, with the options and the queue.
    ///   - read: reads what it wants from the event, which is destroyed afterwards.
    func run<Answer>(
        _ send: (_ options: OpaquePointer?, _ queue: OpaquePointer) -> Void,
        _ read: (OpaquePointer) throws(KafkaError) -> Answer
    ) throws(KafkaError) -> Answer {
        let options = rd_kafka_AdminOptions_new(client.pointer, kind)
        defer { rd_kafka_AdminOptions_destroy(options) }
        var message = [CChar](repeating: 0, count: 512)
        let milliseconds = max(1, timeout.milliseconds)
        let code = rd_kafka_AdminOptions_set_request_timeout(
            options, milliseconds, &message, message.count)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw client.error(code, ClientSettings.text(message), operation: operation).at(topic: topic)
        }
        if kind == RD_KAFKA_ADMIN_OP_CREATETOPICS || kind == RD_KAFKA_ADMIN_OP_DELETETOPICS {
            // Have the controller wait until the change is made. Only these requests know the option.
            rd_kafka_AdminOptions_set_operation_timeout(options, milliseconds, &message, message.count)
        }
        let queue = QueueHandle(for: client)
        send(options, queue.pointer)
        // The request times out by itself; the margin is for that answer to arrive.
        guard let event = rd_kafka_queue_poll(queue.pointer, milliseconds + 1000) else {
            throw client.error(RD_KAFKA_RESP_ERR__TIMED_OUT, operation: operation).at(topic: topic)
        }
        defer { rd_kafka_event_destroy(event) }
        let result = rd_kafka_event_error(event)
        guard result == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let text = rd_kafka_event_error_string(event).map { String(cString: $0) }
            throw client.error(result, text, operation: operation).at(topic: topic)
        }
        return try read(event)
    }
}
