/// A place in every partition of a topic, as a parameter of an address: `0:120-3:88`.
enum MessageCursor {
    static func text(_ places: [(partition: Int32, offset: Int64)]) -> String {
        places.map { "\($0.partition):\($0.offset)" }.joined(separator: "-")
    }

    /// - Returns: `nil` for what is none.
    static func parse(_ text: String) -> [Int32: Int64]? {
        var places: [Int32: Int64] = [:]
        if text.isEmpty { return places }
        for part in text.split(separator: "-", omittingEmptySubsequences: false) {
            let numbers = part.split(separator: ":", omittingEmptySubsequences: false)
            guard numbers.count == 2, let partition = Int32(numbers[0]), let offset = Int64(numbers[1]),
                partition >= 0, offset >= 0
            else { return nil }
            places[partition] = offset
        }
        return places
    }
}
