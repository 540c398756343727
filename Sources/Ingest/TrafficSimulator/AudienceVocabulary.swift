/// Where visitors come from and what they browse with; shares are rounded from public browser statistics.
enum AudienceVocabulary {
    struct Locale {
        let country: StaticString
        let language: StaticString
        let currency: Currency
        /// Minutes east of UTC, without summer time.
        let utcOffset: Int64
        let weight: Double
    }

    static let locales: [Locale] = [
        Locale(country: "US", language: "en-US", currency: .usd, utcOffset: -360, weight: 26),
        Locale(country: "US", language: "es-US", currency: .usd, utcOffset: -420, weight: 3),
        Locale(country: "GB", language: "en-GB", currency: .gbp, utcOffset: 0, weight: 13),
        Locale(country: "DE", language: "de-DE", currency: .eur, utcOffset: 60, weight: 12),
        Locale(country: "DE", language: "en-GB", currency: .eur, utcOffset: 60, weight: 1),
        Locale(country: "FR", language: "fr-FR", currency: .eur, utcOffset: 60, weight: 8),
        Locale(country: "NL", language: "nl-NL", currency: .eur, utcOffset: 60, weight: 4),
        Locale(country: "IT", language: "it-IT", currency: .eur, utcOffset: 60, weight: 4),
        Locale(country: "ES", language: "es-ES", currency: .eur, utcOffset: 60, weight: 4),
        Locale(country: "CA", language: "en-CA", currency: .cad, utcOffset: -300, weight: 4),
        Locale(country: "CA", language: "fr-CA", currency: .cad, utcOffset: -300, weight: 1),
        Locale(country: "AU", language: "en-AU", currency: .aud, utcOffset: 600, weight: 3),
        Locale(country: "SE", language: "sv-SE", currency: .sek, utcOffset: 60, weight: 2),
        Locale(country: "NO", language: "nb-NO", currency: .nok, utcOffset: 60, weight: 1),
        Locale(country: "DK", language: "da-DK", currency: .dkk, utcOffset: 60, weight: 1.5),
        Locale(country: "PL", language: "pl-PL", currency: .pln, utcOffset: 60, weight: 3),
        Locale(country: "CH", language: "de-CH", currency: .chf, utcOffset: 60, weight: 1.5),
        Locale(country: "CH", language: "fr-CH", currency: .chf, utcOffset: 60, weight: 0.5),
        Locale(country: "AT", language: "de-AT", currency: .eur, utcOffset: 60, weight: 2),
        Locale(country: "BE", language: "nl-BE", currency: .eur, utcOffset: 60, weight: 1.5),
        Locale(country: "IE", language: "en-IE", currency: .eur, utcOffset: 0, weight: 1),
        Locale(country: "JP", language: "ja-JP", currency: .jpy, utcOffset: 540, weight: 3),
        Locale(country: "BR", language: "pt-BR", currency: .brl, utcOffset: -180, weight: 2),
        Locale(country: "IN", language: "en-IN", currency: .inr, utcOffset: 330, weight: 3),
        Locale(country: "MX", language: "es-MX", currency: .mxn, utcOffset: -360, weight: 1.5),
    ]

    struct Device {
        let device: StaticString
        let browser: StaticString
        let os: StaticString
        let userAgent: StaticString
        /// Comma-separated; each is as frequent as the others.
        let screens: StaticString
        let weight: Double
        /// How much readier to buy than the rest, in sixteenths.
        let intent: UInt32
    }

    static let devices: [Device] = phones + computers + tablets

    private static let phones: [Device] = [
        Device(
            device: "mobile", browser: "Safari", os: "iOS",
            userAgent: """
                Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) \
                AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1
                """,
            screens: "390x844,393x852,430x932,375x667", weight: 24, intent: 15),
        Device(
            device: "mobile", browser: "Chrome", os: "Android",
            userAgent: """
                Mozilla/5.0 (Linux; Android 10; K) \
                AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36
                """,
            screens: "412x915,360x800,384x832", weight: 22, intent: 13),
        Device(
            device: "mobile", browser: "Chrome", os: "Android",
            userAgent: """
                Mozilla/5.0 (Linux; Android 10; K) \
                AppleWebKit/537.36 (KHTML, like Gecko) Chrome/136.0.0.0 Mobile Safari/537.36
                """,
            screens: "412x892,360x780", weight: 6, intent: 13),
        Device(
            device: "mobile", browser: "Samsung Internet", os: "Android",
            userAgent: """
                Mozilla/5.0 (Linux; Android 10; K) \
                AppleWebKit/537.36 (KHTML, like Gecko) \
                SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36
                """,
            screens: "384x854,412x915", weight: 4, intent: 13),
        Device(
            device: "mobile", browser: "Chrome", os: "iOS",
            userAgent: """
                Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) \
                AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/138.0.7204.53 Mobile/15E148 Safari/604.1
                """,
            screens: "390x844,402x874", weight: 3, intent: 15),
    ]

    private static let computers: [Device] = [
        Device(
            device: "desktop", browser: "Chrome", os: "Windows",
            userAgent: """
                Mozilla/5.0 (Windows NT 10.0; Win64; x64) \
                AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36
                """,
            screens: "1920x1080,1536x864,2560x1440,1366x768", weight: 17, intent: 20),
        Device(
            device: "desktop", browser: "Edge", os: "Windows",
            userAgent: """
                Mozilla/5.0 (Windows NT 10.0; Win64; x64) \
                AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0
                """,
            screens: "1920x1080,1536x864,1920x1200", weight: 6, intent: 20),
        Device(
            device: "desktop", browser: "Firefox", os: "Windows",
            userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            screens: "1920x1080,2560x1440", weight: 2.5, intent: 18),
        Device(
            device: "desktop", browser: "Safari", os: "macOS",
            userAgent: """
                Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) \
                AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15
                """,
            screens: "1440x900,1512x982,1728x1117", weight: 5, intent: 20),
        Device(
            device: "desktop", browser: "Chrome", os: "macOS",
            userAgent: """
                Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) \
                AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36
                """,
            screens: "1440x900,1728x1117,2560x1440", weight: 4, intent: 20),
        Device(
            device: "desktop", browser: "Firefox", os: "Linux",
            userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            screens: "1920x1080,2560x1440", weight: 1, intent: 16),
        Device(
            device: "desktop", browser: "Chrome", os: "Chrome OS",
            userAgent: """
                Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) \
                AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36
                """,
            screens: "1366x768,1536x864", weight: 1, intent: 16),
    ]

    private static let tablets: [Device] = [
        Device(
            device: "tablet", browser: "Safari", os: "iPadOS",
            userAgent: """
                Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) \
                AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1
                """,
            screens: "820x1180,810x1080,1024x1366", weight: 2.5, intent: 18),
        Device(
            device: "tablet", browser: "Chrome", os: "Android",
            userAgent: """
                Mozilla/5.0 (Linux; Android 10; K) \
                AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36
                """,
            screens: "800x1280,753x1205", weight: 1.5, intent: 14),
    ]

    struct Bot {
        let browser: StaticString
        let userAgent: StaticString
    }

    static let bots: [Bot] = [
        Bot(
            browser: "Googlebot",
            userAgent: "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
        Bot(
            browser: "bingbot",
            userAgent: "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"),
        Bot(
            browser: "AhrefsBot",
            userAgent: "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)"),
        Bot(browser: "python-requests", userAgent: "python-requests/2.32.3"),
    ]
}
