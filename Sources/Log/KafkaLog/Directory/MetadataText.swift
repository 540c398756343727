internal import KafkaRecords

/// The small files of the data directory: a kind, a version, `name=value` lines, and a checksum. Text, so
/// that a person can read it.
///
///     clickstream topic 1
///     name=website_clicks
///     crc32c=1a2b3c4d
///
/// A later version of the program may add names, which an earlier one ignores, or raise the version when an
/// earlier one must not touch the file.
struct MetadataText: Equatable {
    static let maximumBytes = 1 << 20

    let kind: String
    let version: Int
    var values: [(name: String, value: String)] = []

    init(kind: String, version: Int, values: [(name: String, value: String)] = []) {
        self.kind = kind
        self.version = version
        self.values = values
    }

    static func == (left: MetadataText, right: MetadataText) -> Bool { left.encode() == right.encode() }

    subscript(_ name: String) -> String? { values.first { $0.name == name }?.value }

    /// - Precondition: no name holds `=`, and no name or value a line break: see `isStorable`.
    func encode() -> [UInt8] {
        var text = "clickstream \(kind) \(version)\n"
        for (name, value) in values { text += "\(name)=\(value)\n" }
        var bytes = Array(text.utf8)
        bytes.append(contentsOf: "crc32c=\(String(Self.checksum(bytes), radix: 16))\n".utf8)
        return bytes
    }

    /// - Returns: `nil` when the bytes are no such file, or damaged.
    init?(decoding bytes: [UInt8], kind: String) {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        // The last line is empty, since the one before ends in a line break.
        guard lines.count >= 3, lines[lines.count - 1].isEmpty else { return nil }
        let sumLine = lines[lines.count - 2]
        let summed = bytes[..<sumLine.startIndex]
        let title = lines[0].split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        guard
            String(decoding: sumLine, as: UTF8.self)
                == "crc32c=\(String(Self.checksum(Array(summed)), radix: 16))",
            title.count == 3, title[0] == "clickstream", title[1] == kind, let version = Int(title[2])
        else { return nil }
        self.init(kind: kind, version: version)
        for line in lines[1..<(lines.count - 2)] {
            guard let equals = line.firstIndex(of: 0x3D) else { return nil }
            values.append(
                (
                    String(decoding: line[..<equals], as: UTF8.self),
                    String(decoding: line[(equals + 1)...], as: UTF8.self)
                ))
        }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBytes { CRC32C.checksum(of: $0) }
    }
}
