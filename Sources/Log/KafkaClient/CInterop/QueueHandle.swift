internal import CLibrdkafka

/// Owns a reference to one of librdkafka's queues.
///
/// `@unchecked Sendable`: queues are thread-safe and the pointer never changes. The client outlives the
/// queue.
final class QueueHandle: @unchecked Sendable {
    let pointer: OpaquePointer
    let client: ClientHandle

    /// - Parameter pointer: a reference that this takes over.
    init(_ pointer: OpaquePointer, of client: ClientHandle) {
        self.pointer = pointer
        self.client = client
    }

    /// A new queue, for the answers to one request.
    init(for client: ClientHandle) {
        pointer = rd_kafka_queue_new(client.pointer)
        self.client = client
    }

    deinit { rd_kafka_queue_destroy(pointer) }

    /// Makes whoever waits on the queue return, or the next one that would wait.
    func wake() { rd_kafka_queue_yield(pointer) }
}
