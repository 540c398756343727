import Foundation
import KafkaProtocol
import Testing

@Suite struct Documents {
    /// The table in docs/kafka.md is what `APIKey` says, so that it stays true.
    @Test func `the document names every request with its versions, in order, and no other`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/kafka.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.wholeMatch(of: #/\| \d+ \|.*/#) != nil }
        let found = rows.map { row in
            row.split(separator: "|").prefix(3).map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let expected = APIKey.allCases.map { api in
            let (first, last) = (api.versions.lowerBound, api.versions.upperBound)
            return ["\(api.rawValue)", api.name, first == last ? "\(first)" : "\(first) to \(last)"]
        }
        #expect(found == expected)
    }
}
