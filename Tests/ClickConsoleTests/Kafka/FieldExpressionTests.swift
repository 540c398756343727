import Testing

@testable import ClickConsole

@Suite struct FieldExpressionTests {
    private static let event = JSONReader.read(
        Array(
            #"{"price":129.5,"event_type":"purchase","user":{"id":"42","tags":["vip","new"],"big":9007199254740993},"bot":false,"note":null}"#
                .utf8))

    private func holds(_ text: String) throws -> Bool {
        try FieldExpressionParser.parse(text).holds { path in
            var found = Self.event
            for name in path { found = found?[name] }
            return found
        }
    }

    @Test(arguments: [
        "price > 100", "price >= 129.5", "price < 1e3", "price != 100", "event_type = 'purchase'",
        "event_type contains 'PURCH'", "user.id = 42", "user.id = '42'", "user.tags contains 'vip'",
        "bot = false", "note = null", "missing = null", "not missing = 1", "price > 100 and bot = false",
        "price > 1000 or bot = false", "not (price > 1000 or bot = true)", "PRICE = null",
        "user.big = 9007199254740993", "user.big > 9007199254740992",
        "price <> 1 AND (event_type == \"purchase\")", "event_type = 'purchase' or price > 1 and bot = true",
    ])
    func `a condition holds`(text: String) throws { #expect(try holds(text)) }

    @Test(arguments: [
        "price > 200", "event_type = 'Purchase'", "missing > 1", "missing != null", "bot = 'false'",
        "user.tags contains 'v'", "event_type < 5", "price contains 'x'", "not price > 100",
        "(event_type = 'purchase' or price > 1) and bot = true",
        "user.big = 9007199254740992", "user.big > 9007199254740993",
    ])
    func `a condition does not hold`(text: String) throws { #expect(try !holds(text)) }

    @Test(arguments: [
        ("9007199254740993", "9007199254740992", 1), ("9007199254740993", "9007199254740993.0", 0),
        ("-9007199254740993", "-9007199254740992", -1), ("1e400", "1e401", -1),
        ("0.1", "0.10000000000000001", -1),
        ("1e-400", "0", 1), ("-0", "0", 0), ("0e5", "0.00", 0), ("100", "1E+2", 0), ("007", "7", 0),
        ("12", "9", 1), ("-12", "-9", -1), ("0.09", "0.1", -1), ("-1", "1", -1),
        ("1e99999999999999999999", "2", 1),
        ("123456789012345678901234567890", "123456789012345678901234567891", -1),
    ])
    func `numbers are compared by their digits`(left: String, right: String, order: Int) throws {
        let (one, other) = (try #require(DecimalText(left)), try #require(DecimalText(right)))
        #expect(
            (one < other) == (order < 0) && (one == other) == (order == 0) && (one > other) == (order > 0))
        #expect((other < one) == (order > 0))
    }

    @Test(arguments: ["", "-", ".5", "1.", "1e", "1e+", "0x1", "nan", "inf", "1 ", "+1", "1,5"])
    func `what is no number is none`(text: String) { #expect(DecimalText(text) == nil) }

    @Test(arguments: [
        ("price >", 8, "a value is missing: a number, a text in quotes, true, false or null"),
        ("price > and", 9, "a value is missing: a number, a text in quotes, true, false or null"),
        ("price 100", 7, "a comparison is missing: =, !=, <, <=, >, >= or contains"),
        ("", 1, "the name of a field is missing, as price in price > 100"),
        ("(price > 1", 11, "a closing \")\" is missing"),
        ("price > 1 event = 'x'", 11, "\"and\" or \"or\" is missing before this"),
        ("event = purchase", 9, "texts stand in quotes: 'purchase'"),
        ("event = 'pur", 9, "the text that begins here has no closing '"),
        ("price > 1.2.3", 9, "\"1.2.3\" is no number; texts stand in quotes"),
        ("price ! 3", 7, "write != for \"is not\""), ("a = 1; b", 6, "\";\" means nothing here"),
    ])
    func `an error says where and what in one sentence`(text: String, position: Int, reason: String) {
        let expected = FieldExpressionError(position: position, reason: reason)
        #expect(throws: expected) { try FieldExpressionParser.parse(text) }
        #expect(expected.description.hasSuffix("."))
    }

    @Test func `endless nesting is refused, and the stack is not used up`() {
        let deep = String(repeating: "(", count: 900) + "a = 1" + String(repeating: ")", count: 900)
        #expect(throws: FieldExpressionError.self) { try FieldExpressionParser.parse(deep) }
        let long = String(repeating: "not ", count: 1000)
        #expect(throws: FieldExpressionError.self) { try FieldExpressionParser.parse(long) }
    }

    @Test func `only a condition on the value reads it`() throws {
        #expect(try FieldExpressionParser.parse("$key = 'a' and price > 1").readsValue)
        #expect(try !FieldExpressionParser.parse("$key = 'a' or $offset > 5").readsValue)
    }
}
