import Testing

@testable import ClickImport

@Suite struct CSVReaderTests {
    private enum Row: Equatable {
        case fields(Int, [String])
        case refused(Int)
    }

    private func rows(_ text: String, step: Int = .max, delimiter: String = ",", limit: Int = 1000) throws
        -> [Row]
    {
        let delimiter = delimiter.utf8.first ?? 0
        var reader = CSVReader(MemorySource(Array(text.utf8), step: step), delimiter: delimiter, limit: limit)
        var rows: [Row] = []
        while let row = try reader.next() {
            switch row {
            case .record(let line):
                rows.append(.fields(line, reader.fields))
            case .refused(let refusal): rows.append(.refused(refusal.line))
            }
        }
        return rows
    }

    /// Text and its rows; each is read in pieces of every size too.
    private static let examples: [(String, [(Int, [String])])] = [
        ("", []),
        ("\n\r\n\n", []),
        ("a", [(1, ["a"])]),
        ("a,b\n", [(1, ["a", "b"])]),
        ("a,b\r\nc,d\r\n", [(1, ["a", "b"]), (2, ["c", "d"])]),
        (",\n", [(1, ["", ""])]),
        ("a,\r\n,b", [(1, ["a", ""]), (2, ["", "b"])]),
        ("\"a\",\"\"\n", [(1, ["a", ""])]),
        ("\"a,b\",\"c\"\"d\"\r\n", [(1, ["a,b", "c\"d"])]),
        ("\"one\ntwo\r\nthree\",x\ny\n", [(1, ["one\ntwo\r\nthree", "x"]), (4, ["y"])]),
        ("a\"b,c\"\n", [(1, ["a\"b", "c\""])]),
        ("\u{FEFF}a,b\n", [(1, ["a", "b"])]),
        ("\u{FEFF}", []),
        ("\u{FEFF}\"a\"\n", [(1, ["a"])]),
        ("é,😀\n\n\nz\n", [(1, ["é", "😀"]), (4, ["z"])]),
        ("a\rb,\r\n", [(1, ["a\rb", ""])]),
        ("\"\"\n", []),
        ("\"a\"\"\"\"b\"", [(1, ["a\"\"b"])]),
    ]

    @Test(arguments: 0..<examples.count) func `records are read as RFC 4180 says, in pieces of any size`(
        example: Int
    ) throws {
        let (text, expected) = Self.examples[example]
        for step in [1, 2, 3, 5, 7, .max] {
            #expect(try rows(text, step: step) == expected.map { .fields($0, $1) })
        }
    }

    @Test func `another delimiter can be used`() throws {
        #expect(try rows("a;b,c;\"d;e\"\n", delimiter: ";") == [.fields(1, ["a", "b,c", "d;e"])])
        #expect(try rows("a\tb\n", delimiter: "\t") == [.fields(1, ["a", "b"])])
    }

    @Test(arguments: [1, 2, 3, .max]) func `a broken record is refused, and the next line is read`(step: Int)
        throws
    {
        #expect(try rows("\"a\"b,c\nd,e\n", step: step) == [.refused(1), .fields(2, ["d", "e"])])
        #expect(try rows("a,\"b\" \nc\n", step: step) == [.refused(1), .fields(2, ["c"])])
        #expect(try rows("a,b\nc,\"d\ne\n", step: step) == [.fields(1, ["a", "b"]), .refused(2)])
    }

    @Test(arguments: [1, 7, .max]) func `a quote that is never closed costs a bounded part of the file`(
        step: Int
    ) throws {
        let line = "0123456789,0123456789\n"
        let text = "\"open," + String(repeating: line, count: 100)
        let read = try rows(text, step: step, limit: 200)
        #expect(read.first == .refused(1))
        #expect(read.count > 85)
        #expect(
            read.dropFirst().allSatisfy {
                if case .fields(_, let fields) = $0 { fields.count == 2 } else { false }
            })
        #expect(read.last == .fields(100, ["0123456789", "0123456789"]))
    }

    @Test func `a long record of any shape is refused without being kept`() throws {
        let limit = 50
        for long in [
            String(repeating: "a", count: 60), String(repeating: ",", count: 60),
            "\"" + String(repeating: "\"\"", count: 60) + "\"", String(repeating: "a,", count: 30),
        ] {
            #expect(try rows("\(long)\nb\n", limit: limit) == [.refused(1), .fields(2, ["b"])])
        }
    }

    @Test func `what is written by the rules is read back, whatever it is`() throws {
        var seed: UInt64 = 7
        func next(_ bound: UInt64) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((seed >> 33) % bound)
        }
        let pieces = ["a", "\"", ",", "\n", "\r\n", "\r", " ", "é", "", "xyz"]
        for round in 0..<300 {
            let table = (0...next(4)).map { _ in
                (0...(next(4) + 1)).map { _ in (0..<next(6)).map { _ in pieces[next(10)] }.joined() }
            }
            let text = table.map { row in
                row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
            }.joined(separator: round % 2 == 0 ? "\n" : "\r\n")
            let read = try rows(text, step: round % 9 + 1)
            #expect(
                read.map { if case .fields(_, let fields) = $0 { fields } else { [] } } == table,
                "round \(round)")
        }
    }
}
