/// What the cluster says about itself.
package struct KafkaClusterMetadata: Sendable, Equatable {
    package struct Broker: Sendable, Equatable {
        package var id: Int32
        package var host: String
        package var port: Int

        package init(id: Int32, host: String, port: Int) {
            self.id = id
            self.host = host
            self.port = port
        }
    }

    package struct Partition: Sendable, Equatable {
        package var id: Int32
        /// The broker that leads it; -1 when there is none at the moment.
        package var leader: Int32
        package var replicas: [Int32]
        package var inSyncReplicas: [Int32]
        package var error: KafkaError?

        package init(
            id: Int32, leader: Int32, replicas: [Int32], inSyncReplicas: [Int32], error: KafkaError? = nil
        ) {
            self.id = id
            self.leader = leader
            self.replicas = replicas
            self.inSyncReplicas = inSyncReplicas
            self.error = error
        }
    }

    package struct Topic: Sendable, Equatable {
        package var name: String
        package var partitions: [Partition]
        package var error: KafkaError?

        package init(name: String, partitions: [Partition], error: KafkaError? = nil) {
            self.name = name
            self.partitions = partitions
            self.error = error
        }
    }

    /// Which broker answered: `host:port/id`.
    package var answeredBy: String
    package var brokers: [Broker]
    package var topics: [Topic]

    package init(answeredBy: String, brokers: [Broker], topics: [Topic]) {
        self.answeredBy = answeredBy
        self.brokers = brokers
        self.topics = topics
    }
}
