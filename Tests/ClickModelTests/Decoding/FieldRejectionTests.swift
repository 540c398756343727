import ClickModel
import Testing

@Suite struct `Fields that are not as they have to be` {
    private let decoder = ClickDecoder()

    private func rejection(_ name: String, _ json: String) -> ClickRejection? {
        decoder.answer(EventText().with(name, json)).failure
    }

    private func expect(_ reason: ClickRejection.Reason, _ name: String, _ json: String) {
        let found = rejection(name, json)
        #expect(found?.reason == reason, "\(name): \(json): \(String(describing: found))")
        #expect(found?.field == name)
        #expect(found?.detail.contains(name) == true)
        #expect(found?.detail.hasSuffix(".") == true)
    }

    @Test(arguments: ["event_id", "event_type", "event_time", "user_id"])
    func `a required field is required`(name: String) {
        let absent = decoder.answer(EventText().without(name)).failure
        #expect(absent?.reason == .missingField)
        #expect(absent?.field == name)
        expect(.missingField, name, "null")
    }

    @Test func `an empty user_id is as good as none`() { expect(.missingField, "user_id", "\"\"") }

    @Test func `the first required field is reported of those missing`() {
        #expect(decoder.answer("{}").failure?.field == "event_id")
    }

    @Test func `every field refuses every type that it is not for`() {
        let samples = [
            "string": "\"x\"", "integer": "5", "decimal": "1.5", "bool": "true", "array": "[1]",
            "object": "{\"a\":1}",
        ]
        for field in ClickField.allCases {
            let accepted: Set<String> =
                switch field {
                case .userID, .sessionID, .productID, .orderID: ["string", "integer"]
                case .eventTime: ["string", "integer"]
                case .price: ["integer", "decimal"]
                case .quantity: ["integer"]
                case .isBot: ["bool"]
                case .properties: ["object"]
                default: ["string"]
                }
            for (type, json) in samples where !accepted.contains(type) {
                expect(.wrongType, "\(field.name)", json)
            }
            for (type, json) in samples where accepted.contains(type) {
                #expect(rejection("\(field.name)", json)?.reason != .wrongType, "\(field.name): \(json)")
            }
        }
    }

    @Test func `an integer in exponent form is no integer`() {
        expect(.wrongType, "event_time", "1.7e12")
        expect(.wrongType, "quantity", "1e2")
        expect(.wrongType, "quantity", "2.0")
        expect(.wrongType, "user_id", "1e5")
    }

    @Test func `a number as a string is no number`() {
        expect(.wrongType, "price", "\"12.50\"")
        expect(.wrongType, "quantity", "\"2\"")
        expect(.wrongType, "is_bot", "\"true\"")
        expect(.wrongType, "is_bot", "0")
    }

