import ClickModel
import Foundation
import Testing

/// The codes are a promise to dashboards and scripts.
@Suite struct RejectionReasonTests {
    private static let promised = [
        "empty", "too_large", "invalid_utf8", "not_json", "not_an_object", "too_deep", "duplicate_field",
        "too_many_fields", "nul_character", "missing_field", "wrong_type", "too_long", "invalid_uuid",
        "invalid_event_type", "invalid_time", "implausible_time", "invalid_currency", "number_out_of_range",
        "refused_by_database",
    ]

    @Test func `no code was renamed or taken away`() {
        #expect(Set(Self.promised).isSubset(of: Set(ClickRejection.Reason.allCases.map(\.rawValue))))
    }

    @Test func `each has one sentence of its own`() {
        let sentences = ClickRejection.Reason.allCases.map(\.meaning)
        #expect(Set(sentences).count == sentences.count)
        for sentence in sentences {
            #expect(sentence.hasSuffix(".") && !sentence.dropLast().contains(". "), "\(sentence)")
        }
    }

    @Test func `each is in the documentation`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("docs/event.md"), encoding: .utf8)
        for reason in ClickRejection.Reason.allCases {
            #expect(text.contains("| `\(reason.rawValue)` |"), "\(reason.rawValue)")
        }
    }
}
