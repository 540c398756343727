internal import DedicatedThread
internal import KafkaClient

/// A message that a page sends and waits for.
struct OneMessage: Sendable {
    let topic: String
    let key: [UInt8]?
    /// `nil` for a tombstone.
    let value: [UInt8]?
    let headers: [KafkaRecordHeader]
    /// `nil` for the one that the key chooses.
    let partition: Int32?

    /// - Returns: where it is stored.
    func send(_ kafka: KafkaConnection) async throws(KafkaError) -> (partition: Int32, offset: Int64) {
        let configuration = kafka.configuration
        // A page waits for the answer, so this one is not waited for as long as it takes.
        let limited = KafkaClientConfiguration(
            bootstrapServers: configuration.bootstrapServers, clientID: configuration.clientID,
            properties: configuration.properties + [("message.timeout.ms", "10000")])
        let producer = try KafkaProducer(limited, logger: kafka.logger)
        let place: (partition: Int32, offset: Int64)
        do throws(KafkaError) {
            place = try await producer.send(
                topic: try producer.topic(topic), key: key, value: value, headers: headers,
                partition: partition)
        } catch {
            await Self.close(producer)
            throw error
        }
        await Self.close(producer)
        return place
    }

    /// Closing blocks.
    private static func close(_ producer: KafkaProducer) async {
        await DedicatedThread(name: "console-producer").run { producer.close() }
    }
}
