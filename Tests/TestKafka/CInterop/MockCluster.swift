internal import CLibrdkafka
internal import DedicatedThread

/// librdkafka's own mock of a Kafka cluster, on loopback ports, for one test.
///
/// `@unchecked Sendable`: its calls are handed to the mock's thread, and the pointers never change.
package final class MockCluster: @unchecked Sendable {
    package struct Unavailable: Error {}

    /// A request type whose answers can be errors.
    package enum Request: Int16 {
        case produce = 0
        case fetch = 1
        case heartbeat = 12
        case listOffsets = 2
        case metadata = 3
    }

    private let client: OpaquePointer
    private let cluster: OpaquePointer
    package let brokerCount: Int32

    package init(brokers: Int32 = 1) throws {
        brokerCount = brokers
        let configuration = rd_kafka_conf_new()
        rd_kafka_conf_set_log_cb(configuration, nil)
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0) else {
            rd_kafka_conf_destroy(configuration)
            throw Unavailable()
        }
        guard let cluster = rd_kafka_mock_cluster_new(client, brokers) else {
            rd_kafka_destroy(client)
            throw Unavailable()
        }
        self.client = client
        self.cluster = cluster
    }

    /// On a thread of its own, since a client without brokers takes a second to end.
    deinit {
        nonisolated(unsafe) let (client, cluster) = (client, cluster)
        Task(executorPreference: DedicatedThread(name: "mock-end")) {
            rd_kafka_mock_cluster_destroy(cluster)
            rd_kafka_destroy(client)
        }
    }

    package var bootstrapServers: String { String(cString: rd_kafka_mock_cluster_bootstraps(cluster)) }

    package func createTopic(_ name: String, partitions: Int32) {
        rd_kafka_mock_topic_create(cluster, name, partitions, brokerCount)
    }

    /// The next requests of this type are answered with these errors, one each.
    package func fail(_ request: Request, with codes: [Int32]) {
        let errors = codes.map { rd_kafka_resp_err_t($0) }
        rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, errors.count, errors)
    }

    /// The topic's metadata carries an error from now on; 0 ends that.
    package func setError(ofTopic name: String, _ code: Int32) {
        rd_kafka_mock_topic_set_error(cluster, name, rd_kafka_resp_err_t(code))
    }

    /// Closes connections and refuses new ones.
    package func stopBrokers() {
        for broker in 1...brokerCount { rd_kafka_mock_broker_set_down(cluster, broker) }
    }

    package func startBrokers() {
        for broker in 1...brokerCount { rd_kafka_mock_broker_set_up(cluster, broker) }
    }

    /// Delays every answer.
    package func setRoundTrip(milliseconds: Int32) {
        for broker in 1...brokerCount { rd_kafka_mock_broker_set_rtt(cluster, broker, milliseconds) }
    }

    package func setLeader(of topic: String, _ partition: Int32, broker: Int32) {
        rd_kafka_mock_partition_set_leader(cluster, topic, partition, broker)
    }
}
