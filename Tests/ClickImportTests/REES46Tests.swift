import ClickImport
import ClickModel
import Foundation
import Testing

/// Rows of the form of the public data set, made up here.
let rees46Rows = """
    event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
    2019-10-01 00:00:00 UTC,view,44600062,2103807459,,shiseido,35.79,541312140,72d76fde
    2019-10-01 00:00:01 UTC,cart,1004856,2053013555,electronics.phone,samsung,130.76,543272936,8187d148
    2019-10-01 00:00:02 UTC,purchase,1004856,2053013555,electronics.phone,,130.76,543272936,8187d148
    2019-10-01 00:00:02 UTC,remove_from_cart,5,7,,,0.00,9,
    """

@Suite struct REES46Tests {
    @Test func `each column goes to its field, and an empty one nowhere`() throws {
        let imported = try Imported(rees46Rows, .rees46)
        #expect(imported.refusals == [])
        #expect(imported.clicks.map(\.line) == [2, 3, 4, 5])
        #expect(imported.clicks.map(\.key) == ["541312140", "543272936", "543272936", "9"])
        #expect(imported.clicks[1].eventTime == 1_569_888_001_000_000)
        let ids = imported.ids
        #expect(
            imported.records[0] == #"{"event_id":"\#(ids[0])","event_time":"2019-10-01T00:00:00.000Z","#
                + #""event_type":"view_item","product_id":"44600062","brand":"shiseido","price":35.79,"#
                + #""user_id":"541312140","session_id":"72d76fde","#
                + #""source":"import","properties":{"category_id":"2103807459"}}"#)
        #expect(
            imported.records[2] == #"{"event_id":"\#(ids[2])","event_time":"2019-10-01T00:00:02.000Z","#
                + #""event_type":"purchase","quantity":1,"product_id":"1004856","#
                + #""category":"electronics.phone","price":130.76,"user_id":"543272936","#
                + #""session_id":"8187d148","source":"import","#
                + #""properties":{"category_id":"2053013555"}}"#)
        #expect(imported.records[1].contains(#""event_type":"add_to_cart""#))
        #expect(imported.records[1].contains("quantity") == false)
        #expect(imported.records[3].contains(#""event_type":"remove_from_cart""#))
        #expect(imported.records[3].contains("session_id") == false)
    }

    @Test func `columns may come in another order, and further ones are kept`() throws {
        let text = """
            user_id,user_session,price,brand,category_code,category_id,product_id,event_type,event_time,note
            9,s,1,b,c,7,5,view,2019-10-01 00:00:00 UTC,"good, they say"
            """
        let imported = try Imported(text, .rees46)
        #expect(imported.records.count == 1)
        #expect(imported.records[0].contains(#""properties":{"category_id":"7","note":"good, they say"}"#))
    }

    @Test func `a row that is no event is refused with its line, and the rest goes on`() throws {
        let header =
            "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n"
        let rows: [(String, String)] = [
            ("yesterday,view,1,2,,,1.00,3,s", "event_time is \"yesterday\""),
            (",view,1,2,,,1.00,3,s", "event_time is empty"),
            ("2019-10-01 00:00:00 UTC,look,1,2,,,1.00,3,s", "event_type is \"look\""),
            ("2019-10-01 00:00:00 UTC,,1,2,,,1.00,3,s", "event_type is missing"),
            ("2019-10-01 00:00:00 UTC,view,1,2,,,1e5,3,s", "price is \"1e5\""),
            ("2019-10-01 00:00:00 UTC,view,1,2,,,\"1,50\",3,s", "price is \"1,50\""),
            ("2019-10-01 00:00:00 UTC,view,1,2,,,99999999999999999,3,s", "price is"),
            ("2019-10-01 00:00:00 UTC,view,1,2,,,1.00,,s", "user_id is missing"),
            ("2019-10-01 00:00:00 UTC,view,1,2", "4 fields"),
            ("1919-10-01 00:00:00 UTC,view,1,2,,,1.00,3,s", "event_time is"),
            ("2019-10-01 00:00:00 UTC,view,1,2,,a\0b,1.00,3,s", "NUL"),
            ("2019-10-01 00:00:00 UTC,view,1,2,,,1.00,\(String(repeating: "3", count: 200)),s", "user_id"),
        ]
        let good = "2019-10-01 00:00:00 UTC,view,1,2,,,1.00,3,s"
        let imported = try Imported(header + rows.map { $0.0 + "\n" }.joined() + good, .rees46)
        #expect(imported.clicks.map(\.line) == [rows.count + 2])
        #expect(imported.refusals.map(\.line) == Array(2..<(rows.count + 2)))
        for (refusal, row) in zip(imported.refusals, rows) {
            #expect(refusal.reason.contains(row.1), "\(refusal)")
            #expect(refusal.reason.hasSuffix("."))
        }
    }

    @Test func `bytes that are not UTF-8 are refused`() throws {
        var bytes = Array(rees46Rows.utf8)
        let brand = try #require(String(decoding: bytes, as: UTF8.self).range(of: "shiseido"))
        let text = String(decoding: bytes, as: UTF8.self)
        bytes[text.utf8.distance(from: text.startIndex, to: brand.lowerBound)] = 0xE9
        let imported = try Imported(MemorySource(bytes), .rees46)
        #expect(imported.refusals.map(\.line) == [2])
        #expect(imported.clicks.count == 3)
    }

    @Test func `a file without the columns is refused as a whole, in one sentence`() {
        #expect(throws: ImportError.noHeader) { try Imported("", .rees46) }
        let error = #expect(throws: ImportError.self) { try Imported("event_time,user_id\n", .rees46) }
        #expect(error?.description.contains("lacks event_type, product_id") == true)
    }

    static let sample: String = {
        if let path = ProcessInfo.processInfo.environment["CLICKSTREAM_TEST_DATA"] {
            return path + "/rees46-2019-10-sample.csv"
        }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return root.deletingLastPathComponent().path + "/shared/data/rees46-2019-10-sample.csv"
    }()

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: sample),
            "needs the public REES46 sample; CLICKSTREAM_TEST_DATA names its directory"))
    func `the public sample comes through whole, each row an event of its own`() throws {
        let imported = try Imported(FileSource(path: Self.sample), .rees46)
        #expect(imported.refusals == [])
        #expect(imported.clicks.count == 5019)
        #expect(Set(imported.ids).count == 5019)
        var types: [String: Int] = [:]
        var revenue: Decimal = 0
        for record in imported.records {
            let object = try JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any]
            let type = try #require(object?["event_type"] as? String)
            types[type, default: 0] += 1
            guard type == "purchase" else { continue }
            let price = try #require(record.split(separator: "\"price\":").last).prefix { $0 != "," }
            revenue += try #require(Decimal(string: String(price)))
        }
        #expect(types == ["view_item": 4915, "add_to_cart": 50, "purchase": 54])
        // Computed from the file's lines alone.
        var expected: Decimal = 0
        for line in try String(contentsOfFile: Self.sample, encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields[1] == "purchase" else { continue }
            expected += try #require(Decimal(string: String(fields[6])))
        }
        #expect(revenue == expected)
        let again = try Imported(FileSource(path: Self.sample), .rees46)
        #expect(again.clicks == imported.clicks)
    }
}
