/// Finds browser, operating system, device and bots in a user agent, by `UserAgentRule.table`.
///
/// A pure function of the text, in one pass over at most its first `most` bytes: rules are looked up by their
/// first byte. About a microsecond for a usual user agent.
package struct UserAgentClassifier {
    /// Bytes that are looked at. Longer user agents are made up, or end in what nobody needs.
    static let most = 1024

    private let rules: [UserAgentRule]
    /// For each first byte, the index of its first rule; then for each rule, that of the next one. -1 ends.
    private let firstRule: [Int]
    private let nextRule: [Int]

    package init() {
        let rules = UserAgentRule.table
        self.rules = rules
        var firstRule = Array(repeating: -1, count: 256)
        var nextRule = Array(repeating: -1, count: rules.count)
        for index in rules.indices.reversed() {
            let byte = Int(rules[index].token.utf8Start[0])
            nextRule[index] = firstRule[byte]
            firstRule[byte] = index
        }
        self.firstRule = firstRule
        self.nextRule = nextRule
    }

    package func traits(of userAgent: BorrowedBytes) -> UserAgentTraits {
        guard let start = userAgent.start else { return UserAgentTraits() }
        let count = min(userAgent.count, Self.most)
        var found = Findings()
        var isAfterWord = false
        for index in 0..<count {
            var rule = firstRule[Int(Self.lower(start[index]))]
            while rule >= 0 {
                let candidate = rules[rule]
                if candidate.isAnywhere || !isAfterWord, Self.matches(candidate, start, index, count) {
                    found.note(candidate.subject, rule)
                }
                rule = nextRule[rule]
            }
            isAfterWord = Self.isAlphanumeric(start[index])
        }
        return traits(found)
    }

    private func traits(_ found: Findings) -> UserAgentTraits {
        var traits = UserAgentTraits()
        if found.device < rules.count { traits.device = BorrowedBytes(rules[found.device].name) }
        if found.browser < rules.count { traits.browser = BorrowedBytes(rules[found.browser].name) }
        if found.os < rules.count { traits.os = BorrowedBytes(rules[found.os].name) }
        if found.bot < rules.count {
            traits.isBot = true
            // Crawlers name the browser that they imitate, too.
            traits.browser = BorrowedBytes(rules[found.bot].name)
        }
        return traits
    }

    /// The first rule found for each subject; beyond the table where there is none.
    private struct Findings {
        var bot = Int.max
        var browser = Int.max
        var os = Int.max
        var device = Int.max

        mutating func note(_ subject: UserAgentRule.Subject, _ rule: Int) {
            switch subject {
            case .bot: bot = min(bot, rule)
            case .browser: browser = min(browser, rule)
            case .os: os = min(os, rule)
            case .device: device = min(device, rule)
            }
        }
    }

    private static func matches(
        _ rule: UserAgentRule, _ start: UnsafePointer<UInt8>, _ index: Int, _ count: Int
    ) -> Bool {
        let token = rule.token.utf8Start
        let length = rule.token.utf8CodeUnitCount
        guard index + length <= count else { return false }
        for offset in 0..<length where lower(start[index + offset]) != token[offset] { return false }
        return !isPhone(rule, start, index, count)
    }

    /// Cubot makes phones, and words such as "bottom" go on: neither is a bot.
    private static func isPhone(
        _ rule: UserAgentRule, _ start: UnsafePointer<UInt8>, _ index: Int, _ count: Int
    ) -> Bool {
        guard rule.isAnywhere, rule.token.utf8CodeUnitCount == 3 else { return false }
        if index + 3 < count, lower(start[index + 3]) &- 0x61 < 26 { return true }
        return index >= 2 && lower(start[index - 2]) == 0x63 && lower(start[index - 1]) == 0x75
    }

    @inline(__always)
    private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    @inline(__always)
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
    }
}