    @Test func `texts have the length that the limits say`() {
        let limits = ClickLimits()
        let identifiers: [ClickField] = [.userID, .sessionID]
        let texts: [ClickField] = [.pageURL, .pageTitle, .referrer, .productName, .searchQuery, .userAgent]
        let others: [ClickField] = [
            .eventID, .eventType, .eventTime, .price, .quantity, .currency, .isBot, .properties,
        ]
        for field in ClickField.allCases where !others.contains(field) {
            let most =
                identifiers.contains(field)
                ? limits.identifierBytes : texts.contains(field) ? limits.textBytes : limits.labelBytes
            let longest = String(repeating: "x", count: most)
            #expect(rejection("\(field.name)", "\"\(longest)\"") == nil, "\(field.name)")
            expect(.tooLong, "\(field.name)", "\"\(longest)x\"")
        }
        expect(.tooLong, "user_id", String(repeating: "1", count: 129))
        // Bytes count after unescaping.
        #expect(rejection("user_id", "\"" + String(repeating: #"\u0078"#, count: 128) + "\"") == nil)
        expect(.tooLong, "user_id", "\"" + String(repeating: #"\u00e9"#, count: 65) + "\"")
    }

    @Test(arguments: [
        "", "x", "0190a8a3-9f00-7c4e-8b1d-2f6c5a4e3d2", "0190a8a3-9f00-7c4e-8b1d-2f6c5a4e3d211",
        "0190a8a39f007c4e8b1d2f6c5a4e3d21", "{0190a8a3-9f00-7c4e-8b1d-2f6c5a4e3d21}",
        "0190a8a3-9f00-7c4e-8b1d_2f6c5a4e3d21",
        "g190a8a3-9f00-7c4e-8b1d-2f6c5a4e3d21", "0190a8a3-9f00-7c4e-8b1d-2f6c5a4e3d2é",
        "0190a8a39-f00-7c4e-8b1d-2f6c5a4e3d21",
    ])
    func `what is no UUID is refused`(text: String) { expect(.invalidUUID, "event_id", "\"\(text)\"") }

    @Test(arguments: [
        "", "View", "9view", "_view", "view-item", "view item", "vué", String(repeating: "a", count: 65),
    ])
    func `what is no event type is refused`(text: String) {
        expect(.invalidEventType, "event_type", "\"\(text)\"")
    }

    @Test(arguments: ["a", "my_own_2", String(repeating: "z", count: 64)])
    func `event types may be one's own`(text: String) {
        #expect(rejection("event_type", "\"\(text)\"") == nil)
    }

    @Test(arguments: ["", "EU", "EURO", "€", "E1R", "E R", "é0"])
    func `what is no currency is refused`(text: String) {
        expect(.invalidCurrency, "currency", "\"\(text)\"")
    }

    @Test(arguments: [
        "", "yesterday", "2026-03-01", "2026-03-01T12:00Z", "2026-03-01T12:00:00", "2026-03-01T12:00:00.Z",
        "2026-03-01T12:00:00+0100", "2026-03-01T12:00:00+01", "2026-03-01T12:00:00,5Z",
        "2026-02-29T12:00:00Z",
        "2026-13-01T12:00:00Z", "2026-00-01T12:00:00Z", "2026-03-00T12:00:00Z", "2026-04-31T12:00:00Z",
        "2026-03-01T24:00:00Z", "2026-03-01T12:60:00Z", "2026-03-01T12:00:61Z", "2026-03-01T12:00:60Z",
        "2026-03-01T12:00:00+24:00", "2026-03-01T12:00:00+01:60", "2026-03-01T12:00:00Z ",
        " 2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00.123", "2026/03/01T12:00:00Z", "2026-03-01_12:00:00Z", "20260301T120000Z",
    ])
    func `what is no time is refused`(text: String) { expect(.invalidTime, "event_time", "\"\(text)\"") }

    @Test func `a time before 2000 or more than a day ahead is implausible`() {
        #expect(rejection("event_time", "\"2000-01-01T00:00:00Z\"") == nil)
        expect(.implausibleTime, "event_time", "\"1999-12-31T23:59:59.999999Z\"")
        expect(.implausibleTime, "event_time", "1772366400")
        expect(.implausibleTime, "event_time", "-1")
        expect(.implausibleTime, "event_time", "1772366400000000")
        expect(.implausibleTime, "event_time", "99999999999999999999999999")
        expect(.implausibleTime, "event_time", "\"9999-12-31T23:59:59Z\"")
        let latest = EventText.producedAt + 86_400_000
        #expect(rejection("event_time", "\(latest)") == nil)
        expect(.implausibleTime, "event_time", "\(latest + 1)")
        #expect(rejection("event_time", "\"2026-03-02T12:00:01.000000Z\"") == nil)
        expect(.implausibleTime, "event_time", "\"2026-03-02T12:00:01.000001Z\"")
    }

    @Test func `without a record timestamp no time is too late`() {
        let event = EventText().with("event_time", "\"9999-12-31T23:59:59.999999Z\"")
        #expect(decoder.answer(event, producedAt: -1).failure == nil)
        #expect(decoder.answer(event, producedAt: .max).failure == nil)
        #expect(decoder.answer(EventText(), producedAt: 0).failure?.reason == .implausibleTime)
        #expect(decoder.answer(EventText(), producedAt: .min).failure == nil)
    }

    @Test func `numbers have a range`() {
        #expect(rejection("price", "999999999999.99994") == nil)
        expect(.numberOutOfRange, "price", "999999999999.99995")
        expect(.numberOutOfRange, "price", "-1e12")
        expect(.numberOutOfRange, "price", "1e400000000000000000000")
        #expect(rejection("quantity", "2147483647") == nil)
        #expect(rejection("quantity", "-2147483648") == nil)
        expect(.numberOutOfRange, "quantity", "2147483648")
        expect(.numberOutOfRange, "quantity", "-2147483649")
        expect(.numberOutOfRange, "quantity", "99999999999999999999999")
    }
}
