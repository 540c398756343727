import Foundation
import Testing

@testable import ClickConsole

@Suite struct MaskingTests {
    private func rules(_ texts: String...) -> MaskingRules {
        var rules = MaskingRules()
        for text in texts {
            let isRule = rules.add(text)
            #expect(isRule)
        }
        return rules
    }

    @Test func `each style shows what it promises`() {
        let rules = rules("search_query", "user_id=hash", "order_id=last4", "page_url=query", "properties")
        #expect(rules.value("red shoes", of: "search_query") == "•••")
        let hashed = rules.value("u-1", of: "user_id")
        #expect(hashed.hasPrefix("#") && hashed.count == 13 && !hashed.contains("u-1"))
        #expect(rules.value("u-1", of: "user_id") == hashed)
        #expect(rules.value("u-2", of: "user_id") != hashed)
        #expect(rules.value("order-12345678", of: "order_id") == "•••5678")
        #expect(rules.value("12345678", of: "order_id") == "•••")
        #expect(rules.value("https://shop.example/a?mail=x", of: "page_url") == "https://shop.example/a?•••")
        #expect(rules.value("https://shop.example/a", of: "page_url") == "https://shop.example/a")
        #expect(rules.value("a@b.example", of: "properties.email") == "•••")
        #expect(rules.value("FR", of: "country") == "FR")
    }

    @Test func `another run has other hashes`() {
        #expect(
            rules("user_id=hash").value("u", of: "user_id") != rules("user_id=hash").value("u", of: "user_id")
        )
    }

    @Test func `a rule that is none is told`() {
        var rules = MaskingRules()
        for text in [
            "", "=hash", "user_id=", "user_id=rot13", "user id", "userid", "properties.", "event_time",
            "event_id=hash", "is_bot",
        ] {
            let isRule = rules.add(text)
            #expect(!isRule, "\(text)")
        }
        #expect(rules.isEmpty)
    }

    @Test func `a record's text is masked in place, and keeps its numbers' digits and its order`() {
        let rules = rules("user_id", "properties.email", "search_query")
        #expect(
            rules.payload(#"{"user_id": 7, "price":1.50, "email":"a@b", "nested":{"user_id":"u"}}"#)
                == #"{"user_id":"•••","price":1.50,"email":"•••","nested":{"user_id":"•••"}}"#)
        #expect(
            rules.payload(#"{"properties":{"email":["a@b",{"x":1}],"n":-1e9}, "search_query":null}"#)
                == #"{"properties":{"email":"•••","n":-1e9},"search_query":null}"#)
    }

    @Test func `a name that is written with escapes, or twice, does not hide`() {
        let rules = rules("user_id")
        #expect(
            rules.payload(#"{"user\u005fid":"a","user_id":"b","\u0075ser_id":"c"}"#)
                == #"{"user_id":"•••","user_id":"•••","user_id":"•••"}"#)
    }

    @Test(arguments: [
        "", "no", "{", "{\"user_id\":\"a", "{\"user_id\":\"a\"} x", "[1,]x", "{\"a\":1,}", "\u{0}",
        "{\"a\" 1}",
        String(repeating: "[", count: 100), #"{"a":"\"#, #"{"a":tru}"#,
    ])
    func `of what is no JSON nothing is shown`(text: String) {
        let shown = rules("user_id").payload(text)
        #expect(shown == "••• not JSON, \(text.utf8.count) bytes")
        #expect(MaskingRules().payload(text) == text)
    }

    @Test func `an answer's members are masked by the fields that they show`() {
        let rules = rules("user_id", "properties.email")
        #expect(
            rules.json(
                #"{"clicks": [{"user": "u1", "id": 3}], "properties": {"email": "x"}}"#,
                names: ["user": ["user_id"]])
                == #"{"clicks":[{"user":"•••","id":3}],"properties":{"email":"•••"}}"#)
    }

    @Test func `what is no field becomes one of properties, and so do headers of other names`() {
        let rules = rules("properties", "user_id")
        #expect(rules.payload(#"{"e_mail":"a@b","country":"FR"}"#) == #"{"e_mail":"•••","country":"FR"}"#)
        #expect(
            rules.value("a@b", ofHeader: "X-Mail") == "•••" && rules.value("u", ofHeader: "USER-ID") == "•••")
        #expect(rules.value("FR", ofHeader: "country") == "FR")
        #expect(self.rules("properties.x-mail").value("a@b", ofHeader: "X_Mail") == "•••")
    }

    @Test func `what has no object's shape is hidden whole, and JSON in a text is masked too`() {
        let rules = rules("user_id")
        for text in ["[\"u\"]", "\"u\"", "7", "null", "[{\"user_id\":\"u\"}]"] {
            #expect(rules.payload(text).hasPrefix("••• not JSON"), "\(text)")
        }
        #expect(
            rules.payload(#"{"a":"[{\"user_id\":\"u\"}]","b":"{\"user_id\":\"u","c":"[sale] shoes"}"#)
                == #"{"a":"[{\"user_id\":\"•••\"}]","b":"•••","c":"[sale] shoes"}"#)
    }

    @Test func `what is sealed is opened by nobody else`() {
        let (one, other) = (rules("user_id"), rules("user_id"))
        let text = "17.1.us"
        #expect(one.opened(one.sealed(text)) == text)
        #expect(other.opened(one.sealed(text)) == nil && one.opened("00") == nil && one.opened(text) == nil)
        #expect(!one.sealed(text).contains("17"))
    }

    @Test func `viewers' streams are masked, operators' are not`() async throws {
        let configuration = try AccessScene.configuration(masks: ["user_id", "product_name=hash"])
        try await ConsoleScene.with(configuration) { scene in
            try await scene.execute(EventTests.today + EventTests.click("secret-name"))
            for (user, isShown) in [("vera", false), ("anna", true)] {
                let cookie = try await scene.login(user).cookie
                let request = """
                    GET /api/events HTTP/1.1\r\nHost: localhost:\(scene.console.port)\r\nCookie: \(cookie)\r\n\r\n
                    """
                let answer = try await RawSocket.exchange(
                    port: scene.console.port, request,
                    until: isShown ? "\"clicks\": [{" : "\"clicks\":[{")
                let click = try #require(try EventTests.data(answer).last?["clicks"] as? [[String: Any]])
                    .first
                #expect((click?["user"] as? String == "secret-name") == isShown)
                #expect((click?["product_name"] as? String)?.hasPrefix("#") == !isShown)
                #expect(click?["title"] as? String == "secret-name")
            }
        }
    }

    @Test func `a stream ends with its session`() async throws {
        try await ConsoleScene.with(AccessScene.configuration()) { scene in
            try await scene.execute(EventTests.today)
            let login = try await scene.login("vera")
            let request = """
                GET /api/events HTTP/1.1\r\nHost: localhost:\(scene.console.port)\r\nCookie: \(login.cookie)\r\n\r\n
                """
            let answer = try await RawSocket.exchange(
                port: scene.console.port, request, until: "0\r\n\r\n", opening: "event: clicks"
            ) {
                try await scene.expect(200, "DELETE", "/api/session", login.headers)
                try await scene.execute(
                    "BEGIN;" + EventTests.click("too-late") + "NOTIFY clickstream_commits, '{}'; COMMIT;")
            }
            #expect(!answer.contains("too-late"))
        }
    }
}
