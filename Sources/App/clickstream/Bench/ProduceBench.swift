import DedicatedThread
import KafkaClient
import Logging
import TrafficSimulator

/// How fast records get from memory into the topic, each of them acknowledged.
enum ProduceBench {
    /// - Returns: events a second.
    /// - Throws: `KafkaError`, `Unavailable` where not all were acknowledged.
    static func run(
        _ records: SimulatedBacklog, kafka: KafkaClientConfiguration, topic: String, logger: Logger
    ) async throws -> Double {
        let thread = DedicatedThread(name: "produce")
        return try await thread.run {
            let producer = try KafkaProducer(kafka, logger: logger)
            defer { producer.close() }
            let handle = try producer.topic(topic)
            var number: UInt64 = 0
            let time = try ContinuousClock().measure {
                try records.forEach { record in
                    number += 1
                    try withUnsafeBytes(of: number) { key in
                        while try !producer.enqueue(topic: handle, key: key, value: record) {
                            _ = producer.waitForRoom(timeout: .seconds(1))
                        }
                    }
                }
                guard producer.flush(timeout: .seconds(60)), producer.counters.failed == 0 else {
                    throw Unavailable("The broker did not acknowledge all records.")
                }
            }
            return Double(records.count) / time.seconds
        }
    }
}
