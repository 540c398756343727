package import ClickModel

/// Visitors who walk through a shop and click: realistic traffic out of a seed.
///
/// The caller asks for the click that is due at a time, and the simulator says who clicks then and what. A
/// bounded number of visits goes on at once, in a queue by the simulated time of their next click; the first
/// one clicks. At `eventsPerSecond` R there are R × `averageGapSeconds` visits, so that clicks of one visitor
/// lie as far apart in event time as people's do. Where the bounds (`maximumActiveSessions`, half of `users`)
/// allow fewer, or at full speed, the same visits go by faster: the order of their clicks and all shares stay
/// the same, only the pauses shrink.
///
/// A purchase is one event for each line of the order, all with the order's `order_id`: so revenue is the sum
/// of price × quantity over `purchase` events, for each product too, and the number of orders is that of
/// distinct `order_id`s. `properties` carry the order's total and number of lines.
///
/// Not for two threads at once. A click takes about a microsecond and, once the buffers have grown, no
/// allocation.
package struct TrafficSimulator: Sendable {
    /// Seconds between two clicks of one visitor, on average, over visits and the pauses between them.
    package static let averageGapSeconds = 10.0

    let shop: Shop
    var generator: RandomGenerator
    private var sessions: [Session]
    private var queue: SessionQueue
    private var visitors: VisitorSet
    private var recent = RecentRecords()
    private let users: UInt32
    private let bots: UInt32
    private let botThreshold: UInt64
    private let duplicateThreshold: UInt64
    private let lateThreshold: UInt64
    private let malformedThreshold: UInt64

    /// Builds the shop and lets visits get under way, some tens of milliseconds of work.
    /// Values outside their ranges are taken as the nearest allowed ones.
    package init(_ configuration: TrafficConfiguration) {
        let users = min(max(configuration.users, 1), TrafficConfiguration.mostUsers)
        let products = min(max(configuration.products, 1), TrafficConfiguration.mostProducts)
        let sessionCount = Self.activeSessions(configuration, users: users)
        shop = Shop(productCount: products)
        generator = RandomGenerator(seed: configuration.seed)
        self.users = UInt32(users)
        bots = UInt32(max(users / 1000, 4))
        visitors = VisitorSet(count: users)
        botThreshold = RandomGenerator.threshold(configuration.botShare)
        duplicateThreshold = RandomGenerator.threshold(configuration.duplicateShare)
        lateThreshold = RandomGenerator.threshold(configuration.lateShare)
        malformedThreshold = RandomGenerator.threshold(configuration.malformedShare)
        sessions = [Session](repeating: Session(), count: sessionCount)
        queue = SessionQueue(due: [Int64](repeating: 0, count: sessionCount))
        for slot in 0..<sessionCount { startSession(slot, at: configuration.start) }
        let firstClicks = (0..<sessionCount).map { _ in Int64(generator.below(40_000_000)) }
        queue = SessionQueue(due: firstClicks)
        // Most visits are over after so many clicks, so that what goes on then is a fair sample.
        for _ in 0..<(sessionCount * 12) { advance(at: configuration.start) }
    }

    /// Visits that go on at once.
    package var activeSessionCount: Int { sessions.count }

    private static func activeSessions(_ configuration: TrafficConfiguration, users: Int) -> Int {
        let bound = max(min(configuration.maximumActiveSessions, users / 2), 1)
        guard let rate = configuration.eventsPerSecond, !rate.isNaN else { return min(bound, 16_384) }
        return Int(min(max(rate * averageGapSeconds, 1), Double(bound)).rounded())
    }

    /// Writes the record that is due at a time.
    /// - Parameters:
    ///   - due: microseconds since 1970; the caller's schedule, usually ascending.
    ///   - writer: gets the record, replacing what it held.
    package mutating func next(at due: Int64, _ writer: inout ClickWriter) -> SimulatedClick {
        if recent.count > 0, generator.chance(duplicateThreshold) {
            return recent.copy(generator.below(recent.count), to: &writer)
        }
        let slot = Int(queue.first.slot)
        enter(slot)
        let session = sessions[slot]
        let time = due - session.lateness
        let click: SimulatedClick
        if generator.chance(malformedThreshold) {
            let kinds = Malformation.allCases
            let damage = kinds[Int(generator.below(UInt32(kinds.count)))]
            writeDamaged(session, at: time, damage, &writer)
            click = SimulatedClick(kind: .malformed(damage), key: session.userID, eventTime: time)
        } else {
            write(session, at: time, &writer)
            let kind: SimulatedClick.Kind = session.lateness > 0 ? .late : .click
            click = SimulatedClick(kind: kind, key: session.userID, eventTime: time)
            if duplicateThreshold > 0 {
                writer.withBytes { recent.store($0, key: session.userID, eventTime: time) }
            }
        }
        leave(slot, at: due)
        return click
    }

    /// A click that nobody sees.
    private mutating func advance(at time: Int64) {
        let slot = Int(queue.first.slot)
        enter(slot)
        leave(slot, at: time)
    }

    /// Decides what the next click of a visit is about.
    private mutating func enter(_ slot: Int) {
        sessions[slot].enter(shop, &generator)
    }

    /// Decides what the visit does after its click, and when.
    private mutating func leave(_ slot: Int, at time: Int64) {
        let due = queue.first.due
        let gap = sessions[slot].pause(shop, &generator)
        sessions[slot].chooseNext(&generator)
        if sessions[slot].step == .leave {
            if !sessions[slot].isBot { visitors.remove(sessions[slot].visitor) }
            startSession(slot, at: time)
        }
        queue.replaceFirst(due: due + gap)
    }

    /// Lets the next visitor in.
    /// - Parameter time: event time; at each place on earth those come whose hour it is.
    private mutating func startSession(_ slot: Int, at time: Int64) {
        var session = Session()
        session.isBot = generator.chance(botThreshold)
        let person: Audience.Person
        if session.isBot {
            session.visitor = generator.below(bots)
            person = shop.audience.bot(session.visitor)
            session.userID = ShortID(prefix: UInt8(ascii: "b"), ShortID.scramble(UInt64(session.visitor)))
            session.patience = 10 + Int(generator.below(40))
            session.product = Int(generator.below(UInt32(shop.catalogue.productCount)))
        } else {
            (session.visitor, person) = drawVisitor(at: time)
            session.userID = ShortID(prefix: UInt8(ascii: "v"), ShortID.scramble(UInt64(session.visitor)))
            session.patience = shop.patience.draw(generator.next()) + 1
            session.source = shop.sources.draw(generator.next())
        }
        session.locale = person.locale
        session.device = person.device
        session.intent = person.intent * shop.sources.intents[session.source]
        session.sessionID = ShortID(prefix: UInt8(ascii: "s"), generator.next())
        session.step =
            session.isBot
            ? .listing
            : ShopWalk.landing(
                hasCampaign: shop.sources.hasCampaign(session.source), roll: generator.below(10_000))
        if generator.chance(lateThreshold) { session.lateness = drawLateness() }
        sessions[slot] = session
    }

    private mutating func drawVisitor(at time: Int64) -> (UInt32, Audience.Person) {
        for _ in 0..<8 {
            // The square makes low numbers come often and high ones seldom.
            let draw = generator.next() >> 32
            let wanted = UInt32(truncatingIfNeeded: (((draw &* draw) >> 32) &* UInt64(users)) >> 32)
            guard !visitors.contains(wanted) else { continue }
            let person = shop.audience.person(wanted)
            let hour = shop.audience.hour(at: time, inLocale: person.locale)
            guard DailyRhythm.comes(atHour: hour, generator.next()) else { continue }
            return (visitors.insert(atOrAfter: wanted), person)
        }
        // Most are here or asleep: anybody who is not here yet.
        let visitor = visitors.insert(atOrAfter: generator.below(users))
        return (visitor, shop.audience.person(visitor))
    }

    /// 2 minutes to about 3 days, as many in each doubling.
    private mutating func drawLateness() -> Int64 {
        let minutes: Int64 = 2 << Int64(generator.below(11))
        return minutes * (60_000_000 + Int64(generator.below(60_000_000)))
    }
}
