internal import Hummingbird

/// Names as Kafka allows them, so that nothing else is sent to a broker.
enum TopicName {
    static let longest = 249

    static func isValid(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= longest
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    static func check(_ name: String) throws(ConsoleRefusal) {
        guard isValid(name) else {
            throw ConsoleRefusal(
                .badRequest,
                "A topic's name has up to \(longest) letters, digits, dots, underscores and hyphens.")
        }
    }

    /// A group's name is any text; a limit keeps it a name.
    static func check(group: String) throws(ConsoleRefusal) {
        guard !group.isEmpty, group.utf8.count <= 1000, !group.utf8.contains(0) else {
            throw ConsoleRefusal(.badRequest, "A group's name has 1 to 1,000 characters.")
        }
    }
}
