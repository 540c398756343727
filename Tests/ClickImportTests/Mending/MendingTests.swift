import Testing

@testable import ClickImport

/// What `--map` and `--set` do to a record.
@Suite struct MendingTests {
    private func mended(
        _ record: String, maps: [String] = [], sets: [String] = [], key: String? = nil
    ) throws -> String? {
        let mending = try Mending(maps: maps, sets: sets)
        return JSONMembers(parsing: Array(record.utf8)).map {
            String(
                decoding: mending.applied(
                    to: $0, key: key.map { Array($0.utf8) }, timestamp: 1_700_000_000_123
                )
                .text, as: UTF8.self)
        }
    }

    @Test func `a member that is mapped takes the field's place, and its old value goes`() throws {
        #expect(
            try mended(#"{"ts":"2026-03-01T12:00:00Z","event_time":"soon","x":1}"#, maps: ["event_time=ts"])
                == #"{"event_time":"2026-03-01T12:00:00Z","x":1}"#)
        #expect(
            try mended(#"{"event_time":null,"ts":5}"#, maps: ["event_time=ts"]) == #"{"event_time":5}"#)
    }

    @Test func `a member that is not there changes nothing`() throws {
        let record = #"{"event_time":"soon","ts":null}"#
        #expect(try mended(record, maps: ["event_time=ts", "user_id=visitor"]) == record)
    }

    @Test func `two members change places, and one member can give two fields`() throws {
        #expect(
            try mended(
                #"{"user_id":"a","session_id":"b"}"#, maps: ["user_id=session_id", "session_id=user_id"])
                == #"{"session_id":"a","user_id":"b"}"#)
        #expect(
            try mended(#"{"v":"a"}"#, maps: ["user_id=v", "properties.visitor=v"])
                == #"{"user_id":"a","visitor":"a"}"#)
    }

    @Test func `key and timestamp of the record can be taken`() throws {
        #expect(
            try mended(
                #"{"a":1,"event_time":0}"#, maps: ["user_id=@key", "event_time=@timestamp"], key: "v\"7")
                == #"{"a":1,"user_id":"v\"7","event_time":1700000000123}"#)
        #expect(try mended(#"{"user_id":1}"#, maps: ["user_id=@key"]) == #"{"user_id":1}"#)
    }

    @Test func `a constant fills what is missing or null, and nothing else`() throws {
        let sets = ["source=web", "price=19.90", "quantity=2", "is_bot=false", "properties.batch=7"]
        #expect(
            try mended(#"{"source":"api","price":null}"#, sets: sets)
                == #"{"source":"api","price":19.90,"quantity":2,"is_bot":false,"batch":"7"}"#)
        #expect(
            try mended("{}", sets: ["event_time=1700000000000"]) == #"{"event_time":1700000000000}"#)
        #expect(
            try mended("{}", sets: [#"properties={"a":[1]}"#, "user_id=\u{1B}\"\\"])
                == #"{"properties":{"a":[1]},"user_id":"\u001b\"\\"}"#)
    }

    @Test func `what is not named keeps its text to the last digit`() throws {
        let rest =
            #""big":123456789012345678901234567890.10000000000000000001e-7,"o":{ "a" : [1.0, "}\"" , {}] },"é":"\u00e9\/""#
        #expect(
            try mended("  { \(rest) , \"ts\" : 1.50 }\n", maps: ["event_time=ts"])
                == "{\(rest),\"event_time\":1.50}")
    }

    @Test func `what is no object whose members can be told apart is left alone`() {
        let texts = [
            "", " ", "[]", "1", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1}}", "{\"a\":1} x",
            "{\"a\":[1}",
            "{\"a\":\"}", "{a:1}", "{\"a\":1,}", "{\"\\ud800\":1}", "{\"a\":\"\\",
        ]
        for text in texts.dropLast() {
            if let members = JSONMembers(parsing: Array(text.utf8)) {
                // A bracket of the wrong kind is for the decoder to find.
                #expect(text == "{\"a\":[1}", "\(text): \(members)")
            }
        }
        #expect(JSONMembers(parsing: Array(texts[texts.count - 1].utf8)) == nil)
    }

    @Test func `options that make no sense are told with what does`() {
        let faults: [(maps: [String], sets: [String], says: String)] = [
            (["event_time"], [], "field=member"), (["event_time="], [], "field=member"),
            (["=ts"], [], "--map"),
            (["evnt_time=ts"], [], "evnt_time"), (["properties.=ts"], [], "properties."),
            (["properties.price=p"], [], "properties.price"), (["price=a", "price=b"], [], "twice"),
            ([], ["price=cheap"], "19.99"), ([], ["price=1e5"], "number"), ([], ["price=01"], "number"),
            ([], ["is_bot=yes"], "true or false"), ([], ["properties=1"], "object"),
            ([], ["source"], "field=value"),
        ]
        for fault in faults {
            let error = #expect(throws: MendingError.self) {
                try Mending(maps: fault.maps, sets: fault.sets)
            }
            #expect(error?.description.contains(fault.says) == true, "\(String(describing: error))")
        }
    }
}
