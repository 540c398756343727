import ClickModel
import Testing

@Suite struct `Properties and unknown fields` {
    private let decoder = ClickDecoder()

    private func properties(_ event: EventText) throws -> String? {
        try decoder.answer(event).get()["properties"]
    }

    @Test func `an event's own properties stay as they are written`() throws {
        let json = #"{ "a" : [1, 2.50, {"b": null}], "é\n": "x" }"#
        #expect(try properties(EventText().with("properties", json)) == json)
    }

    @Test func `unknown fields become members in the order of the record`() throws {
        let event = EventText().adding("b", #""x\ty""#).adding("a", "1.50").adding("c", "[true, null]")
            .adding("d", #"{"e":{}}"#)
        #expect(try properties(event) == #"{"b":"x\ty","a":1.50,"c":[true, null],"d":{"e":{}}}"#)
    }

    @Test func `unknown fields and own properties come together`() throws {
        let own = #"{"k":1,"l":[2]}"#
        let before = EventText().adding("a", "null").with("properties", own)
        let after = EventText().with("properties", own).adding("a", "null")
        #expect(try properties(before) == #"{"a":null,"k":1,"l":[2]}"#)
        #expect(try properties(after) == #"{"a":null,"k":1,"l":[2]}"#)
    }

    @Test func `nothing to keep is no properties`() throws {
        for json in ["{}", "{ \n }", "null"] {
            #expect(try properties(EventText().with("properties", json)) == nil)
            #expect(try properties(EventText().with("properties", json).adding("a", "1")) == #"{"a":1}"#)
        }
    }

    @Test func `an unknown field keeps what null says`() throws {
        #expect(try properties(EventText().adding("a", "null")) == #"{"a":null}"#)
    }

    @Test func `a member may be named like a field of the event`() throws {
        let json = #"{"user_id":"other","price":"free"}"#
        let click = try decoder.answer(EventText().with("properties", json)).get()
        #expect(click["properties"] == json)
        #expect(click["user_id"] == "u1")
    }

    @Test func `odd names are kept`() throws {
        let event = EventText().adding("", "1").adding(#"\u0041 \"q\""#, "2").adding("Event_id", "3").adding(
            "event_idx", "4")
        #expect(try properties(event) == #"{"":1,"\u0041 \"q\"":2,"Event_id":3,"event_idx":4}"#)
    }

    @Test func `properties of another type are refused, with unknown fields or without`() {
        for json in ["[]", "1", #""{}""#, "true"] {
            #expect(decoder.answer(EventText().with("properties", json)).failure?.reason == .wrongType)
            #expect(
                decoder.answer(EventText().with("properties", json).adding("a", "1")).failure?.reason
                    == .wrongType)
        }
    }

    @Test func `names are compared by their meaning, thousands of them at once`() throws {
        var random = SeededRandom(seed: 77)
        for _ in 0..<20 {
            let count = Int.random(in: 1...4000, using: &random)
            var names = (0..<count).map { "n\($0 &* 7919)" }
            names.shuffle(using: &random)
            let text = names.map { "\"\($0)\":1" }.joined(separator: ",")
            #expect(try properties(EventText().with("properties", "{\(text)}")) == "{\(text)}")
            // One of them again, its first letter escaped.
            let again = try #require(names.randomElement(using: &random)).dropFirst()
            let twice = "{\(text),\"\\u006e\(again)\":1}"
            #expect(decoder.answer(EventText().with("properties", twice)).failure?.reason == .duplicateField)
        }
    }
}
