/// Tells what is new in a stream of log lines in which a client repeats itself for as long as a broker is
/// down.
///
/// Lines count as alike when they differ only in digits or in what stands in brackets: times, attempts,
/// counts of suppressed lines.
package struct LogRepetition {
    /// Lines of one outage that are remembered; with more the oldest are forgotten, and said again.
    package static let capacity = 64

    private var seen: [String] = []

    package init() {}

    /// - Returns: whether `line` is the first of its kind since the last `reset`.
    package mutating func isNew(_ line: String) -> Bool {
        let kind = Self.kind(of: line)
        if seen.contains(kind) { return false }
        if seen.count == Self.capacity { seen.removeFirst() }
        seen.append(kind)
        return true
    }

    /// The outage is over: from now on everything is news again.
    /// - Returns: whether anything had been said.
    package mutating func reset() -> Bool {
        defer { seen.removeAll() }
        return !seen.isEmpty
    }

    /// A line without what stands in brackets, such as `(after 3ms in state CONNECT, 30 identical error(s)
    /// suppressed)`, and with one mark for each number.
    package static func kind(of line: String) -> String {
        var kind: [UInt8] = []
        var depth = 0
        for byte in line.utf8 {
            let isClosing = byte == UInt8(ascii: ")")
            if isClosing, depth > 0 { depth -= 1 }
            if depth == 0 {
                let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                if !isDigit { kind.append(byte) } else if kind.last != mark { kind.append(mark) }
            }
            if byte == UInt8(ascii: "(") { depth += 1 }
        }
        return String(decoding: kind, as: UTF8.self)
    }

    private static let mark = UInt8(ascii: "#")
}
