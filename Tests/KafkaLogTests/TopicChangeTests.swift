import KafkaLog
import Testing

@Suite struct TopicChangeTests {
    @Test func `a process that dies at any step of adding partitions leaves a topic that can be used`() throws
    {
        var steps = 0
        var isComplete = false
        while !isComplete {
            let directory = try TemporaryDirectory()
            let system = FaultyFileSystem()
            let data = try openDirectory(directory, fileSystem: system)
            _ = try data.createTopic("a", partitionCount: 1)
            _ = try data.createTopic("a-1", partitionCount: 1)
            try data.partition(topic: "a-1", index: 0)?.append("kept")
            system.set { $0.stepsToCrash = steps }
            do {
                try data.createPartitions(ofTopic: "a", count: 3)
                isComplete = true
            } catch {
                #expect(error.isRetriable, "step \(steps): \(error)")
            }
            data.close()
            let again = try openDirectory(directory)
            let count = try #require(again.topic("a")?.partitionCount)
            #expect(isComplete ? count == 3 : [1, 3].contains(count), "step \(steps)")
            // Its name can be used again, and nothing of it is left.
            try again.deleteTopic("a")
            let left = try PosixFileSystem().list("\(directory.path)/data/topics")
            #expect(left == ["a-1-0"], "step \(steps)")
            _ = try again.createTopic("a", partitionCount: 4)
            #expect(again.partition(topic: "a", index: 3)?.endOffset == 0)
            again.close()
            steps += 1
        }
        #expect(steps > 4)
    }

    @Test func `partitions are not added beyond what all topics may have together`() throws {
        let directory = try TemporaryDirectory()
        let data = try openDirectory(directory)
        _ = try data.createTopic("a", partitionCount: 2)
        #expect(throws: LogError.tooManyPartitions(existing: 2, wanted: 3, limit: 4)) {
            try data.createPartitions(ofTopic: "a", count: 5, limit: 4)
        }
        try data.createPartitions(ofTopic: "a", count: 4, limit: 4)
        #expect(data.partitionCount == 4)
        data.close()
    }

    @Test func `a setting is changed beside the others, or only checked, or refused and left alone`() throws {
        let directory = try TemporaryDirectory()
        let data = try openDirectory(directory)
        _ = try data.createTopic("a", partitionCount: 1, overrides: ["retention.ms": "5"])
        try data.changeOverrides(ofTopic: "a") { $0["segment.bytes"] = "1000" }
        try data.changeOverrides(ofTopic: "a", isOnlyChecked: true) { $0["segment.bytes"] = "2000" }
        #expect(throws: LogError.self) {
            try data.changeOverrides(ofTopic: "a", isOnlyChecked: true) { $0["segment.bytes"] = "few" }
        }
        #expect(throws: LogError.self) { try data.changeOverrides(ofTopic: "a") { $0["no.such"] = "1" } }
        #expect(throws: LogError.unknownTopic("b")) { try data.changeOverrides(ofTopic: "b") { _ in } }
        let expected = ["retention.ms": "5", "segment.bytes": "1000"]
        #expect(data.topic("a")?.overrides == expected)
        data.close()
        let again = try openDirectory(directory)
        #expect(again.topic("a")?.overrides == expected)
        #expect(again.configuration(ofTopic: "a")?.segmentBytes == 1000)
        again.close()
    }

    @Test func `what can only be one thing here can be said, and nothing else`() throws {
        let directory = try TemporaryDirectory()
        let data = try openDirectory(directory)
        _ = try data.createTopic(
            "a", partitionCount: 1, overrides: ["compression.type": "producer", "min.insync.replicas": "1"])
        for (name, value) in [("compression.type", "zstd"), ("min.insync.replicas", "2")] {
            #expect(throws: LogError.self) { try data.changeOverrides(ofTopic: "a") { $0[name] = value } }
        }
        data.close()
    }

    @Test func `each topic is kept as long and as large as it says, and not as the others`() throws {
        let directory = try TemporaryDirectory()
        var configuration = LogConfiguration.small
        configuration.retentionMilliseconds = nil
        let data = try openDirectory(directory, configuration)
        for name in ["all", "old", "large"] {
            _ = try data.createTopic(name, partitionCount: 1)
            let log = try #require(data.partition(topic: name, index: 0))
            for number in 0..<200 { try log.append("value \(number)", timestamp: Int64(number) * 1000) }
            try log.sync()
        }
        func start(_ topic: String) -> Int64? { data.partition(topic: topic, index: 0)?.startOffset }
        data.applyRetention(now: 200_000)
        #expect(start("old") == 0 && start("large") == 0)
        // Settings of a running topic take effect.
        try data.changeOverrides(ofTopic: "old") { $0["retention.ms"] = "100000" }
        try data.changeOverrides(ofTopic: "large") { $0["retention.bytes"] = "6000" }
        data.applyRetention(now: 200_000)
        #expect(start("all") == 0)
        #expect((70...100).contains(start("old") ?? -1))
        let size = data.partition(topic: "large", index: 0)?.byteCount ?? -1
        #expect((6000..<8000).contains(size))
        // And so does giving them up again.
        try data.changeOverrides(ofTopic: "old") { $0["retention.ms"] = nil }
        let kept = start("old")
        data.applyRetention(now: 400_000)
        #expect(start("old") == kept)
        data.close()
    }

    @Test func `the volume of the directory has room, and the directory a place from the root`() throws {
        let directory = try TemporaryDirectory()
        let data = try openDirectory(directory)
        let volume = try data.volume()
        #expect(volume.directory == "\(directory.path)/data")
        #expect(volume.usableBytes > 0 && volume.usableBytes <= volume.totalBytes)
        data.close()
    }
}
