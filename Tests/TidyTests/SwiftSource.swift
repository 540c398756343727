/// A Swift file, with its code told from its comments and literals.
///
/// No parser: enough of the lexical grammar to know what is code. Regex literals are taken for code.
struct SwiftSource: Sendable {
    let path: String
    private let text: String
    let lines: [Substring]
    /// The lines with comments, and the insides of string literals and of `quoted` names, left out.
    let code: [Substring]
    /// The lines' comments alone.
    let comments: [Substring]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        var lexer = SwiftLexer(text)
        lexer.run()
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        code = String(decoding: lexer.code, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        comments = String(decoding: lexer.comments, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The lines of code that have `words` somewhere, with their numbers. Quick where the file has none.
    func code(with words: String) -> [(number: Int, line: Substring)] { lines(of: code, with: words) }

    func comments(with words: String) -> [(number: Int, line: Substring)] { lines(of: comments, with: words) }

    private func lines(of part: [Substring], with words: String) -> [(number: Int, line: Substring)] {
        guard text.contains(words) else { return [] }
        return part.indices.filter { part[$0].contains(words) }.map { (number: $0 + 1, line: part[$0]) }
    }

    struct Import: Equatable, Sendable {
        let module: String
        let line: Int
        let hasAccessLevel: Bool
    }

    private static let accessLevels: Set<Substring> = [
        "public", "package", "internal", "fileprivate", "private",
    ]
    private static let importKinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
    ]

    var imports: [Import] {
        code.enumerated().compactMap { index, line in
            let words = line.split(separator: " ")
            guard let position = words.firstIndex(of: "import"),
                words[..<position].allSatisfy({ $0.hasPrefix("@") || Self.accessLevels.contains($0) })
            else { return nil }
            let rest = words[(position + 1)...].drop { Self.importKinds.contains($0) }
            guard let name = rest.first?.split(separator: ".").first else { return nil }
            return Import(
                module: String(name), line: index + 1,
                hasAccessLevel: words[..<position].contains { Self.accessLevels.contains($0) })
        }
    }

    struct Function: Equatable, Sendable {
        let line: Int
        let lineCount: Int
    }

    /// Every `func`, `init`, `deinit` and `subscript` with a body, from its first line to its closing brace.
    var functions: [Function] {
        var found: [Function] = []
        for (index, line) in code.enumerated() where Self.beginsFunction(line) {
            if let end = endOfBody(from: index) {
                found.append(Function(line: index + 1, lineCount: end - index + 1))
            }
        }
        return found
    }

    private static func beginsFunction(_ line: Substring) -> Bool {
        let words = line.split { $0 == " " || $0 == "(" || $0 == "<" || $0 == "?" || $0 == "{" }
        guard let keyword = words.first(where: { !isModifier($0) }) else { return false }
        if keyword == "init" {
            return line.contains("init(") || line.contains("init?(") || line.contains("init<")
        }
        return ["func", "deinit", "subscript"].contains(keyword)
    }

    private static func isModifier(_ word: Substring) -> Bool {
        let modifiers: Set<Substring> = [
            "public", "package", "internal", "fileprivate", "private", "static", "class", "final", "override",
            "mutating", "nonmutating", "consuming", "borrowing", "nonisolated", "isolated", "convenience",
            "required", "indirect", "prefix", "postfix", "infix", "async",
        ]
        return modifiers.contains(word) || word.hasPrefix("@")
    }

    /// The index of the line that closes the first brace opened outside parentheses at or after `start`;
    /// `nil` for a declaration without a body.
    private func endOfBody(from start: Int) -> Int? {
        var braces = 0
        var parentheses = 0
        for index in start..<code.count {
            if index > start, braces == 0, parentheses == 0, Self.endsDeclaration(code[index]) { return nil }
            for byte in code[index].utf8 {
                switch byte {
                case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
                case UInt8(ascii: "{"): braces += 1
                case UInt8(ascii: "}"):
                    braces -= 1
                    if braces < 0 { return nil }
                    if braces == 0, parentheses <= 0 { return index }
                default: break
                }
            }
        }
        return nil
    }

    /// Whether a line cannot belong to the signature of the function above it.
    private static func endsDeclaration(_ line: Substring) -> Bool {
        let text = line.drop { $0 == " " }
        if text.isEmpty || text.hasPrefix("}") || beginsFunction(line) { return true }
        return ["var ", "let ", "static ", "package ", "associatedtype "].contains(where: text.hasPrefix)
    }
}
