/// What lies where in a data directory.
///
///     lock                          held by the broker that uses the directory
///     format                        format version and cluster id
///     producer-ids                  the first producer id that was not handed out
///     metadata/<topic>.topic        id, partitions, settings
///     metadata/<topic>.gone         a topic whose deletion is decided, and perhaps not done
///     topics/<topic>-<partition>/   the partition's segments
struct DirectoryLayout: Sendable {
    let root: String

    var lock: String { "\(root)/lock" }
    var metadata: String { "\(root)/metadata" }
    var topics: String { "\(root)/topics" }

    func partition(_ topic: String, _ index: Int) -> String { "\(topics)/\(topic)-\(index)" }

    /// Whether a name in `topics` is that of a partition of the topic.
    func isPartition(_ name: String, of topic: String) -> Bool {
        guard name.utf8.starts(with: topic.utf8) else { return false }
        let index = name.utf8.dropFirst(topic.utf8.count)
        return index.first == 0x2D && index.count > 1
            && index.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    static let format = "format"
    static let producerIDs = "producer-ids"
    static let topicSuffix = ".topic"
    static let deletedSuffix = ".gone"
    static let partitionIdentity = "partition"
}
