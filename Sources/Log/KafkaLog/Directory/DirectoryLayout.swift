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

    static let format = "format"
    static let producerIDs = "producer-ids"
    static let topicSuffix = ".topic"
    static let deletedSuffix = ".gone"
    static let partitionIdentity = "partition"
}
