import KafkaLog
import Testing

@Suite struct LogDirectoryCrashTests {
    @Test func `a process that dies at any step of making and deleting topics leaves each whole or gone`()
        throws
    {
        var steps = 0
        var isComplete = false
        while !isComplete {
            let directory = try TemporaryDirectory()
            try openDirectory(directory).close()
            let system = FaultyFileSystem()
            var made: [String] = []
            do {
                let data = try openDirectory(directory, fileSystem: system)
                system.set { $0.stepsToCrash = steps }
                _ = try data.createTopic("a", partitionCount: 2)
                made = ["a"]
                try data.partition(topic: "a", index: 1)?.append("x")
                try data.partition(topic: "a", index: 1)?.sync()
                _ = try data.createTopic("b", partitionCount: 1)
                made = ["a", "b"]
                made = ["b"]
                try data.deleteTopic("a")
                data.close()
                isComplete = true
            } catch {
                #expect(error is LogError)
            }
            let again = try openDirectory(directory)
            let names = again.topics.map(\.name)
            #expect(Set(names).isSuperset(of: made), "step \(steps)")
            for name in names {
                let count = try #require(again.topic(name)?.partitionCount)
                for index in 0..<count { #expect(again.partition(topic: name, index: index) != nil) }
            }
            // Whatever is left has a topic that it belongs to.
            for entry in try PosixFileSystem().list("\(directory.path)/data/topics") {
                #expect(names.contains(String(entry.dropLast(2))), "step \(steps): \(entry)")
            }
            if !names.contains("a") { _ = try again.createTopic("a", partitionCount: 1) }
            again.close()
            steps += 1
        }
        #expect(steps > 20)
    }

    @Test func `a power cut takes back no topic that was made, and no record that was made durable`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<30 {
            let directory = try TemporaryDirectory()
            let system = FaultyFileSystem()
            let (topic, durable) = try useAndDrop(directory, system, &generator)
            try system.disk.losePower(&generator)
            let again = try openDirectory(directory)
            #expect(again.topics == [topic])
            for index in durable.indices {
                let values = try again.partition(topic: "a", index: index)?.values()
                #expect(values?.starts(with: durable[index]) == true)
            }
            again.close()
        }
    }

    /// Fills a topic and lets go of it as a crash does.
    /// - Returns: the topic, and for each partition what was made durable.
    private func useAndDrop(
        _ directory: TemporaryDirectory, _ system: FaultyFileSystem, _ generator: inout SeededGenerator
    ) throws -> (TopicDescription, [[String]]) {
        let data = try openDirectory(directory, fileSystem: system)
        let partitions = Int.random(in: 1...3, using: &generator)
        let topic = try data.createTopic("a", partitionCount: partitions)
        var durable: [[String]] = []
        for index in 0..<partitions {
            let log = try #require(data.partition(topic: "a", index: index))
            durable.append([])
            for number in 0..<Int.random(in: 0...3, using: &generator) {
                try log.append("value \(number)")
                guard Bool.random(using: &generator) else { continue }
                try log.sync()
                durable[index] = (0...number).map { "value \($0)" }
            }
        }
        return (topic, durable)
    }
}
