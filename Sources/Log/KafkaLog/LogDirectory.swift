package import Logging

/// All topics of a broker, in one directory on disk that belongs to it alone.
///
/// Safe from any thread. Look-ups are quick; everything else blocks for the disk, and changes of topics
/// happen one after the other. A change that returned is durable.
package final class LogDirectory: Sendable {
    package let path: String
    /// Made once for each data directory; 22 characters.
    package let clusterID: String

    let layout: DirectoryLayout
    let fileSystem: any LogFileSystem
    let configuration: LogConfiguration
    let logger: Logger
    let topicsByName: Guarded<[String: Topic]>
    /// Held while topics are made, changed or deleted.
    let changes: Guarded<Changes>

    struct Topic: Sendable {
        var description: TopicDescription
        var configuration: LogConfiguration
        var partitions: [PartitionLog]
    }

    struct Changes {
        var producerIDs: ProducerIDs
        /// The data directory's lock; `nil` once this object is closed.
        var lock: (any LogFile)?
        var isClosed: Bool { lock == nil }
    }

    /// Takes the directory, making it where there is none, and recovers every partition.
    /// - Parameter configuration: for topics that don't override it.
    /// - Throws: `locked`, `newerFormat`, or what the file system does.
    package static func open(
        path: String, configuration: LogConfiguration, fileSystem: any LogFileSystem = PosixFileSystem(),
        logger: Logger
    ) throws(LogError) -> LogDirectory {
        try fileSystem.createDirectory(path)
        let lock: any LogFile
        do {
            lock = try fileSystem.lock(DirectoryLayout(root: path).lock)
        } catch .locked {
            throw .locked(path: path)
        }
        return try LogDirectory(
            path: path, lock: lock, configuration: configuration, fileSystem: fileSystem, logger: logger)
    }

    private init(
        path: String, lock: any LogFile, configuration: LogConfiguration, fileSystem: any LogFileSystem,
        logger: Logger
    ) throws(LogError) {
        self.path = path
        self.fileSystem = fileSystem
        self.configuration = configuration
        self.logger = logger
        layout = DirectoryLayout(root: path)
        clusterID = try DirectoryFormat.prepare(path, fileSystem)
        try fileSystem.createDirectory(layout.metadata)
        try fileSystem.createDirectory(layout.topics)
        try fileSystem.syncDirectory(path)
        changes = Guarded(Changes(producerIDs: try ProducerIDs(root: path, fileSystem), lock: lock))
        topicsByName = Guarded([:])
        try openTopics()
    }

    /// In the order of their names.
    package var topics: [TopicDescription] {
        topicsByName.withLock { $0.values.map(\.description) }.sorted { $0.name < $1.name }
    }

    /// The partitions of all topics together.
    package var partitionCount: Int {
        topicsByName.withLock { $0.values.reduce(0) { $0 + $1.partitions.count } }
    }

    package func topic(_ name: String) -> TopicDescription? {
        topicsByName.withLock { $0[name]?.description }
    }

    package func topic(_ id: TopicID) -> TopicDescription? {
        topicsByName.withLock { topics in topics.values.first { $0.description.topicID == id }?.description }
    }

    /// - Returns: `nil` when there is no such topic or partition.
    package func partition(topic: String, index: Int) -> PartitionLog? {
        topicsByName.withLock { topics in
            guard let partitions = topics[topic]?.partitions, partitions.indices.contains(index) else {
                return nil
            }
            return partitions[index]
        }
    }

    /// The directory's configuration with the topic's overrides.
    package func configuration(ofTopic name: String) -> LogConfiguration? {
        topicsByName.withLock { $0[name]?.configuration }
    }

    /// Where the directory lies, and how much room there is.
    package func volume() throws(LogError) -> LogVolume { try fileSystem.volume(of: path) }

    /// A producer id that was never handed out before.
    package func allocateProducerID() throws(LogError) -> Int64 {
        try changes.withLock { (changes) throws(LogError) in
            guard !changes.isClosed else { throw .closed }
            return try changes.producerIDs.allocate(root: path, fileSystem)
        }
    }

    /// Deletes what the topics' retention no longer wants. What fails is logged, and tried again the next
    /// time.
    /// - Parameter now: milliseconds since 1970.
    package func applyRetention(now: Int64) {
        let partitions = topicsByName.withLock { $0.values.flatMap(\.partitions) }
        for partition in partitions {
            do throws(LogError) {
                let count = try partition.applyRetention(now: now)
                guard count > 0 else { continue }
                logger.info(
                    "deleted old segments",
                    metadata: [
                        "partition": "\(partition.topic)-\(partition.partition)", "segments": "\(count)",
                        "start": "\(partition.startOffset)",
                    ])
            } catch .closed {
                continue
            } catch {
                logger.warning(
                    "old segments could not be deleted",
                    metadata: [
                        "partition": "\(partition.topic)-\(partition.partition)", "error": "\(error)",
                    ])
            }
        }
    }

    /// Compacts what is worth it. What fails is logged, and tried again the next time.
    /// - Parameter now: milliseconds since 1970.
    /// - Parameter isCancelled: asked now and then.
    package func clean(now: Int64, isCancelled: () -> Bool = { false }) {
        let topics = topicsByName.withLock { $0.values.filter(\.configuration.cleanupPolicy.isCompaction) }
        for partition in topics.flatMap(\.partitions) {
            let name: Logger.Metadata = ["partition": "\(partition.topic)-\(partition.partition)"]
            do throws(LogError) {
                // A pass looks at so many keys.
                while let result = try partition.clean(now: now, isCancelled: isCancelled) {
                    let bytes = "\(result.bytesBefore) to \(result.bytesAfter)"
                    logger.info("compacted a partition", metadata: name.merging(["bytes": "\(bytes)"]) { $1 })
                }
            } catch .closed {
                if isCancelled() { return }
            } catch {
                logger.warning(
                    "a partition could not be compacted", metadata: name.merging(["error": "\(error)"]) { $1 }
                )
            }
        }
    }

    /// Makes everything durable and closes all logs, so that the next start has nothing to recover. Frees
    /// the directory for others.
    package func close() {
        changes.withLock { changes in
            for partition in topicsByName.withLock({ $0.values.flatMap(\.partitions) }) { partition.close() }
            changes.lock = nil
        }
    }
}
