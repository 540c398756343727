/// One thing to look for in a user agent.
struct UserAgentRule {
    /// What a rule is about. Of each, the first rule of the table that is found decides.
    enum Subject: Int, CaseIterable {
        case bot, browser, os, device
    }

    /// Lower-case; found whatever the case in the user agent.
    let token: StaticString
    let subject: Subject
    let name: StaticString
    /// Where false, the token has to be at the start of a word: `Line/` is not meant by `Offline/`.
    let isAnywhere: Bool

    init(_ subject: Subject, _ token: StaticString, _ name: StaticString, isAnywhere: Bool = false) {
        self.token = token
        self.subject = subject
        self.name = name
        self.isAnywhere = isAnywhere
    }
}

extension UserAgentRule {
    /// All rules. The order within a subject is the order of precedence: what others imitate comes last,
    /// since Edge names Chrome, Chrome names Safari, and Android names Linux.
    static let table: [UserAgentRule] = bots + programs + browsers + systems + devices

    private static let bots: [UserAgentRule] = [
        UserAgentRule(.bot, "googlebot", "Googlebot"),
        UserAgentRule(.bot, "adsbot-google", "AdsBot-Google"),
        UserAgentRule(.bot, "mediapartners-google", "Mediapartners-Google"),
        UserAgentRule(.bot, "google-inspectiontool", "Google-InspectionTool"),
        UserAgentRule(.bot, "googleother", "GoogleOther"),
        UserAgentRule(.bot, "storebot-google", "Storebot-Google"),
        UserAgentRule(.bot, "bingbot", "bingbot"),
        UserAgentRule(.bot, "bingpreview", "BingPreview"),
        UserAgentRule(.bot, "duckduckbot", "DuckDuckBot"),
        UserAgentRule(.bot, "baiduspider", "Baiduspider"),
        UserAgentRule(.bot, "yandex", "YandexBot"),
        UserAgentRule(.bot, "applebot", "Applebot"),
        UserAgentRule(.bot, "petalbot", "PetalBot"),
        UserAgentRule(.bot, "seznambot", "SeznamBot"),
        UserAgentRule(.bot, "yahoo! slurp", "Yahoo! Slurp"),
        UserAgentRule(.bot, "gptbot", "GPTBot"),
        UserAgentRule(.bot, "oai-searchbot", "OAI-SearchBot"),
        UserAgentRule(.bot, "chatgpt-user", "ChatGPT-User"),
        UserAgentRule(.bot, "claudebot", "ClaudeBot"),
        UserAgentRule(.bot, "claude-user", "Claude-User"),
        UserAgentRule(.bot, "claude-searchbot", "Claude-SearchBot"),
        UserAgentRule(.bot, "perplexitybot", "PerplexityBot"),
        UserAgentRule(.bot, "perplexity-user", "Perplexity-User"),
        UserAgentRule(.bot, "ccbot", "CCBot"),
        UserAgentRule(.bot, "bytespider", "Bytespider"),
        UserAgentRule(.bot, "amazonbot", "Amazonbot"),
        UserAgentRule(.bot, "meta-external", "Meta-ExternalAgent"),
        UserAgentRule(.bot, "facebookexternalhit", "facebookexternalhit"),
        UserAgentRule(.bot, "twitterbot", "Twitterbot"),
        UserAgentRule(.bot, "linkedinbot", "LinkedInBot"),
        UserAgentRule(.bot, "slackbot", "Slackbot"),
        UserAgentRule(.bot, "discordbot", "Discordbot"),
        UserAgentRule(.bot, "telegrambot", "TelegramBot"),
        UserAgentRule(.bot, "whatsapp/", "WhatsApp"),
        UserAgentRule(.bot, "ahrefsbot", "AhrefsBot"),
        UserAgentRule(.bot, "semrushbot", "SemrushBot"),
        UserAgentRule(.bot, "mj12bot", "MJ12bot"),
        UserAgentRule(.bot, "dotbot", "DotBot"),
        UserAgentRule(.bot, "uptimerobot", "UptimeRobot"),
        UserAgentRule(.bot, "pingdom", "Pingdom"),
    ]

