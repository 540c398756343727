/// The rules on single files.
enum StyleRules {
    static let fileLines = 450
    static let functionLines = 70
    static let columns = 110

    static func length(_ source: SwiftSource) -> [Violation] {
        let count = source.lines.last?.isEmpty == true ? source.lines.count - 1 : source.lines.count
        guard count > fileLines else { return [] }
        return [
            Violation(
                path: source.path, line: count, message: "\(count) lines; one idea fits in \(fileLines)")
        ]
    }

    static func functions(_ source: SwiftSource) -> [Violation] {
        source.functions.filter { $0.lineCount > functionLines }.map {
            Violation(
                path: source.path, line: $0.line,
                message: "a function of \($0.lineCount) lines; \(functionLines) fit a screen")
        }
    }

    /// The text of literals does not count: a user agent's name, or the server's message, breaks nowhere.
    static func width(_ source: SwiftSource) -> [Violation] {
        source.lines.indices.compactMap { index in
            // A byte count that fits is a column count that fits, and is quick.
            let line = source.lines[index]
            guard line.utf8.count > columns, line.count > columns else { return nil }
            guard source.code[index].count + source.comments[index].count > columns else { return nil }
            return Violation(
                path: source.path, line: index + 1, message: "\(line.count) columns of \(columns)")
        }
    }

    /// What not to write, and what to write in its place. The words are taken apart here, so that this file
    /// does not find itself.
    private static let idioms: [(idiom: String, instead: String)] = [
        ("try" + "!", "let the error out"),
        ("as" + "!", "as? and a decision"),
        ("fatal" + "Error(\"", "throw; or precondition, with the reason why it cannot be false"),
        ("fatal" + "Error()", "throw; or precondition, with the reason why it cannot be false"),
        ("unsafe" + "BitCast(", "a conversion that the compiler checks"),
    ]

    static func idioms(_ source: SwiftSource) -> [Violation] {
        let words = idioms.flatMap { idiom, instead in
            found(idiom, in: source.code(with: idiom), of: source, message: "\(idiom): \(instead)")
        }
        let singletons = source.code(with: ".shared").filter { $0.line.contains(#/\b[A-Z]\w*\.shared\b/#) }
        return words
            + singletons.map {
                Violation(path: source.path, line: $0.number, message: "a singleton: pass the object in")
            }
    }

    private static func found(
        _ word: String, in lines: [(number: Int, line: Substring)], of source: SwiftSource, message: String
    ) -> [Violation] {
        lines.filter { contains(word, in: $0.line) }.map {
            Violation(path: source.path, line: $0.number, message: message)
        }
    }

    /// Whether `line` has `word` as a word of its own: the force of a try, but not the name of a retry.
    private static func contains(_ word: String, in line: Substring) -> Bool {
        func isPart(_ character: Character?) -> Bool {
            character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
        }
        return line.ranges(of: word).contains { range in
            let startsInside = isPart(word.first) && isPart(line[..<range.lowerBound].last)
            let endsInside = isPart(word.last) && isPart(line[range.upperBound...].first)
            return !startsInside && !endsInside
        }
    }

    private static let reminders = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]

    static func reminders(_ source: SwiftSource) -> [Violation] {
        reminders.flatMap { word in
            found(word, in: source.comments(with: word), of: source, message: "\(word): do it, or leave it")
        }
    }

    private static let sleeps = ["sleep(", "usleep(", "nanosleep("]

    /// Tests wait for a signal, not for a time.
    static func sleeps(_ source: SwiftSource) -> [Violation] {
        sleeps.flatMap { call in
            found(
                call, in: source.code(with: call), of: source,
                message: "\(call)…): wait for what shall happen instead")
        }
    }

    private static let machinePaths = ["/wo" + "rk/", "/tmp/" + "dev"]

    /// Paths that exist on the machine of whoever wrote the line, and nowhere else.
    static func machinePaths(_ file: Repository.File) -> [Violation] {
        guard machinePaths.contains(where: file.text.contains) else { return [] }
        return file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap {
            index, line in
            machinePaths.filter { line.contains($0) }.map {
                Violation(path: file.path, line: index + 1, message: "\($0) is a path of one machine")
            }
        }
    }
}
