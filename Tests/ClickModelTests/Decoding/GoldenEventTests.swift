import ClickModel
import Testing

@Suite struct `Golden events` {
    private let decoder = ClickDecoder()

    @Test func `every field of a full event arrives`() throws {
        let record = #"""
             {
              "event_id": "0190A8A3-9F00-7c4e-8b1d-2f6c5a4e3d21",
              "event_type": "purchase",
              "event_time": "2026-03-01T13:00:00.250Z",
              "user_id": "visitor-7",
              "session_id": "s-1",
              "page_url": "https://shop.example/checkout?step=3",
              "page_title": "Caisse \u2013 \"payer\"",
              "referrer": "https://shop.example/cart",
              "product_id": 1005115,
              "product_name": "Chaise pliante \ud83e\ude91",
              "category": "furniture.chairs",
              "brand": "Ouest & Fils",
              "price": 129.9,
              "quantity": 2,
              "currency": "eur",
              "order_id": "O-77",
              "search_query": "chaise",
              "utm_source": "newsletter",
              "utm_medium": "email",
              "utm_campaign": "spring_26",
              "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
              "device": "desktop",
              "browser": "Firefox",
              "os": "Linux",
              "language": "fr-FR",
              "country": "FR",
              "screen": "1920x1080",
              "is_bot": false,
              "source": "web",
              "properties": {"coupon": "SPRING", "shipping": 4.5}
            }
            """#
        let click = try decoder.answer(record, producedAt: 1_772_370_000_000).get()
        let expected = [
            "event_id": "0190a8a39f007c4e8b1d2f6c5a4e3d21", "event_type": "purchase",
            "event_time": "1772370000250000", "user_id": "visitor-7", "session_id": "s-1",
            "page_url": "https://shop.example/checkout?step=3", "page_title": "Caisse – \"payer\"",
            "referrer": "https://shop.example/cart", "product_id": "1005115",
            "product_name": "Chaise pliante 🪑",
            "category": "furniture.chairs", "brand": "Ouest & Fils", "price": "1299000", "quantity": "2",
            "currency": "EUR", "order_id": "O-77", "search_query": "chaise", "utm_source": "newsletter",
            "utm_medium": "email", "utm_campaign": "spring_26",
            "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
            "device": "desktop", "browser": "Firefox", "os": "Linux", "language": "fr-FR", "country": "FR",
            "screen": "1920x1080", "is_bot": "false", "source": "web",
            "properties": #"{"coupon": "SPRING", "shipping": 4.5}"#,
        ]
        for name in Set(expected.keys).union(click.fields.keys) {
            #expect(click[name] == expected[name], "\(name)")
        }
    }

    @Test func `the smallest event has its four fields and no other`() throws {
        let click = try decoder.answer(EventText()).get()
        #expect(
            click.fields == [
                "event_id": "0190a8a39f007c4e8b1d2f6c5a4e3d21", "event_type": "view_item",
                "event_time": "1772366400000000", "user_id": "u1", "is_bot": "false",
            ])
    }

    @Test func `null is as good as absent`() throws {
        var event = EventText()
        for field in ClickField.allCases where !event.members.contains(where: { $0.name == "\(field.name)" })
        {
            event = event.with("\(field.name)", "null")
        }
        #expect(try decoder.answer(event).get() == decoder.answer(EventText()).get())
    }

    @Test func `an empty text is kept and not the same as none`() throws {
        let click = try decoder.answer(EventText().with("page_title", #""""#)).get()
        #expect(click["page_title"] == "")
        #expect(click["page_url"] == nil)
    }

    @Test func `a name with escapes is the same name`() throws {
        let plain = try decoder.answer(EventText().with("session_id", #""s""#)).get()
        let escaped = try decoder.answer(EventText().with(#"session\u005fid"#, #""s""#)).get()
        #expect(plain == escaped)
        #expect(plain["session_id"] == "s")
    }

    @Test func `an identifier may be an integer of any length and keeps its digits`() throws {
        for name in ["user_id", "session_id", "product_id", "order_id"] {
            for digits in ["0", "-7", "12345678901234567890123456789012345678901234567890"] {
                #expect(try decoder.answer(EventText().with(name, digits)).get()[name] == digits)
            }
        }
    }

    @Test func `every escape is resolved`() throws {
        let text = #""\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\uD834\uDD1E""#
        let click = try decoder.answer(EventText().with("page_title", text)).get()
        #expect(click["page_title"] == "\"\\/\u{8}\u{c}\n\r\tAé€𝄞")
    }

    @Test func `white space between tokens means nothing`() throws {
        let spaced =
            " \t\r\n{ \"event_id\" :\n\"0190a8a3-9f00-7c4e-8b1d-2f6c5a4e3d21\" , \"event_type\":\"view_item\"\t,"
            + "\"event_time\": 1772366400000 \r,\"user_id\":\"u1\" } \n "
        #expect(try decoder.answer(spaced).get() == decoder.answer(EventText()).get())
    }

    @Test func `currency becomes capitals and nothing else changes`() throws {
        for (given, expected) in [("eur", "EUR"), ("UsD", "USD"), ("JPY", "JPY")] {
            #expect(
                try decoder.answer(EventText().with("currency", "\"\(given)\"")).get()["currency"] == expected
            )
        }
    }

    @Test func `a decoder gives the same answers in any order`() throws {
        let first = EventText().with("page_title", #""a \"long\" title with escapes""#).adding(
            "extra", "[1,2]")
        let second = EventText().with("price", "1.5")
        let answers = [try decoder.answer(first).get(), try decoder.answer(second).get()]
        #expect(decoder.answer("garbage").failure != nil)
        #expect(try decoder.answer(second).get() == answers[1])
        #expect(try decoder.answer(first).get() == answers[0])
    }
}
