internal import ClickModel

/// What brings visitors: searches, advertisements, newsletters, links, or nothing at all.
struct TrafficSources: Sendable {
    private struct Source {
        let referrer: String
        let source: String
        let medium: String
        let campaign: String
        let weight: Double
        /// Readiness to buy, in sixteenths of the average.
        let intent: UInt32

        init(
            _ weight: Double, intent: UInt32, referrer: String = "", _ source: String = "",
            _ medium: String = "", _ campaign: String = ""
        ) {
            self.weight = weight
            self.intent = intent
            self.referrer = referrer
            self.source = source
            self.medium = medium
            self.campaign = campaign
        }
    }

    private static let sources: [Source] = [
        Source(22, intent: 20),
        Source(25, intent: 16, referrer: "https://www.google.com/"),
        Source(2.5, intent: 16, referrer: "https://www.bing.com/"),
        Source(1.5, intent: 16, referrer: "https://duckduckgo.com/"),
        Source(1.5, intent: 13, referrer: "https://www.reddit.com/"),
        Source(1.5, intent: 14, referrer: "https://www.youtube.com/"),
        Source(
            8, intent: 19, referrer: "https://www.google.com/", "google", "cpc", "brand"),
        Source(
            7, intent: 18, referrer: "https://www.google.com/", "google", "cpc", "shopping-bestsellers"),
        Source(
            2, intent: 17, referrer: "https://www.bing.com/", "bing", "cpc", "brand"),
        Source(
            6, intent: 9, referrer: "https://l.facebook.com/", "facebook", "paid_social", "summer-sale"),
        Source(
            5, intent: 9, referrer: "https://l.instagram.com/", "instagram", "paid_social", "new-arrivals"),
        Source(
            3, intent: 6, referrer: "https://www.tiktok.com/", "tiktok", "paid_social", "unboxing"),
        Source(
            2, intent: 8, referrer: "https://www.pinterest.com/", "pinterest", "social", "home-ideas"),
        Source(6, intent: 26, "newsletter", "email", "weekly-picks"),
        Source(2.5, intent: 30, "newsletter", "email", "abandoned-cart"),
        Source(
            2.5, intent: 18, referrer: "https://www.dealhunter.example/", "dealhunter", "affiliate",
            "autumn-deals"),
    ]

    /// The address that each source sends in `referrer`; empty where it sends none.
    private(set) var referrers = ByteArena()
    /// `utm_source`, `utm_medium` and `utm_campaign` as JSON members; empty without a campaign.
    private(set) var members = ByteArena()
    /// The query that a campaign appends to the landing page's address.
    private(set) var queries = ByteArena()
    private(set) var intents: [UInt32] = []
    private let table: AliasTable

    init() {
        table = AliasTable(Self.sources.map(\.weight))
        var encoder = ClickWriter()
        for source in Self.sources {
            referrers.append(source.referrer)
            intents.append(source.intent)
            encoder.begin()
            if source.source.isEmpty {
                queries.append("")
            } else {
                queries.append(
                    "?utm_source=\(source.source)&utm_medium=\(source.medium)&utm_campaign=\(source.campaign)"
                )
                encoder.text(.utmSource, source.source)
                encoder.text(.utmMedium, source.medium)
                encoder.text(.utmCampaign, source.campaign)
            }
            members.append(membersOf: encoder)
        }
    }

    func draw(_ bits: UInt64) -> Int { table.draw(bits) }

    func hasCampaign(_ source: Int) -> Bool { !members.isEmpty(source) }

    /// Nobody sent this visitor: a bookmark, a typed address, a bot.
    static let direct = 0
}
