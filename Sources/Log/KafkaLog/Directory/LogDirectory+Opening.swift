internal import Logging

extension LogDirectory {
    /// Reads the topics' files, ends interrupted deletions, and opens all partitions.
    func openTopics() throws(LogError) {
        let names = try fileSystem.list(layout.metadata)
        if names.contains(TemporaryFile.name) {
            try fileSystem.remove("\(layout.metadata)/\(TemporaryFile.name)")
        }
        for name in names where name.hasSuffix(DirectoryLayout.deletedSuffix) {
            try finishDeletion(ofFile: name)
        }
        for name in names.sorted() where name.hasSuffix(DirectoryLayout.topicSuffix) {
            let path = "\(layout.metadata)/\(name)"
            guard let bytes = try fileSystem.contents(of: path, limit: MetadataText.maximumBytes) else {
                continue
            }
            let description = try TopicFile.decode(bytes, path: path)
            let topic = try openTopic(description)
            topicsByName.withLock { $0[description.name] = topic }
        }
    }

    func openTopic(_ description: TopicDescription) throws(LogError) -> Topic {
        let configuration = try self.configuration.applying(description.overrides)
        var partitions: [PartitionLog] = []
        partitions.reserveCapacity(description.partitionCount)
        for index in 0..<description.partitionCount {
            partitions.append(try openPartition(index, of: description, configuration))
        }
        return Topic(description: description, configuration: configuration, partitions: partitions)
    }

    func openPartition(
        _ index: Int, of topic: TopicDescription, _ configuration: LogConfiguration
    ) throws(LogError) -> PartitionLog {
        let directory = layout.partition(topic.name, index)
        try fileSystem.createDirectory(directory)
        let identity = MetadataText(
            kind: "partition", version: 1,
            values: [
                ("topic", topic.name), ("id", topic.topicID.description), ("partition", String(index)),
            ])
        let path = "\(directory)/\(DirectoryLayout.partitionIdentity)"
        let bytes = try fileSystem.contents(of: path, limit: MetadataText.maximumBytes)
        if let stored = bytes.flatMap({ MetadataText(decoding: $0, kind: "partition") }) {
            guard stored["id"] == identity["id"] else {
                throw .corrupt(
                    path: directory, position: 0,
                    reason: "it belongs to another topic of the same name: move the directory away")
            }
        } else {
            // New, or made just before a power cut: with the first durable record this becomes durable too.
            // A deletion removes it last, so records without it are never those of a deleted topic.
            if bytes != nil {
                logger.warning(
                    "a partition's identity was lost and is written anew", metadata: ["file": "\(path)"])
            }
            try fileSystem.replace(
                DirectoryLayout.partitionIdentity, in: directory, with: identity.encode(), durably: false)
        }
        return try PartitionLog(
            topic: topic.name, topicID: topic.topicID, partition: index, directory: directory,
            configuration: configuration, fileSystem: fileSystem, logger: logger)
    }
}
