import ClickImport
import ClickModel
import Testing

@Suite struct MappingTests {
    private func csv(_ mapping: [String], delimiter: UInt8 = UInt8(ascii: ",")) throws -> ImportFormat {
        .csv(try ColumnMapping(parsing: mapping), delimiter: delimiter)
    }

    @Test func `columns go where the mapping says, by their own names, or to the properties`() throws {
        let text = #"""
            when,visitor,event_type,cost,count,robot,colour,empty
            1569888000,v 1,view_item, 12.50 ,2,no,"red ""dark""",
            """#
        let mapping = [
            "event_time=when", "user_id=visitor", "price=cost", "quantity=count", "is_bot=robot",
            "currency:=EUR",
            "properties.shop:=north",
        ]
        let imported = try Imported(text, csv(mapping))
        #expect(imported.refusals == [])
        #expect(
            imported.records == [
                #"{"event_id":"\#(imported.ids[0])","event_time":"2019-10-01T00:00:00.000Z","user_id":"v 1","#
                    + #""price":12.5,"quantity":2,"is_bot":false,"currency":"EUR","event_type":"view_item","#
                    + #""source":"import","properties":{"shop":"north","colour":"red \"dark\""}}"#
            ])
    }

    @Test func `identities, sources and properties of the file's own are kept`() throws {
        let text = #"""
            event_id;event_type;event_time;user_id;source;properties
            0195a5a5-0000-7000-8000-000000000001;search;2019-10-01;u;app;"{""a"":1}"
            ;search;2019-10-01;u;;
            17;search;2019-10-01;u;app;
            0195a5a5-0000-7000-8000-000000000002;search;2019-10-01;u;app;[1]
            """#
        let imported = try Imported(text, csv([], delimiter: UInt8(ascii: ";")))
        #expect(imported.clicks.map(\.line) == [2, 3])
        #expect(imported.refusals.map(\.line) == [4, 5])
        #expect(imported.ids[0] == "0195a5a5-0000-7000-8000-000000000001")
        #expect(imported.records[0].hasSuffix(#""source":"app","properties":{"a":1}}"#))
    }

    @Test func `columns beside one of properties are kept too`() throws {
        let text =
            "event_type,event_time,user_id,properties,note\nsearch,2019-10-01,u,\"{\"\"a\"\":1}\",hello\n"
        let imported = try Imported(text, csv([]))
        #expect(imported.refusals == [])
        #expect(imported.records[0].hasSuffix(#","properties":{"a":1},"source":"import","note":"hello"}"#))
    }

    @Test func `a purchase without a quantity stays without one`() throws {
        let text = "event_type,event_time,user_id\npurchase,2019-10-01,u\n"
        #expect(try Imported(text, csv([])).records[0].contains("quantity") == false)
    }

    @Test(arguments: [
        ("user_id", ImportError.unreadableMapping("user_id")), ("=x", .unreadableMapping("=x")),
        (":=x", .unreadableMapping(":=x")), ("user_id=", .unreadableMapping("user_id=")),
        ("userid=x", .unknownField("userid")), ("properties.=x", .unknownField("properties.")),
    ]) func `a mapping that cannot be meant is refused`(text: String, expected: ImportError) {
        #expect(throws: expected) { try ColumnMapping(parsing: [text]) }
    }

    @Test func `a mapping that does not fit the file is refused in one sentence`() throws {
        let header = "a,b,event_type\n"
        #expect(throws: ImportError.unknownColumn("c", field: "user_id", found: ["a", "b", "event_type"])) {
            try Imported(header, csv(["user_id=c"]))
        }
        #expect(throws: ImportError.mappedTwice("user_id")) { try csv(["user_id=a", "user_id=b"]) }
        #expect(throws: ImportError.mappedTwice("properties.a")) {
            try Imported("a,a,event_type\n", csv(["user_id:=x", "event_time:=2019-10-01"]))
        }
        let error = #expect(throws: ImportError.self) { try Imported(header, csv(["user_id=a"])) }
        #expect(error == .unmapped(field: "event_time", found: ["a", "b", "event_type"]))
        #expect(error?.description.contains("add --map event_time=COLUMN") == true)
    }
}
