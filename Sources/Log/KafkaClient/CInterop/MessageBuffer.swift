internal import CLibrdkafka

/// Room for the messages of one poll, and their owner while they are in it.
///
/// A consumer uses it again for the next poll once nobody else holds it. Not for two threads at once.
final class MessageBuffer {
    typealias Message = UnsafeMutablePointer<rd_kafka_message_t>

    let capacity: Int
    private(set) var count = 0
    private let storage: UnsafeMutablePointer<Message?>
    /// Outlives the messages: librdkafka cannot shut down before they are gone.
    private let client: ClientHandle

    init(capacity: Int, client: ClientHandle) {
        self.capacity = capacity
        self.client = client
        storage = .allocate(capacity: capacity)
        storage.initialize(repeating: nil, count: capacity)
    }

    deinit {
        destroyMessages()
        storage.deinitialize(count: capacity)
        storage.deallocate()
    }

    func fill(from queue: QueueHandle, upTo maximum: Int, timeoutMilliseconds: Int32) {
        destroyMessages()
        count = clickstream_rd_kafka_consume(
            queue.pointer, timeoutMilliseconds, storage, min(maximum, capacity))
    }

    func message(at index: Int) -> UnsafePointer<rd_kafka_message_t>? {
        precondition(index >= 0 && index < count, "record \(index) of \(count)")
        return UnsafePointer(storage[index])
    }

    /// Keeps the messages that `isKept` wants, in their order, and destroys the others.
    func filter(_ isKept: (UnsafePointer<rd_kafka_message_t>) -> Bool) {
        var kept = 0
        for index in 0..<count {
            guard let message = storage[index] else { continue }
            storage[index] = nil
            if isKept(message) {
                storage[kept] = message
                kept += 1
            } else {
                rd_kafka_message_destroy(message)
            }
        }
        count = kept
    }

    func destroyMessages() {
        for index in 0..<count {
            rd_kafka_message_destroy(storage[index])
            storage[index] = nil
        }
        count = 0
    }
}