    private static let programs: [UserAgentRule] = [
        UserAgentRule(.bot, "headlesschrome", "HeadlessChrome"),
        UserAgentRule(.bot, "phantomjs", "PhantomJS"),
        UserAgentRule(.bot, "electron-prerender", "Prerender"),
        UserAgentRule(.bot, "chrome-lighthouse", "Lighthouse"),
        UserAgentRule(.bot, "playwright", "Playwright"),
        UserAgentRule(.bot, "puppeteer", "Puppeteer"),
        UserAgentRule(.bot, "selenium", "Selenium"),
        UserAgentRule(.bot, "curl/", "curl"),
        UserAgentRule(.bot, "wget", "Wget"),
        UserAgentRule(.bot, "python-requests", "python-requests"),
        UserAgentRule(.bot, "python-urllib", "Python-urllib"),
        UserAgentRule(.bot, "python-httpx", "python-httpx"),
        UserAgentRule(.bot, "python/", "Python"),
        UserAgentRule(.bot, "scrapy", "Scrapy"),
        UserAgentRule(.bot, "go-http-client", "Go-http-client"),
        UserAgentRule(.bot, "java/", "Java"),
        UserAgentRule(.bot, "java-http-client", "Java"),
        UserAgentRule(.bot, "apache-httpclient", "Apache-HttpClient"),
        UserAgentRule(.bot, "axios/", "axios"),
        UserAgentRule(.bot, "node-fetch", "node-fetch"),
        UserAgentRule(.bot, "undici", "undici"),
        UserAgentRule(.bot, "postmanruntime", "PostmanRuntime"),
        UserAgentRule(.bot, "insomnia/", "Insomnia"),
        UserAgentRule(.bot, "httpie", "HTTPie"),
        UserAgentRule(.bot, "libwww-perl", "libwww-perl"),
        UserAgentRule(.bot, "guzzlehttp", "GuzzleHttp"),
        UserAgentRule(.bot, "ruby", "Ruby"),
        UserAgentRule(.bot, "k6/", "k6"),
        UserAgentRule(.bot, "apachebench", "ApacheBench"),
        // What names itself by its trade, or by a page about itself as crawlers do.
        UserAgentRule(.bot, "bot", "Bot", isAnywhere: true),
        UserAgentRule(.bot, "crawl", "Bot", isAnywhere: true),
        UserAgentRule(.bot, "spider", "Bot", isAnywhere: true),
        UserAgentRule(.bot, "scraper", "Bot", isAnywhere: true),
        UserAgentRule(.bot, "+http", "Bot", isAnywhere: true),
    ]

    private static let browsers: [UserAgentRule] = [
        UserAgentRule(.browser, "edg/", "Edge"),
        UserAgentRule(.browser, "edga/", "Edge"),
        UserAgentRule(.browser, "edgios/", "Edge"),
        UserAgentRule(.browser, "edge/", "Edge"),
        UserAgentRule(.browser, "opr/", "Opera"),
        UserAgentRule(.browser, "opx/", "Opera"),
        UserAgentRule(.browser, "opt/", "Opera"),
        UserAgentRule(.browser, "opios/", "Opera"),
        UserAgentRule(.browser, "opera", "Opera"),
        UserAgentRule(.browser, "samsungbrowser/", "Samsung Internet"),
        UserAgentRule(.browser, "yabrowser/", "Yandex Browser"),
        UserAgentRule(.browser, "vivaldi/", "Vivaldi"),
        UserAgentRule(.browser, "brave", "Brave"),
        UserAgentRule(.browser, "ddg/", "DuckDuckGo"),
        UserAgentRule(.browser, "duckduckgo/", "DuckDuckGo"),
        UserAgentRule(.browser, "ucbrowser/", "UC Browser"),
        UserAgentRule(.browser, "ubrowser/", "UC Browser"),
        UserAgentRule(.browser, "miuibrowser/", "Mi Browser"),
        UserAgentRule(.browser, "huaweibrowser/", "Huawei Browser"),
        UserAgentRule(.browser, "whale/", "Whale"),
        UserAgentRule(.browser, "mqqbrowser/", "QQ Browser"),
        UserAgentRule(.browser, "qqbrowser/", "QQ Browser"),
        UserAgentRule(.browser, "silk/", "Silk"),
        UserAgentRule(.browser, "instagram", "Instagram"),
        UserAgentRule(.browser, "fban/", "Facebook"),
        UserAgentRule(.browser, "fbav/", "Facebook"),
        UserAgentRule(.browser, "fb_iab/", "Facebook"),
        UserAgentRule(.browser, "musical_ly", "TikTok"),
        UserAgentRule(.browser, "bytedancewebview", "TikTok"),
        UserAgentRule(.browser, "micromessenger/", "WeChat"),
        UserAgentRule(.browser, "pinterest/", "Pinterest"),
        UserAgentRule(.browser, "snapchat", "Snapchat"),
        UserAgentRule(.browser, "linkedinapp", "LinkedIn"),
        UserAgentRule(.browser, "line/", "LINE"),
        UserAgentRule(.browser, "gsa/", "Google App"),
        UserAgentRule(.browser, "fxios/", "Firefox"),
        UserAgentRule(.browser, "focus/", "Firefox"),
        UserAgentRule(.browser, "seamonkey/", "SeaMonkey"),
        UserAgentRule(.browser, "firefox/", "Firefox"),
        UserAgentRule(.browser, "crios/", "Chrome"),
        UserAgentRule(.browser, "wv)", "Android WebView"),
        UserAgentRule(.browser, "chromium/", "Chromium"),
        UserAgentRule(.browser, "chrome/", "Chrome"),
        UserAgentRule(.browser, "trident/", "Internet Explorer"),
        UserAgentRule(.browser, "msie ", "Internet Explorer"),
        UserAgentRule(.browser, "safari/", "Safari"),
    ]

