/// Hands out producer ids that no producer ever had before.
///
/// A block of them is taken off the file before the first of it is handed out: a crash loses the rest of a
/// block, and repeats none.
struct ProducerIDs {
    private static let kind = "producer-ids"
    private static let blockSize: Int64 = 1000

    private var next: Int64
    private var end: Int64

    init(root: String, _ fileSystem: any LogFileSystem) throws(LogError) {
        let path = "\(root)/\(DirectoryLayout.producerIDs)"
        next = 0
        if let bytes = try fileSystem.contents(of: path, limit: MetadataText.maximumBytes) {
            guard let text = MetadataText(decoding: bytes, kind: Self.kind),
                let stored = text["next"].flatMap({ Int64($0) }), stored >= 0
            else {
                throw .corrupt(
                    path: path, position: 0, reason: "it is not a producer id file of this program")
            }
            next = stored
        }
        end = next
    }

    mutating func allocate(root: String, _ fileSystem: any LogFileSystem) throws(LogError) -> Int64 {
        if next == end {
            let newEnd = end + Self.blockSize
            let text = MetadataText(kind: Self.kind, version: 1, values: [("next", String(newEnd))])
            try fileSystem.replace(DirectoryLayout.producerIDs, in: root, with: text.encode(), durably: true)
            end = newEnd
        }
        defer { next += 1 }
        return next
    }
}
