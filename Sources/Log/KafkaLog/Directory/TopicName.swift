/// Kafka's rules for topic names, which also make them safe as file names.
enum TopicName {
    static let maximumBytes = 249
    /// So that `<topic>-<partition>` stays within what file systems allow.
    static let maximumPartitions = 10_000

    static func check(_ name: String) throws(LogError) {
        guard !name.isEmpty else { throw .invalidTopicName(name, reason: "it is empty") }
        guard name != ".", name != ".." else { throw .invalidTopicName(name, reason: "it names a directory") }
        guard name.utf8.count <= maximumBytes else {
            throw .invalidTopicName(name, reason: "it is longer than \(maximumBytes) characters")
        }
        guard name.utf8.allSatisfy(isAllowed) else {
            throw .invalidTopicName(name, reason: "only letters, digits, '.', '_' and '-' are allowed")
        }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2E, 0x5F, 0x2D: true
        default: false
        }
    }
}
