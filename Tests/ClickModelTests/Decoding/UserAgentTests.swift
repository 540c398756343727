import ClickModel
import Testing

@Suite struct `User agents` {
    struct Sample {
        let text: String
        let device: String?
        let browser: String?
        let os: String?
        let isBot: Bool

        init(_ text: String, _ device: String?, _ browser: String?, _ os: String?, bot: Bool = false) {
            self.text = text
            self.device = device
            self.browser = browser
            self.os = os
            isBot = bot
        }
    }

    private static let webKit = "AppleWebKit/537.36 (KHTML, like Gecko)"
    private static let mobileWebKit = "AppleWebKit/605.1.15 (KHTML, like Gecko)"

    static let samples = [
        Sample(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) \(webKit) Chrome/143.0.0.0 Safari/537.36", "desktop",
            "Chrome", "Windows"),
        Sample(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) \(webKit) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0",
            "desktop", "Edge",
            "Windows"),
        Sample(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) \(webKit) Chrome/142.0.0.0 Safari/537.36 OPR/127.0.0.0",
            "desktop", "Opera",
            "Windows"),
        Sample(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0", "desktop",
            "Firefox", "Windows"),
        Sample(
            "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "desktop",
            "Internet Explorer", "Windows"),
        Sample(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) \(webKit) Chrome/143.0.0.0 Safari/537.36",
            "desktop", "Chrome", "macOS"),
        Sample(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) \(mobileWebKit) Version/26.1 Safari/605.1.15",
            "desktop", "Safari", "macOS"),
        Sample(
            "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0", "desktop", "Firefox",
            "Linux"),
        Sample(
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) \(webKit) Chrome/143.0.0.0 Safari/537.36", "desktop",
            "Chrome", "ChromeOS"),
        Sample(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) \(mobileWebKit) Version/26.1 Mobile/15E148 Safari/604.1",
            "mobile",
            "Safari", "iOS"),
        Sample(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) \(mobileWebKit) CriOS/143.0.0 Mobile/15E148 Safari/604.1",
            "mobile",
            "Chrome", "iOS"),
        Sample(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) \(mobileWebKit) FxiOS/146.0 Mobile/15E148 Safari/605.1.15",
            "mobile",
            "Firefox", "iOS"),
        Sample(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) \(mobileWebKit) EdgiOS/143.0 Mobile/15E148 Safari/604.1",
            "mobile",
            "Edge", "iOS"),
        Sample(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) \(mobileWebKit) Mobile/15E148 Instagram 390.0.0.28.85",
            "mobile",
            "Instagram", "iOS"),
        Sample(
            "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) \(mobileWebKit) Version/26.1 Mobile/15E148 Safari/604.1",
            "tablet", "Safari",
            "iOS"),
        Sample(
            "Mozilla/5.0 (Linux; Android 10; K) \(webKit) Chrome/143.0.0.0 Mobile Safari/537.36", "mobile",
            "Chrome", "Android"),
        Sample(
            "Mozilla/5.0 (Linux; Android 10; K) \(webKit) Chrome/143.0.0.0 Safari/537.36", "tablet", "Chrome",
            "Android"),
        Sample(
            "Mozilla/5.0 (Linux; Android 10; K) \(webKit) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36",
            "mobile",
            "Samsung Internet", "Android"),
        Sample(
            "Mozilla/5.0 (Android 15; Mobile; rv:146.0) Gecko/146.0 Firefox/146.0", "mobile", "Firefox",
            "Android"),
        Sample(
            "Mozilla/5.0 (Linux; Android 14; CUBOT X70) \(webKit) Chrome/143.0.0.0 Mobile Safari/537.36",
            "mobile", "Chrome", "Android"),
        Sample(
            "Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) \(webKit) Version/4.0 Chrome/143.0.0.0 Mobile Safari/537.36",
            "mobile",
            "Android WebView", "Android"),
        Sample(
            "Mozilla/5.0 (Linux; Android 11; BRAVIA 4K VH2) \(webKit) Chrome/120.0.0.0 Safari/537.36", "tv",
            "Chrome", "Android"),
        Sample(
            "Mozilla/5.0 (Web0S; Linux/SmartTV) \(webKit) Chrome/108.0.0.0 Safari/537.36", "tv", "Chrome",
            "webOS"),
        Sample(
            "Mozilla/5.0 (PlayStation; PlayStation 5/2.26) \(mobileWebKit) Version/13.0 Safari/605.1.15",
            "console", "Safari", "PlayStation"),
        Sample(
            "Opera/9.80 (Android; Opera Mini/88.0/191.361; U; en) Presto/2.12.423 Version/12.16", "mobile",
            "Opera", "Android"),
        Sample(
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", nil, "Googlebot", nil,
            bot: true),
        Sample(
            "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) \(webKit) Chrome/143.0.0.0 Mobile Safari/537.36"
                + " (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "mobile", "Googlebot",
            "Android", bot: true),
        Sample(
            "Mozilla/5.0 \(webKit); compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0 Safari/537.36",
            nil,
            "bingbot", nil, bot: true),
        Sample(
            "Mozilla/5.0 \(webKit); compatible; GPTBot/1.2; +https://openai.com/gptbot)", nil, "GPTBot", nil,
            bot: true),
        Sample(
            "Mozilla/5.0 \(webKit); compatible; ClaudeBot/1.0; +claudebot@anthropic.com)", nil, "ClaudeBot",
            nil, bot: true),
        Sample("curl/8.5.0", nil, "curl", nil, bot: true),
        Sample("python-requests/2.32.3", nil, "python-requests", nil, bot: true),
        Sample("Go-http-client/2.0", nil, "Go-http-client", nil, bot: true),
        Sample(
            "Mozilla/5.0 (X11; Linux x86_64) \(webKit) HeadlessChrome/143.0.0.0 Safari/537.36", "desktop",
            "HeadlessChrome", "Linux",
            bot: true),
        Sample("SomeNewBot/1.0", nil, "Bot", nil, bot: true),
        Sample("examplecrawler (+https://example.org/about)", nil, "Bot", nil, bot: true),
        Sample("bottomless/1.0", nil, nil, nil),
        Sample("Offline/3 something", nil, nil, nil),
        Sample("x", nil, nil, nil),
    ]

    @Test(arguments: samples)
    func `are what they say`(sample: Sample) {
        let classifier = UserAgentClassifier()
        let cache = UserAgentCache(seed: 5)
        withBytes(sample.text) { bytes in
            for traits in [classifier.traits(of: bytes), cache.traits(of: bytes), cache.traits(of: bytes)] {
                #expect(traits.device.string == sample.device, "\(sample.text)")
                #expect(traits.browser.string == sample.browser, "\(sample.text)")
                #expect(traits.os.string == sample.os, "\(sample.text)")
                #expect(traits.isBot == sample.isBot, "\(sample.text)")
            }
        }
    }

    @Test func `a full cache forgets and never confuses`() {
        let classifier = UserAgentClassifier()
        let cache = UserAgentCache(seed: 6)
        var random = SeededRandom(seed: 6)
        for _ in 0..<5000 {
            let sample = Self.samples[Int.random(in: 0..<Self.samples.count, using: &random)]
            // Lengths from 1 to beyond what the cache keeps, many of them alike but for the end.
            let text =
                sample.text + String(repeating: " ", count: Int.random(in: 0...300, using: &random))
                + "\(Int.random(in: 0...3, using: &random))"
            withBytes(text) { bytes in
                let (found, expected) = (cache.traits(of: bytes), classifier.traits(of: bytes))
                #expect(
                    found.browser.string == expected.browser.string && found.isBot == expected.isBot,
                    "\(text)")
            }
        }
    }

    @Test func `any bytes have an answer`() {
        let classifier = UserAgentClassifier()
        var random = SeededRandom(seed: 7)
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 0...1500, using: &random)).map { _ in
                UInt8.random(in: 1...255, using: &random)
            }
            bytes.withUnsafeBufferPointer {
                _ = classifier.traits(of: BorrowedBytes(start: $0.baseAddress, count: $0.count))
            }
        }
    }

    @Test func `a click gets what its sender left out and nothing else`() throws {
        let decoder = ClickDecoder()
        let agent = EventText().with(
            "user_agent", #""Mozilla/5.0 (compatible; Googlebot/2.1) Android Mobile""#)
        let derived = try decoder.answer(agent).get()
        #expect(derived["device"] == "mobile" && derived["browser"] == "Googlebot")
        #expect(derived["os"] == "Android" && derived["is_bot"] == "true")
        let given = agent.with("device", #""kiosk""#).with("browser", #""""#).with("is_bot", "false")
        let kept = try decoder.answer(given).get()
        #expect(kept["device"] == "kiosk" && kept["browser"] == "")
        #expect(kept["os"] == "Android" && kept["is_bot"] == "false")
        let none = try decoder.answer(EventText().with("user_agent", #""""#)).get()
        #expect(none["user_agent"] == "" && none["device"] == nil && none["is_bot"] == "false")
    }
}
