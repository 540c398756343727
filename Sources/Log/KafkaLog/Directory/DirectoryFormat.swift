/// The format of the data directory, and the cluster's id.
///
/// Format 1: record batches v2 in `<offset>.log`, 20-byte index entries in `<offset>.index`, producer
/// snapshots version 1 or 2, metadata as text.
///
/// Format 2: closed segments may have lost records (`cleanup.policy=compact`), with gaps in their offsets;
/// aborted transactions of closed segments are in `<offset>.aborted`.
///
/// Whoever changes any of it raises `current` and reads the formats before. A directory of an earlier format
/// is one of the current format from its opening on: the earlier program must not touch it any more.
enum DirectoryFormat {
    static let current = 2
    private static let kind = "format"
    private static let clusterIDName = "cluster.id"

    /// Reads the directory's format file, or makes one for a new directory.
    /// - Returns: the cluster id.
    static func prepare(_ root: String, _ fileSystem: any LogFileSystem) throws(LogError) -> String {
        let path = "\(root)/\(DirectoryLayout.format)"
        if let bytes = try fileSystem.contents(of: path, limit: MetadataText.maximumBytes) {
            guard let text = MetadataText(decoding: bytes, kind: kind) else {
                throw .corrupt(path: path, position: 0, reason: "it is not a format file of this program")
            }
            guard text.version <= current else {
                throw .newerFormat(path: root, found: text.version, supported: current)
            }
            guard let clusterID = text[clusterIDName] else {
                throw .corrupt(path: path, position: 0, reason: "the cluster id is missing")
            }
            if text.version < current { try write(clusterID, root, fileSystem) }
            return clusterID
        }
        guard try !fileSystem.exists("\(root)/metadata") else {
            throw .corrupt(path: path, position: 0, reason: "the file is missing, and there is data")
        }
        let clusterID = TopicID.random().base64
        try write(clusterID, root, fileSystem)
        return clusterID
    }

    private static func write(
        _ clusterID: String, _ root: String, _ fileSystem: any LogFileSystem
    ) throws(LogError) {
        let text = MetadataText(kind: kind, version: current, values: [(clusterIDName, clusterID)])
        try fileSystem.replace(DirectoryLayout.format, in: root, with: text.encode(), durably: true)
    }
}
