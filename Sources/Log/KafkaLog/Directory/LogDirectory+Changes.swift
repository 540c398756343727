internal import Logging

extension LogDirectory {
    /// Makes a topic. It is durable once its description is: the partitions' directories are made after, and
    /// by the next start where a crash came between.
    /// - Parameter overrides: settings of the topic's own, by Kafka's names.
    /// - Parameter topicID: `nil` for a new random one.
    /// - Parameter limit: how many partitions all topics may then have together.
    package func createTopic(
        _ name: String, partitionCount: Int, overrides: [String: String] = [:], topicID: TopicID? = nil,
        limit: Int = .max
    ) throws(LogError) -> TopicDescription {
        try TopicName.check(name)
        try checkPartitionCount(partitionCount, atLeast: 1)
        try checkStorable(overrides)
        _ = try configuration.applying(overrides)
        return try change { () throws(LogError) in
            guard topic(name) == nil else { throw .topicExists(name) }
            guard self.partitionCount <= limit - partitionCount else {
                throw .tooManyPartitions(existing: self.partitionCount, wanted: partitionCount, limit: limit)
            }
            let tombstone = name + DirectoryLayout.deletedSuffix
            if try fileSystem.exists("\(layout.metadata)/\(tombstone)") {
                try finishDeletion(ofFile: tombstone)
            }
            let description = TopicDescription(
                name: name, topicID: topicID ?? .random(), partitionCount: partitionCount,
                overrides: overrides)
            try store(description)
            let topic: Topic
            do throws(LogError) {
                topic = try openTopic(description)
            } catch {
                // No room for the partitions: better no topic than half of one.
                try? deleteFiles(of: description)
                throw error
            }
            topicsByName.withLock { $0[name] = topic }
            return description
        }
    }

    /// Gives a topic more partitions.
    /// - Parameter count: how many it has then.
    /// - Parameter limit: how many partitions all topics may then have together.
    package func createPartitions(
        ofTopic name: String, count: Int, limit: Int = .max
    ) throws(LogError) {
        try change { () throws(LogError) in
            guard var topic = topicsByName.withLock({ $0[name] }) else { throw .unknownTopic(name) }
            let former = topic.description.partitionCount
            try checkPartitionCount(count, atLeast: former + 1)
            guard self.partitionCount <= limit - (count - former) else {
                throw .tooManyPartitions(
                    existing: self.partitionCount, wanted: count - former, limit: limit)
            }
            topic.description.partitionCount = count
            // Directories first: a topic never claims a partition that it has no room for.
            for index in former..<count {
                topic.partitions.append(try openPartition(index, of: topic.description, topic.configuration))
            }
            try store(topic.description)
            let changed = topic
            topicsByName.withLock { $0[name] = changed }
        }
    }

    /// Replaces a topic's own settings; what is not named goes back to the directory's configuration.
    package func setOverrides(_ overrides: [String: String], ofTopic name: String) throws(LogError) {
        try changeOverrides(ofTopic: name) { $0 = overrides }
    }

    /// Changes a topic's own settings, with no other change in between.
    /// - Parameter isOnlyChecked: finds out whether the settings can be, and leaves them as they are.
    /// - Parameter edit: what it throws ends the change.
    package func changeOverrides(
        ofTopic name: String, isOnlyChecked: Bool = false,
        _ edit: (inout [String: String]) throws(LogError) -> Void
    ) throws(LogError) {
        try change { () throws(LogError) in
            guard var topic = topicsByName.withLock({ $0[name] }) else { throw .unknownTopic(name) }
            var overrides = topic.description.overrides
            try edit(&overrides)
            try checkStorable(overrides)
            let configuration = try self.configuration.applying(overrides)
            if isOnlyChecked || overrides == topic.description.overrides { return }
            topic.description.overrides = overrides
            topic.configuration = configuration
            try store(topic.description)
            let changed = topic
            topicsByName.withLock { $0[name] = changed }
            for partition in topic.partitions { partition.setConfiguration(configuration) }
        }
    }

