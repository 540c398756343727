import DedicatedThread
import KafkaClient
import TestKafka
import Testing

@Suite struct KafkaAdminTests {
    @Test func `metadata tells brokers, topics, partitions and leaders`() async throws {
        let cluster = try MockCluster(brokers: 3)
        cluster.createTopic("clicks", partitions: 4)
        cluster.createTopic("other", partitions: 1)
        cluster.setLeader(of: "clicks", 2, broker: 3)
        let admin = try KafkaAdmin(cluster.configuration(), logger: silent)
        let all = try await admin.metadata()
        #expect(all.brokers.map(\.id).sorted() == [1, 2, 3])
        #expect(all.topics.map(\.name).sorted() == ["clicks", "other"])
        let one = try await admin.metadata(topic: "clicks")
        #expect(one.topics.map(\.name) == ["clicks"])
        let partitions = one.topics.flatMap(\.partitions).sorted { $0.id < $1.id }
        #expect(partitions.map(\.id) == [0, 1, 2, 3])
        #expect(partitions[2].leader == 3)
        #expect(partitions.allSatisfy { $0.error == nil && $0.replicas.count == 3 })
    }

    @Test func `a topic that does not exist has an error, and is not created by looking`() async throws {
        let cluster = try MockCluster()
        cluster.setError(ofTopic: "missing", 3)
        let admin = try KafkaAdmin(cluster.configuration(), logger: silent)
        let metadata = try await admin.metadata(topic: "missing")
        #expect(metadata.topics.first?.error?.isUnknownTopic == true)
        let error = await #expect(throws: KafkaError.self) { try await admin.watermarks(topic: "missing") }
        #expect(error?.isUnknownTopic == true)
        #expect(error?.topic == "missing")
    }

    @Test func `watermarks come for all partitions of a topic at once`() async throws {
        let cluster = try filled(partitions: 3, records: 25)
        let admin = try KafkaAdmin(cluster.configuration(), logger: silent)
        let watermarks = try await admin.watermarks(topic: "clicks")
        #expect(
            watermarks
                == (0..<3).map {
                    KafkaWatermarks(
                        partition: KafkaTopicPartition(topic: "clicks", partition: $0), low: 0, high: 25)
                })
    }

    @Test func `what a group committed can be read`() async throws {
        let cluster = try filled(partitions: 2, records: 5)
        let partition = KafkaTopicPartition(topic: "clicks", partition: 1)
        let other = KafkaTopicPartition(topic: "clicks", partition: 0)
        let consumer = try KafkaConsumer(cluster.configuration(), group: "sink", logger: silent)
        try consumer.assign([(partition, offset: 0)])
        #expect(try consumer.read(5).count == 5)
        consumer.commit([(partition, offset: 3)])
        consumer.close()
        let admin = try KafkaAdmin(cluster.configuration(), logger: silent)
        let offsets = try await admin.committedOffsets(group: "sink", partitions: [partition, other])
        #expect(
            offsets == [
                KafkaCommittedOffset(partition: other, offset: nil),
                KafkaCommittedOffset(partition: partition, offset: 3),
            ])
    }

    @Test func `brokers out of reach are an error within the time, which names them and the reason`()
        async throws
    {
        let admin = try KafkaAdmin(
            KafkaClientConfiguration(bootstrapServers: "127.0.0.1:1"), logger: silent)
        // On a thread of its own, so that nothing but the call is measured.
        let (error, duration) = await DedicatedThread(name: "admin").run {
            let start = ContinuousClock.now
            let error = await #expect(throws: KafkaError.self) {
                try await admin.metadata(timeout: .milliseconds(500))
            }
            return (error, ContinuousClock.now - start)
        }
        #expect(duration < .seconds(5))
        #expect(error?.isUnreachable == true)
        #expect(error?.retriability == .retriable)
        #expect(
            error?.description
                == "Cannot read the cluster's metadata: Kafka at 127.0.0.1:1 does not answer "
                + "(Connect to ipv4#127.0.0.1:1 failed: Connection refused); start it, or name another with "
                + "--bootstrap-servers.")
        for call in Self.calls {
            let error = await #expect(throws: KafkaError.self) { try await call(admin) }
            #expect(error?.isUnreachable == true, "\(String(describing: error))")
            #expect(error?.bootstrapServers == "127.0.0.1:1")
        }
    }

    private static let calls: [@Sendable (KafkaAdmin) async throws -> Void] = [
        { try await $0.createTopic("x", partitions: 1, timeout: .milliseconds(100)) },
        { try await $0.deleteTopic("x", timeout: .milliseconds(100)) },
        { _ = try await $0.metadata(topic: "x", timeout: .milliseconds(100)) },
        { _ = try await $0.watermarks(topic: "x", timeout: .milliseconds(100)) },
        { _ = try await $0.offsets(topic: "x", atOrAfter: 0, timeout: .milliseconds(100)) },
        { _ = try await $0.listGroups(timeout: .milliseconds(100)) },
        { _ = try await $0.describeGroups(["x"], timeout: .milliseconds(100)) },
        { _ = try await $0.committedOffsets(group: "x", timeout: .milliseconds(100)) },
    ]

    @Test func `a request that the broker does not know is a permanent error`() async throws {
        let cluster = try MockCluster()
        let admin = try KafkaAdmin(cluster.configuration(), logger: silent)
        let error = await #expect(throws: KafkaError.self) {
            try await admin.listGroups()
        }
        #expect(error?.name == "UNSUPPORTED_VERSION")
        #expect(error?.retriability == .permanent)
    }

    @Test func `a topic that cannot be is refused before anybody is asked`() async throws {
        let admin = try KafkaAdmin(
            KafkaClientConfiguration(bootstrapServers: "127.0.0.1:1"), logger: silent)
        let error = await #expect(throws: KafkaError.self) {
            try await admin.createTopic("clicks", partitions: -5)
        }
        #expect(error?.retriability == .permanent)
        #expect(error?.topic == "clicks")
    }
}
