import KafkaLog
import Testing

@Suite struct LogDirectoryTests {
    @Test func `topics and records are there again after a restart`() throws {
        let directory = try TemporaryDirectory()
        let first = try openDirectory(directory, fileSystem: PosixFileSystem())
        let clicks = try first.createTopic("clicks", partitionCount: 3, overrides: ["retention.ms": "1000"])
        _ = try first.createTopic("other", partitionCount: 1)
        let log = try #require(first.partition(topic: "clicks", index: 2))
        try log.append("a", "b")
        first.close()
        let second = try openDirectory(directory, fileSystem: PosixFileSystem())
        #expect(second.clusterID == first.clusterID)
        #expect(second.clusterID.utf8.count == 22)
        #expect(second.topics.map(\.name) == ["clicks", "other"])
        #expect(second.topic("clicks") == clicks)
        #expect(second.topic(clicks.topicID) == clicks)
        #expect(second.configuration(ofTopic: "clicks")?.retentionMilliseconds == 1000)
        #expect(second.configuration(ofTopic: "other")?.retentionMilliseconds == 604_800_000)
        #expect(try second.partition(topic: "clicks", index: 2)?.values() == ["a", "b"])
        #expect(second.partition(topic: "clicks", index: 3) == nil)
        #expect(second.partition(topic: "clicks", index: -1) == nil)
        #expect(second.partition(topic: "none", index: 0) == nil)
        second.close()
    }

    @Test func `two brokers cannot use one directory`() throws {
        let directory = try TemporaryDirectory()
        let first = try openDirectory(directory)
        let error = #expect(throws: LogError.self) { try openDirectory(directory) }
        #expect(error == .locked(path: "\(directory.path)/data"))
        #expect(error?.description.contains("another broker uses the data directory") == true)
        first.close()
        try openDirectory(directory).close()
    }

    @Test func `a directory of a later version is refused in one sentence and left alone`() throws {
        let directory = try TemporaryDirectory()
        try openDirectory(directory).close()
        // The title's version is part of the checksum: build the file as a later program would.
        try directory.write(
            Array("clickstream format 9\ncluster.id=x\ncrc32c=ed111b1b\n".utf8), to: "data/format")
        let error = #expect(throws: LogError.self) { try openDirectory(directory) }
        #expect(error == .newerFormat(path: "\(directory.path)/data", found: 9, supported: 2))
        try directory.write(Array("something else\n".utf8), to: "data/format")
        let other = #expect(throws: LogError.self) { try openDirectory(directory) }
        guard case .corrupt = other else {
            Issue.record("\(String(describing: other))")
            return
        }
        try PosixFileSystem().remove("\(directory.path)/data/format")
        #expect(throws: LogError.self) { try openDirectory(directory) }
    }