    /// Deletes a topic with all its records. Its logs are closed; slices that were read before stay readable.
    package func deleteTopic(_ name: String) throws(LogError) {
        try change { () throws(LogError) in
            guard let topic = topicsByName.withLock({ $0[name] }) else { throw .unknownTopic(name) }
            try fileSystem.rename(
                "\(layout.metadata)/\(name)\(DirectoryLayout.topicSuffix)",
                to: "\(layout.metadata)/\(name)\(DirectoryLayout.deletedSuffix)")
            try fileSystem.syncDirectory(layout.metadata)
            // From here on the deletion happens, if not now then at the next start.
            topicsByName.withLock { $0[name] = nil }
            for partition in topic.partitions { partition.abandon() }
            do throws(LogError) {
                try finishDeletion(ofFile: name + DirectoryLayout.deletedSuffix)
            } catch {
                logger.warning(
                    "a deleted topic's files could not all be removed; the next start tries again",
                    metadata: ["topic": "\(name)", "error": "\(error)"])
            }
        }
    }

    /// Removes the partitions of a topic whose deletion is decided, then the note of it.
    func finishDeletion(ofFile name: String) throws(LogError) {
        let path = "\(layout.metadata)/\(name)"
        guard let bytes = try fileSystem.contents(of: path, limit: MetadataText.maximumBytes) else { return }
        try deletePartitions(of: TopicFile.decode(bytes, path: path))
        try fileSystem.remove(path)
        try fileSystem.syncDirectory(layout.metadata)
    }

    private func deleteFiles(of topic: TopicDescription) throws(LogError) {
        try fileSystem.rename(
            "\(layout.metadata)/\(topic.name)\(DirectoryLayout.topicSuffix)",
            to: "\(layout.metadata)/\(topic.name)\(DirectoryLayout.deletedSuffix)")
        try fileSystem.syncDirectory(layout.metadata)
        try finishDeletion(ofFile: topic.name + DirectoryLayout.deletedSuffix)
    }

    private func deletePartitions(of topic: TopicDescription) throws(LogError) {
        // Also those that the topic was about to get when the process died, which its file doesn't know.
        let names = try fileSystem.list(layout.topics)
        for name in names where layout.isPartition(name, of: topic.name) {
            let directory = "\(layout.topics)/\(name)"
            let identity = "\(directory)/\(DirectoryLayout.partitionIdentity)"
            if let bytes = try fileSystem.contents(of: identity, limit: MetadataText.maximumBytes),
                let stored = MetadataText(decoding: bytes, kind: "partition"),
                stored["id"] != topic.topicID.description
            {
                // Made anew under the same name.
                continue
            }
            // The identity goes last: until then the directory says whose it is.
            for name in try fileSystem.list(directory) where name != DirectoryLayout.partitionIdentity {
                try fileSystem.remove("\(directory)/\(name)")
            }
            try fileSystem.remove(identity)
            try fileSystem.removeDirectory(directory)
        }
        try fileSystem.syncDirectory(layout.topics)
    }

    private func store(_ topic: TopicDescription) throws(LogError) {
        try fileSystem.replace(
            topic.name + DirectoryLayout.topicSuffix, in: layout.metadata, with: TopicFile.encode(topic),
            durably: true)
    }

    private func change<Result>(_ body: () throws(LogError) -> Result) throws(LogError) -> Result {
        try changes.withLock { (changes) throws(LogError) in
            guard !changes.isClosed else { throw .closed }
            return try body()
        }
    }

    private func checkPartitionCount(_ count: Int, atLeast minimum: Int) throws(LogError) {
        guard count >= minimum, count <= TopicName.maximumPartitions else {
            throw .invalidPartitionCount(count, limit: TopicName.maximumPartitions)
        }
    }

    /// The values are written as lines of text.
    private func checkStorable(_ overrides: [String: String]) throws(LogError) {
        for (name, value) in overrides where value.utf8.contains(0x0A) {
            throw .invalidSetting(name: name, value: "…", reason: "it holds a line break")
        }
    }
}
