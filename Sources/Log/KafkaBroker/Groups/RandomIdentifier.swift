/// The random part of a member's id.
enum RandomIdentifier {
    /// 32 hexadecimal digits, grouped as those of a UUID are.
    static func next() -> String {
        let groups = [8, 4, 4, 4, 12].map { digits in
            let text = String(UInt64.random(in: 0...UInt64.max) >> (64 - digits * 4), radix: 16)
            return String(repeating: "0", count: digits - text.count) + text
        }
        return groups.joined(separator: "-")
    }
}