    private static let systems: [UserAgentRule] = [
        UserAgentRule(.os, "windows phone", "Windows Phone"),
        UserAgentRule(.os, "xbox", "Xbox"),
        UserAgentRule(.os, "playstation", "PlayStation"),
        UserAgentRule(.os, "nintendo", "Nintendo"),
        UserAgentRule(.os, "openharmony", "HarmonyOS"),
        UserAgentRule(.os, "harmonyos", "HarmonyOS"),
        UserAgentRule(.os, "tizen", "Tizen"),
        UserAgentRule(.os, "web0s", "webOS"),
        UserAgentRule(.os, "webos", "webOS"),
        UserAgentRule(.os, "kaios", "KaiOS"),
        UserAgentRule(.os, "iphone", "iOS"),
        UserAgentRule(.os, "ipad", "iOS"),
        UserAgentRule(.os, "ipod", "iOS"),
        UserAgentRule(.os, "ios ", "iOS"),
        UserAgentRule(.os, "android", "Android"),
        UserAgentRule(.os, "cros ", "ChromeOS"),
        UserAgentRule(.os, "windows", "Windows"),
        UserAgentRule(.os, "macintosh", "macOS"),
        UserAgentRule(.os, "mac os x", "macOS"),
        UserAgentRule(.os, "macos", "macOS"),
        UserAgentRule(.os, "linux", "Linux"),
        UserAgentRule(.os, "x11", "Linux"),
    ]

    private static let devices: [UserAgentRule] = [
        UserAgentRule(.device, "smart-tv", "tv"),
        UserAgentRule(.device, "smarttv", "tv"),
        UserAgentRule(.device, "appletv", "tv"),
        UserAgentRule(.device, "googletv", "tv"),
        UserAgentRule(.device, "android tv", "tv"),
        UserAgentRule(.device, "bravia", "tv"),
        UserAgentRule(.device, "crkey", "tv"),
        UserAgentRule(.device, "aft", "tv"),
        UserAgentRule(.device, "web0s", "tv"),
        UserAgentRule(.device, "hbbtv", "tv"),
        UserAgentRule(.device, "xbox", "console"),
        UserAgentRule(.device, "playstation", "console"),
        UserAgentRule(.device, "nintendo", "console"),
        UserAgentRule(.device, "ipad", "tablet"),
        UserAgentRule(.device, "tablet", "tablet"),
        UserAgentRule(.device, "kindle", "tablet"),
        UserAgentRule(.device, "iphone", "mobile"),
        UserAgentRule(.device, "ipod", "mobile"),
        UserAgentRule(.device, "windows phone", "mobile"),
        UserAgentRule(.device, "mobi", "mobile"),
        UserAgentRule(.device, "opera mini", "mobile"),
        UserAgentRule(.device, "kaios", "mobile"),
        // Without "Mobile" it is a tablet (or a phone that asks for the desktop's page, which nobody can
        // tell).
        UserAgentRule(.device, "android", "tablet"),
        UserAgentRule(.device, "cros ", "desktop"),
        UserAgentRule(.device, "windows", "desktop"),
        UserAgentRule(.device, "macintosh", "desktop"),
        UserAgentRule(.device, "linux", "desktop"),
        UserAgentRule(.device, "x11", "desktop"),
    ]
}
