import Foundation
import Testing

@testable import ClickConsole

/// What docs/console.md says is what the program does.
@Suite struct DocumentTests {
    private static let text: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return (try? String(contentsOf: root.appending(path: "docs/console.md"), encoding: .utf8)) ?? ""
    }()

    @Test func `every page that stands in a bar is in the list of pages`() {
        let scripts = EmbeddedPages().texts { $0.hasSuffix(".js") }.values
        let addresses = Set(
            scripts.flatMap { $0.matches(of: #/href: "(\/[a-z]*)", area:/#).map { String($0.1) } })
        #expect(addresses.count >= 12)
        for address in addresses { #expect(Self.text.contains("`\(address)`"), "\(address)") }
    }

    @Test func `masks, formats and limits are those of the program`() {
        for style in MaskingRules.Style.allCases {
            #expect(Self.text.contains("`\(style.rawValue)`"), "\(style)")
        }
        for field in MaskingRules.unmaskable { #expect(Self.text.contains("`\(field)`"), "\(field)") }
        for format in ["DEFAULT", "INT"] {
            #expect(KafdropFormats.Format(rawValue: format) != nil && Self.text.contains("`\(format)`"))
        }
        #expect(Self.text.contains("\(ConnectionLimits.connections) connections"))
        #expect(Self.text.contains("\(ConsoleServer.followers) pages that follow"))
        #expect(Self.text.contains("\(KafkaConnection.tails) tails, \(KafkaConnection.searches) searches"))
        #expect(MessagesPage.mostMessages == 500 && Self.text.contains("(500 at most)"))
        #expect(ListPart.mostRows == 200 && Self.text.contains("(up to 200)"))
    }

    @Test(arguments: [
        "price > 100 and event_type = 'purchase'",
        "user.tags contains 'vip' or not (properties.email = null)",
        "$headers.trace = 'a1' and $partition = 3 and order_id = 9007199254740993",
    ])
    func `its conditions are understood`(condition: String) throws {
        #expect(Self.text.contains(condition))
        _ = try FieldExpressionParser.parse(condition)
    }
}
