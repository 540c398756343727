internal import ClickModel

/// The people who may come, and the machines: who somebody is follows from a number, so that a population of
/// any size takes no memory and a visitor who comes back is the same one.
struct Audience: Sendable {
    struct Person: Sendable {
        var locale: Int
        var device: Int
        /// Readiness to buy, in sixteenths of the average.
        var intent: UInt32
    }

    /// `language` and `country` of each locale, as JSON members.
    private(set) var localeMembers = ByteArena()
    /// `user_agent`, `device`, `browser`, `os`, `screen` and `is_bot` of each device; those of the bots come
    /// last.
    private(set) var deviceMembers = ByteArena()
    private(set) var currencies: [Currency] = []
    private var utcOffsets: [Int64] = []
    private var intents: [UInt32] = []
    private let localeTable: AliasTable
    private let deviceTable: AliasTable
    private let firstBot: Int

    init() {
        let locales = AudienceVocabulary.locales
        localeTable = AliasTable(locales.map(\.weight))
        currencies = locales.map(\.currency)
        utcOffsets = locales.map { $0.utcOffset * 60_000_000 }
        var encoder = ClickWriter()
        for locale in locales {
            encoder.begin()
            encoder.text(.language, locale.language)
            encoder.text(.country, locale.country)
            localeMembers.append(membersOf: encoder)
        }
        // A bot sends no language; its last locale is a data centre.
        encoder.begin()
        encoder.text(.country, "US")
        localeMembers.append(membersOf: encoder)
        currencies.append(.usd)
        utcOffsets.append(0)
        var weights: [Double] = []
        for device in AudienceVocabulary.devices {
            let screens = "\(device.screens)".split(separator: ",")
            for screen in screens {
                weights.append(device.weight / Double(screens.count))
                intents.append(device.intent)
                encoder.begin()
                encoder.text(.userAgent, device.userAgent)
                encoder.text(.device, device.device)
                encoder.text(.browser, device.browser)
                encoder.text(.os, device.os)
                encoder.text(.screen, String(screen))
                encoder.bool(.isBot, false)
                deviceMembers.append(membersOf: encoder)
            }
        }
        deviceTable = AliasTable(weights)
        firstBot = deviceMembers.count
        for bot in AudienceVocabulary.bots {
            encoder.begin()
            encoder.text(.userAgent, bot.userAgent)
            encoder.text(.device, "bot")
            encoder.text(.browser, bot.browser)
            encoder.bool(.isBot, true)
            deviceMembers.append(membersOf: encoder)
        }
    }

    /// Who the visitor of a number is.
    func person(_ visitor: UInt32) -> Person {
        let bits = RandomGenerator.mix(UInt64(visitor) &+ 0x5EED)
        let device = deviceTable.draw(RandomGenerator.mix(bits))
        return Person(locale: localeTable.draw(bits), device: device, intent: intents[device])
    }

    /// What the bot of a number is.
    func bot(_ bot: UInt32) -> Person {
        Person(
            locale: currencies.count - 1, device: firstBot + Int(bot) % AudienceVocabulary.bots.count,
            intent: 0)
    }

    /// The clock on the wall of a locale.
    /// - Returns: 0…23
    func hour(at time: Int64, inLocale locale: Int) -> Int {
        let day: Int64 = 86_400_000_000
        let local = ((time % day) + utcOffsets[locale] + 2 * day) % day
        return Int(local / 3_600_000_000)
    }
}
