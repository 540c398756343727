internal import CLibrdkafka

/// What one poll brought. Its end frees the records.
///
/// The records came before the events. A rebalance is always the last thing of a batch.
package struct KafkaConsumerBatch: ~Copyable {
    package let events: [KafkaConsumerEvent]
    /// How many records there are.
    package let count: Int
    private let messages: MessageBuffer

    init(messages: MessageBuffer, events: [KafkaConsumerEvent]) {
        self.messages = messages
        self.events = events
        count = messages.count
    }

    deinit { messages.destroyMessages() }

    package var isEmpty: Bool { count == 0 && events.isEmpty }

    /// - Precondition: `index` is in `0..<count`.
    package func record(at index: Int) -> KafkaRecordView {
        guard let message = messages.message(at: index) else {
            preconditionFailure("a batch holds a message at each index below its count")
        }
        return KafkaRecordView(message)
    }
}
