internal import CLibrdkafka
internal import DedicatedThread
package import Logging

/// Looks at a cluster and changes its topics.
///
/// Each call runs on a thread of its own, since librdkafka blocks it, and ends after its time-out at the
/// latest (give or take a second), with an error that names the brokers where none answers.
package final class KafkaAdmin: Sendable {
    let client: ClientHandle

    /// Does not wait for a broker.
    package init(_ configuration: KafkaClientConfiguration, logger: Logger) throws(KafkaError) {
        // As a consumer: a producer's look at a topic that does not exist creates it.
        let settings = try ClientSettings(
            configuration,
            defaults: [
                ("allow.auto.create.topics", "false"), ("reconnect.backoff.ms", "50"),
                ("reconnect.backoff.max.ms", "500"), ("debug", "feature"),
            ], reserved: [])
        client = try ClientHandle(
            RD_KAFKA_CONSUMER, settings,
            context: ClientContext(log: ClientLog(logger, isQuiet: true)), operation: "make a Kafka client")
    }

    /// Makes a topic.
    /// - Parameters:
    ///   - replicationFactor: -1 for the broker's default.
    ///   - configuration: of the topic, such as `retention.ms`.
    /// - Throws: an error with `isTopicAlreadyExists`, among others.
    package func createTopic(
        _ name: String, partitions: Int, replicationFactor: Int = 1,
        configuration: [(name: String, value: String)] = [], timeout: Duration = .seconds(10)
    ) async throws(KafkaError) {
        try await run { client throws(KafkaError) in
            let operation = "create the topic"
            var message = [CChar](repeating: 0, count: 512)
            var topic = rd_kafka_NewTopic_new(
                name, Int32(clamping: partitions), Int32(clamping: replicationFactor), &message,
                message.count)
            guard topic != nil else {
                throw client.error(
                    RD_KAFKA_RESP_ERR__INVALID_ARG, ClientSettings.text(message), operation: operation
                ).at(topic: name)
            }
            defer { rd_kafka_NewTopic_destroy(topic) }
            for (name, value) in configuration { rd_kafka_NewTopic_set_config(topic, name, value) }
            let request = AdminRequest(
                client: client, kind: RD_KAFKA_ADMIN_OP_CREATETOPICS, operation: operation, topic: name,
                timeout: timeout)
            try request.run {
                rd_kafka_CreateTopics(client.pointer, &topic, 1, $0, $1)
            } _: { event throws(KafkaError) in
                var count = 0
                let results = rd_kafka_CreateTopics_result_topics(
                    rd_kafka_event_CreateTopics_result(event), &count)
                try Self.check(results, count, operation, name)
            }
        }
    }

    /// Deletes a topic with all its records.
    package func deleteTopic(_ name: String, timeout: Duration = .seconds(10)) async throws(KafkaError) {
        try await run { client throws(KafkaError) in
            let operation = "delete the topic"
            var topic = rd_kafka_DeleteTopic_new(name)
            defer { rd_kafka_DeleteTopic_destroy(topic) }
            let request = AdminRequest(
                client: client, kind: RD_KAFKA_ADMIN_OP_DELETETOPICS, operation: operation, topic: name,
                timeout: timeout)
            try request.run {
                rd_kafka_DeleteTopics(client.pointer, &topic, 1, $0, $1)
            } _: { event throws(KafkaError) in
                var count = 0
                let results = rd_kafka_DeleteTopics_result_topics(
                    rd_kafka_event_DeleteTopics_result(event), &count)
                try Self.check(results, count, operation, name)
            }
        }
    }

    /// Throws the first error of a topic's result.
    private static func check(
        _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, _ operation: String, _ topic: String
    ) throws(KafkaError) {
        for index in 0..<count {
            let code = rd_kafka_topic_result_error(results?[index])
            guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
            let text = rd_kafka_topic_result_error_string(results?[index]).map { String(cString: $0) }
            throw KafkaError(code, text, operation: operation).at(topic: topic)
        }
    }

    /// Throws where the brokers do not know a request, before librdkafka falls over it.
    static func check(
        _ client: ClientHandle, knows key: Int, _ operation: String, _ timeout: Duration
    ) throws(KafkaError) {
        let requests = client.context.log.requests
        // A connection hears what a broker knows before anything else.
        if requests.isEmpty { _ = try metadata(client, nil, timeout) }
        guard requests.lacks(key) else { return }
        throw KafkaError(
            RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, "the broker does not know how", operation: operation)
    }

    /// Runs a blocking call on a thread of its own.
    func run<Answer: Sendable>(
        _ body: @Sendable (ClientHandle) throws(KafkaError) -> Answer
    ) async throws(KafkaError) -> Answer {
        try await DedicatedThread(name: "kafka-admin").run { () async throws(KafkaError) in
            let answer = try body(client)
            client.context.log.success()
            return answer
        }
    }
}
