import Testing

@testable import ClickConsole

/// What the pages say, in every language that they offer.
@Suite struct TranslationTests {
    private let files = EmbeddedPages().texts { $0.hasSuffix(".js") }

    /// Texts in English that are shown: what `t()` is given, the names of pages, and the choices of lists.
    private func keys(_ text: String) -> Set<String> {
        let patterns = [
            #/\bt\(\s*"((?:[^"\\]|\\.)*)"/#, #/\barea: "((?:[^"\\]|\\.)*)"/#,
            #/\barea: "[^"]*", name: "((?:[^"\\]|\\.)*)"/#, #/\["[a-z_0-9]+", "((?:[^"\\]|\\.)*)"\]/#,
        ]
        // A number is the same in every language.
        return Set(patterns.flatMap { pattern in text.matches(of: pattern).map { String($0.1) } }).filter {
            $0.contains(where: \.isLetter)
        }
    }

    @Test func `every text of the pages has its French`() throws {
        let table = try #require(files["french.js"])
        let french = Dictionary(
            table.matches(of: #/(?m)^  "((?:[^"\\]|\\.)*)": "((?:[^"\\]|\\.)*)",$/#).map {
                (String($0.1), String($0.2))
            }
        ) { first, _ in first }
        #expect(french.count > 250)
        for (name, text) in files where !["french.js", "words.js"].contains(name) {
            for key in keys(text).sorted() {
                guard let words = french[key] else {
                    Issue.record("\(name): \"\(key)\" has no French in french.js")
                    continue
                }
                let values = #/\{\w+\}/#
                #expect(
                    key.matches(of: values).map(\.output).sorted()
                        == words.matches(of: values).map(\.output).sorted(),
                    "\(key): the values in braces are not those of its French")
            }
        }
    }

    @Test func `the texts of the pages are found at all`() {
        let found = files.values.reduce(into: Set<String>()) { $0.formUnion(keys($1)) }
        #expect(found.isSuperset(of: ["Latest clicks", "Pipeline", "Log in", "Not broken down", "Live"]))
        #expect(found.count > 250)
    }

    @Test func `no text is translated twice`() throws {
        let table = try #require(files["french.js"])
        let keys = table.matches(of: #/(?m)^  "((?:[^"\\]|\\.)*)": /#).map { String($0.1) }
        let twice = Dictionary(grouping: keys, by: \.self).filter { $1.count > 1 }.keys
        #expect(twice.isEmpty, "\(twice)")
    }
}
