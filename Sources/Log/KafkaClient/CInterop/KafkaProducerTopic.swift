internal import CLibrdkafka

/// A topic of a producer, looked up once so that enqueueing costs no search by name.
///
/// `@unchecked Sendable`: librdkafka's topics are thread-safe and the pointer never changes.
package final class KafkaProducerTopic: @unchecked Sendable {
    package let name: String
    let pointer: OpaquePointer
    private let client: ClientHandle

    init(_ name: String, of client: ClientHandle) throws(KafkaError) {
        guard let pointer = rd_kafka_topic_new(client.pointer, name, nil) else {
            throw client.error(rd_kafka_last_error(), operation: "use the topic").at(topic: name)
        }
        self.name = name
        self.pointer = pointer
        self.client = client
    }

    deinit { rd_kafka_topic_destroy(pointer) }
}