    @Test func `names that Kafka refuses are refused`() throws {
        let directory = try TemporaryDirectory()
        let data = try openDirectory(directory)
        for name in ["", ".", "..", "a/b", "a b", "ü", "a\u{0}", String(repeating: "a", count: 250)] {
            let error = #expect(throws: LogError.self) { try data.createTopic(name, partitionCount: 1) }
            guard case .invalidTopicName = error else {
                Issue.record("\(name): \(String(describing: error))")
                continue
            }
        }
        let longest = String(repeating: "a", count: 249)
        _ = try data.createTopic(longest, partitionCount: 1)
        _ = try data.createTopic("__consumer_offsets", partitionCount: 1)
        #expect(throws: LogError.topicExists(longest)) { try data.createTopic(longest, partitionCount: 1) }
        for count in [-1, 0, 10_001] {
            #expect(throws: LogError.invalidPartitionCount(count, limit: 10_000)) {
                try data.createTopic("x", partitionCount: count)
            }
        }
        try data.deleteTopic(longest)
        #expect(data.topics.map(\.name) == ["__consumer_offsets"])
        data.close()
    }

    @Test func `settings are checked, kept, changed, and given up again`() throws {
        let directory = try TemporaryDirectory()
        let data = try openDirectory(directory)
        for (name, value) in [
            ("retention.ms", "soon"), ("segment.bytes", "1"), ("no.such", "1"), ("cleanup.policy", "burn"),
            ("message.timestamp.type", "Local"), ("retention.bytes", "-2"),
        ] {
            let error = #expect(throws: LogError.self) {
                try data.createTopic("a", partitionCount: 1, overrides: [name: value])
            }
            guard case .invalidSetting(name, value, _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        _ = try data.createTopic(
            "a", partitionCount: 1, overrides: ["message.timestamp.type": "LogAppendTime"])
        let log = try #require(data.partition(topic: "a", index: 0))
        #expect(try log.append(batch(["x"]), now: 77).logAppendTime == 77)
        try data.setOverrides(["cleanup.policy": "delete,compact", "retention.bytes": "-1"], ofTopic: "a")
        #expect(try log.append(batch(["x"]), now: 77).logAppendTime == -1)
        data.close()
        let again = try openDirectory(directory)
        #expect(again.topic("a")?.overrides == ["cleanup.policy": "delete,compact", "retention.bytes": "-1"])
        #expect(
            again.configuration(ofTopic: "a")?.settings.first { $0.name == "cleanup.policy" }?.value
                == "compact,delete")
        again.close()
    }

    @Test func `a topic can get more partitions, and never fewer`() throws {
        let directory = try TemporaryDirectory()
        let data = try openDirectory(directory)
        _ = try data.createTopic("a", partitionCount: 2)
        try data.partition(topic: "a", index: 1)?.append("x")
        try data.createPartitions(ofTopic: "a", count: 4)
        try data.partition(topic: "a", index: 3)?.append("y")
        #expect(throws: LogError.invalidPartitionCount(4, limit: 10_000)) {
            try data.createPartitions(ofTopic: "a", count: 4)
        }
        #expect(throws: LogError.unknownTopic("b")) { try data.createPartitions(ofTopic: "b", count: 4) }
        data.close()
        let again = try openDirectory(directory)
        #expect(again.topic("a")?.partitionCount == 4)
        #expect(try again.partition(topic: "a", index: 1)?.values() == ["x"])
        #expect(try again.partition(topic: "a", index: 3)?.values() == ["y"])
        again.close()
    }

    @Test func `a deleted topic is gone with its files, and one of the same name starts empty`() throws {
        let directory = try TemporaryDirectory()
        let data = try openDirectory(directory)
        let first = try data.createTopic("a", partitionCount: 2)
        let log = try #require(data.partition(topic: "a", index: 0))
        try log.append("x")
        try log.sync()
        let slice = try log.read(from: 0, maximumBytes: 1000)
        try data.deleteTopic("a")
        #expect(throws: LogError.closed) { try log.append("y") }
        #expect(try slice.records().map(\.value) == ["x"])
        #expect(throws: LogError.unknownTopic("a")) { try data.deleteTopic("a") }
        #expect(try PosixFileSystem().list("\(directory.path)/data/topics").isEmpty)
        #expect(try PosixFileSystem().list("\(directory.path)/data/metadata").isEmpty)
        let second = try data.createTopic("a", partitionCount: 1)
        #expect(second.topicID != first.topicID)
        #expect(try data.partition(topic: "a", index: 0)?.values() == [])
        data.close()
    }

    @Test func `a partition of another topic of the same name is not opened as this one's`() throws {
        let directory = try TemporaryDirectory()
        let data = try openDirectory(directory)
        _ = try data.createTopic("a", partitionCount: 1)
        _ = try data.createTopic("b", partitionCount: 1)
        try data.partition(topic: "a", index: 0)?.append("x")
        data.close()
        let identity = "data/topics/a-0/partition"
        let own = try directory.read(identity)
        try directory.write(directory.read("data/topics/b-0/partition"), to: identity)
        let error = #expect(throws: LogError.self) { try openDirectory(directory) }
        #expect(error?.description.contains("another topic") == true)
        // Torn in a power cut: the records are this topic's.
        try directory.write([], to: identity)
        let told = CollectedLog()
        let again = try openDirectory(directory, told: told)
        #expect(told.text.contains("identity was lost"))
        #expect(try again.partition(topic: "a", index: 0)?.values() == ["x"])
        #expect(try directory.read(identity) == own)
        again.close()
    }

    @Test func `producer ids never come twice, also after a crash`() throws {
        let directory = try TemporaryDirectory()
        var ids: Set<Int64> = []
        for round in 0..<3 {
            let data = try openDirectory(directory)
            for _ in 0..<1500 {
                #expect(ids.insert(try data.allocateProducerID()).inserted, "round \(round)")
            }
            data.close()
        }
    }

    @Test func `a closed directory changes nothing any more`() throws {
        let directory = try TemporaryDirectory()
        let data = try openDirectory(directory)
        data.close()
        #expect(throws: LogError.closed) { try data.createTopic("a", partitionCount: 1) }
        #expect(throws: LogError.closed) { try data.allocateProducerID() }
    }

    @Test func `a directory that cannot be made is told with the system's reason`() throws {
        let directory = try TemporaryDirectory()
        try directory.write([1], to: "file")
        let error = #expect(throws: LogError.self) {
            try LogDirectory.open(
                path: "\(directory.path)/file/data", configuration: LogConfiguration(),
                logger: CollectedLog().logger)
        }
        #expect(error?.description.contains("Not a directory") == true)
    }

    @Test func `no more partitions are made than all topics may have together`() throws {
        let directory = try TemporaryDirectory()
        let log = try openDirectory(directory)
        _ = try log.createTopic("a", partitionCount: 3, limit: 4)
        #expect(throws: LogError.tooManyPartitions(existing: 3, wanted: 2, limit: 4)) {
            try log.createTopic("b", partitionCount: 2, limit: 4)
        }
        #expect(log.topics.map(\.name) == ["a"])
        _ = try log.createTopic("b", partitionCount: 1, limit: 4)
        #expect(log.partitionCount == 4)
        try log.deleteTopic("a")
        _ = try log.createTopic("c", partitionCount: 3, limit: 4)
    }

    @Test func `topic ids are version 4 UUIDs in Kafka's spelling`() throws {
        let id = TopicID.random()
        #expect(id != TopicID.random())
        for id in [id, .version4(high: .max, low: .max), .version4(high: 0, low: 0)] {
            #expect(id.high >> 12 & 0xF == 4)
            #expect(id.low >> 62 == 2)
            #expect(TopicID(parsing: id.description) == id)
        }
        #expect(TopicID(high: 0, low: 0).base64 == "AAAAAAAAAAAAAAAAAAAAAA")
        #expect(TopicID(high: 0, low: 1).base64 == "AAAAAAAAAAAAAAAAAAAAAQ")
        #expect(TopicID(high: .max, low: .max).base64 == "_____________________w")
        #expect(
            TopicID(parsing: "01234567-89ab-cdef-0123-456789abcdef")?.base64 == "ASNFZ4mrze8BI0VniavN7w")
        #expect(TopicID(parsing: "0123") == nil)
    }
}
