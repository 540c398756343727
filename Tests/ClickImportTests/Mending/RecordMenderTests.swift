import ClickModel
import Testing

@testable import ClickImport

@Suite struct RecordMenderTests {
    private static let now: Int64 = 1_772_400_000_000

    private func mend(
        _ value: String?, log: Int = 1, offset: Int64 = 7, maps: [String] = [], sets: [String] = []
    ) throws -> RecordMender.Outcome {
        let record = RejectedRecord(
            topic: "website_clicks", log: log, partition: 2, offset: offset, timestamp: Self.now,
            key: Array("k".utf8),
            value: value.map { Array($0.utf8) })
        return RecordMender(try Mending(maps: maps, sets: sets)).mend(record, now: Self.now)
    }

    private static let withoutID = #"{"event_type":"purchase","ts":"2026-03-01T12:00:00Z","user_id":"u"}"#

    @Test func `a record without an identity gets the same one each time, and its neighbour another`() throws
    {
        let first = try mend(Self.withoutID, maps: ["event_time=ts"])
        guard case .mended(let value, let id) = first else { return #expect(Bool(false), "\(first)") }
        #expect(
            String(decoding: value, as: UTF8.self)
                == #"{"event_id":"\#(id)","event_type":"purchase","event_time":"2026-03-01T12:00:00Z","user_id":"u"}"#
        )
        #expect(try mend(Self.withoutID, maps: ["event_time=ts"]) == first)
        let other = try mend(Self.withoutID, offset: 8, maps: ["event_time=ts"])
        #expect(other != first)
        // The same place in the log of a topic that was made anew is another place.
        #expect(try mend(Self.withoutID, log: 2, maps: ["event_time=ts"]) != first)
        // Version 8, and the event's millisecond in front.
        #expect(id.high >> 12 & 15 == 8)
        #expect(id.high >> 16 == 1_772_366_400_000)
    }

    @Test func `a null identity is none, and a record with one keeps it`() throws {
        let null = Self.withoutID.replacing("{\"event_type", with: "{\"event_id\":null,\"event_type")
        let mended = try mend(Self.withoutID, maps: ["event_time=ts"])
        #expect(try mend(null, maps: ["event_time=ts"]) == mended)
        let own = Self.withoutID.replacing(
            "{\"event_type", with: "{\"event_id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"event_type")
        guard case .mended(_, let id) = try mend(own, maps: ["event_time=ts"]) else {
            return #expect(Bool(false))
        }
        #expect("\(id)" == "01890a5d-ac96-774b-bcce-b302099a8057")
    }

    @Test func `an identity that is no UUID can be put aside`() throws {
        let wrong =
            #"{"event_id":17,"event_type":"purchase","event_time":"2026-03-01T12:00:00Z","user_id":"u"}"#
        guard case .refused(let rejection) = try mend(wrong) else { return #expect(Bool(false)) }
        #expect(rejection.reason == .wrongType)
        guard case .mended(let value, _) = try mend(wrong, maps: ["properties.original_event_id=event_id"])
        else {
            return #expect(Bool(false))
        }
        #expect(String(decoding: value, as: UTF8.self).contains(#""original_event_id":17"#))
    }

    @Test func `what would be rejected again says why`() throws {
        let cases: [(value: String?, reason: ClickRejection.Reason)] = [
            (Self.withoutID, .missingField), ("not a click", .notJSON), ("[]", .notAnObject), (nil, .empty),
            ("", .empty),
            ("{\"a\":[1}", .notJSON), (#"{"a":1,"a":2}"#, .duplicateField),
        ]
        for one in cases {
            guard case .refused(let rejection) = try mend(one.value) else {
                return #expect(Bool(false), "\(one)")
            }
            #expect(rejection.reason == one.reason)
        }
        guard case .refused(let rejection) = try mend(Self.withoutID) else { return }
        #expect(rejection.field == "event_time")
    }

    @Test func `a valid record that nothing changes is sent as it is`() throws {
        let value = """
             { "event_id" : "01890a5d-ac96-774b-bcce-b302099a8057", "event_type":"purchase",
            "event_time":"2026-03-01T12:00:00Z", "user_id":"u" }
            """
        guard case .mended(let sent, _) = try mend(value, maps: ["price=cost"], sets: ["user_id=x"]) else {
            return #expect(Bool(false))
        }
        #expect(String(decoding: sent, as: UTF8.self) == value)
    }
}
