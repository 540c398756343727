/// The format of the data directory, and the cluster's id.
///
/// Format 1: record batches v2 in `<offset>.log`, 20-byte index entries in `<offset>.index`, producer
/// snapshots version 1 or 2, metadata as text. Whoever changes any of it raises `current` and reads the
/// formats before. (A snapshot of version 2, which has transactions, is to an earlier program as if it were
/// not there.)
enum DirectoryFormat {
    static let current = 1
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
            return clusterID
        }
        guard try !fileSystem.exists("\(root)/metadata") else {
            throw .corrupt(path: path, position: 0, reason: "the file is missing, and there is data")
        }
        let clusterID = TopicID.random().base64
        let text = MetadataText(kind: kind, version: current, values: [(clusterIDName, clusterID)])
        try fileSystem.replace(DirectoryLayout.format, in: root, with: text.encode(), durably: true)
        return clusterID
    }
}
