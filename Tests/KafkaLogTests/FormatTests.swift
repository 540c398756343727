import KafkaLog
import KafkaRecords
import Testing

@Suite struct FormatTests {
    private func format(_ directory: TemporaryDirectory) throws -> [String] {
        String(decoding: try directory.read("data/format"), as: UTF8.self).split(separator: "\n").map(
            String.init)
    }

    @Test func `a new directory says its format from the start`() throws {
        let directory = try TemporaryDirectory()
        try openDirectory(directory).close()
        #expect(try format(directory)[0] == "clickstream format 2")
    }

    @Test
    func `a directory of the first format is one of the present format before anything else is written`()
        throws
    {
        let directory = try TemporaryDirectory()
        let first = try openDirectory(directory)
        _ = try first.createTopic("a", partitionCount: 1)
        try first.partition(topic: "a", index: 0)?.append("x")
        first.close()
        let summed = Array("clickstream format 1\ncluster.id=\(first.clusterID)\n".utf8)
        let checksum = summed.withUnsafeBytes { CRC32C.checksum(of: $0) }
        let old = summed + Array("crc32c=\(String(checksum, radix: 16))\n".utf8)
        try directory.write(old, to: "data/format")
        // Dies before it can say so: it is as it was.
        let system = FaultyFileSystem()
        system.set { $0.stepsToCrash = 1 }
        #expect(throws: LogError.self) { try openDirectory(directory, fileSystem: system) }
        #expect(try directory.read("data/format") == old)
        let again = try openDirectory(directory)
        #expect(again.clusterID == first.clusterID)
        #expect(try again.partition(topic: "a", index: 0)?.values() == ["x"])
        again.close()
        #expect(try format(directory)[0] == "clickstream format 2")
    }
}
