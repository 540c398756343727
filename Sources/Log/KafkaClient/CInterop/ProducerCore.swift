internal import CLibrdkafka
internal import Logging
internal import Synchronization

/// The part of a producer that its thread shares with it: the client, the counters, and who waits for room.
final class ProducerCore: Sendable {
    /// The outcome of one record that somebody waits for.
    typealias Outcome = Result<(partition: Int32, offset: Int64), KafkaError>

    /// What the lock protects.
    struct Shared {
        var lastError: KafkaError?
        var waiting: [OneShot<Bool>] = []
        var hasEnded = false
    }

    let client: ClientHandle
    /// Where delivery reports and errors arrive.
    let queue: QueueHandle
    let closeTimeout: Duration
    let shared = Monitor(Shared())

    /// Raised before a record is handed to librdkafka and lowered again if it refuses: so `inFlight` is zero
    /// only when no call is under way either, which is what lets `close` end the thread without losing a
    /// record of a caller that comes at the same time.
    let enqueued = Atomic<Int>(0)
    let delivered = Atomic<Int>(0)
    let failed = Atomic<Int>(0)
    let isClosing = Atomic<Bool>(false)
    private let hasError = Atomic<Bool>(false)

    init(client: ClientHandle, closeTimeout: Duration) {
        self.client = client
        self.closeTimeout = closeTimeout
        queue = QueueHandle(rd_kafka_queue_get_main(client.pointer), of: client)
    }

    var inFlight: Int {
        enqueued.load(ordering: .sequentiallyConsistent) - delivered.load(ordering: .relaxed)
            - failed.load(ordering: .relaxed)
    }

    // MARK: the producer's thread

    /// Serves reports until the producer is closed and every record has its outcome.
    func run() {
        while !isClosing.load(ordering: .sequentiallyConsistent) { serve(timeoutMilliseconds: 1000) }
        drain()
        shared.update { shared in
            shared.hasEnded = true
            for waiting in shared.waiting { waiting.resolve(false) }
            shared.waiting = []
        }
    }

    private func drain() {
        let deadline = ContinuousClock.now + closeTimeout
        while inFlight > 0, ContinuousClock.now < deadline {
            serve(timeoutMilliseconds: 10)
        }
        let rest = inFlight
        guard rest > 0 else { return }
        client.context.log.logger.warning(
            "Closing the Kafka producer: \(rest) records were not acknowledged within \(closeTimeout).")
        while inFlight > 0 {
            purge()
            serve(timeoutMilliseconds: 10)
        }
    }

    /// Ends every record that has no outcome yet with an error.
    private func purge() {
        rd_kafka_purge(
            client.pointer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING
        )
    }

    private func serve(timeoutMilliseconds: Int32) {
        guard let event = rd_kafka_queue_poll(queue.pointer, timeoutMilliseconds) else {
            // Nothing is under way any more, perhaps, while somebody began to wait.
            wakeWaiting(.max)
            return
        }
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_DR:
            let count = reports(in: event)
            rd_kafka_event_destroy(event)
            // Only now has librdkafka room again.
            wakeWaiting(count)
        case RD_KAFKA_EVENT_ERROR:
            serveError(event)
            rd_kafka_event_destroy(event)
        default:
            rd_kafka_event_destroy(event)
        }
    }

    private func reports(in event: OpaquePointer) -> Int {
        var succeeded = 0
        var refused = 0
        var firstFailure: KafkaError?
        while let message = rd_kafka_event_message_next(event) {
            let isDelivered = message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR
            if isDelivered { succeeded += 1 } else { refused += 1 }
            if !isDelivered, firstFailure == nil { firstFailure = failure(of: message) }
            if let opaque = message.pointee._private { answer(opaque, message) }
        }
        if let firstFailure { record(firstFailure) } else { success() }
        delivered.add(succeeded, ordering: .relaxed)
        failed.add(refused, ordering: .sequentiallyConsistent)
        return succeeded + refused
    }

    private func answer(_ opaque: UnsafeMutableRawPointer, _ message: UnsafePointer<rd_kafka_message_t>) {
        let waiting = Unmanaged<OneShot<Outcome?>>.fromOpaque(opaque).takeRetainedValue()
        if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
            waiting.resolve(.success((message.pointee.partition, message.pointee.offset)))
        } else {
            waiting.resolve(.failure(failure(of: message)))
        }
    }

    private func failure(of message: UnsafePointer<rd_kafka_message_t>) -> KafkaError {
        let operation = "send to"
        let code = message.pointee.err
        let topic = message.pointee.rkt.map { String(cString: rd_kafka_topic_name($0)) }
        let partition = message.pointee.partition < 0 ? nil : message.pointee.partition
        let isPurged =
            code == RD_KAFKA_RESP_ERR__PURGE_QUEUE || code == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT
        let cause = isPurged ? client.fatalError(operation: operation) : nil
        return (cause ?? client.error(code, operation: operation)).at(topic: topic, partition: partition)
    }

    private func serveError(_ event: OpaquePointer) {
        let code = rd_kafka_event_error(event)
        let reason = rd_kafka_event_error_string(event).map { String(cString: $0) }
        let isFatal = rd_kafka_event_error_is_fatal(event) != 0
        let operation = "send to Kafka"
        record(
            isFatal
                ? client.error(RD_KAFKA_RESP_ERR__FATAL, reason, operation: operation)
                : client.error(code, reason, operation: operation))
        // Nothing will be sent any more, so whoever waits for an acknowledgement is told now.
        if isFatal { purge() }
    }

    private func record(_ error: KafkaError) {
        shared.withLock { shared in
            if shared.lastError?.isFatal != true { shared.lastError = error }
        }
        hasError.store(true, ordering: .relaxed)
        client.context.log.error(error)
    }

    private func success() {
        client.context.log.success()
        guard hasError.load(ordering: .relaxed) else { return }
        shared.withLock { shared in
            guard shared.lastError?.isFatal != true else { return }
            shared.lastError = nil
            hasError.store(false, ordering: .relaxed)
        }
    }

    private func wakeWaiting(_ count: Int) {
        shared.update { shared in
            for waiting in shared.waiting.prefix(count) { waiting.resolve(true) }
            shared.waiting.removeFirst(min(count, shared.waiting.count))
        }
    }
}
