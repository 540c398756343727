import ClickModel
import Testing

@testable import ClickImport

@Suite struct StableIDTests {
    private let row = "2019-10-01 00:00:00 UTC,view,1,2,,,1.00,3,s"
    private let header =
        "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session"

    @Test func `the same file gives the same identities, and rows that are alike get different ones`() throws
    {
        let text = ([header] + Array(repeating: row, count: 20) + [row + "x", row]).joined(separator: "\n")
        let first = try Imported(text, .rees46).ids
        #expect(Set(first).count == 22)
        #expect(try Imported(text, .rees46).ids == first)
        #expect(try Imported(text, .rees46, step: 3).ids == first)
        #expect(try Imported(text + "\n" + row, .rees46).ids.dropLast() == first[...])
    }

    @Test func `an identity does not hang on quotes, line ends or what is around the row`() throws {
        let plain = try Imported([header, row].joined(separator: "\n"), .rees46).ids
        let quoted = row.split(separator: ",", omittingEmptySubsequences: false).map { "\"\($0)\"" }
        let text = [header, row.replacing("view", with: "cart"), quoted.joined(separator: ",")]
        #expect(try Imported(text.joined(separator: "\r\n"), .rees46).ids.dropFirst() == plain[...])
    }

    @Test func `an identity is of version 8 and begins with the event's time`() throws {
        let id = try #require(
            try EventID(parsing: Imported([header, row].joined(separator: "\n"), .rees46).ids[0]))
        #expect(id.high >> 16 == 1_569_888_000_000)
        #expect(id.high >> 12 & 0xF == 8)
        #expect(id.low >> 62 == 2)
        // Recorded once: another value means that files imported before would be imported again.
        #expect(id.description == recordedID)
    }

    @Test func `rows that are alike are told apart within the memory, which is bounded`() {
        var ids = StableIDs(format: "test", generation: 10)
        func next(_ text: String) -> EventID {
            Array(text.utf8).withUnsafeBytes { ids.next($0, eventTime: 0) }
        }
        var seen: Set<EventID> = []
        for round in 0..<50 {
            // Always fewer than ten others between two that are alike.
            #expect(seen.insert(next("same")).inserted)
            for other in 0..<8 { #expect(seen.insert(next("\(round) \(other)")).inserted) }
        }
        // So far apart that the first is forgotten: taken for a repetition.
        let first = next("rare")
        for other in 0..<30 { _ = next("between \(other)") }
        #expect(next("rare") == first)
    }
}

private let recordedID = "016d849d-d800-8795-8523-d7249a760beb"
