package import ClickModel

/// What a batch of clicks adds to the sessions: pieces of visits, to be joined with what the database has.
///
/// A piece holds the clicks of one `session_id` on one UTC day, or of one user without `session_id` in one
/// half hour. Two clicks of a half hour are less than 30 minutes apart, so that a piece never has to be taken
/// apart again, whatever comes later; and every piece is within one day.
///
/// Everything in a piece is a sum, a bound, or belongs to the first or last click by `event_time` and
/// `event_id`: so pieces can be joined in any order, and the same sessions come out.
///
/// Pure and used again and again: after the first batches nothing is allocated. One a worker.
package struct BatchVisits: ~Copyable {
    /// A click's place in time; events at the same time are ordered by their `event_id`.
    struct Moment: Comparable {
        var time: Int64
        var high: UInt64
        var low: UInt64

        static func < (a: Moment, b: Moment) -> Bool {
            (a.time, a.high, a.low) < (b.time, b.high, b.low)
        }
    }

    /// What the first click tells of the visit.
    struct Entry {
        var page = TextArena.Slice()
        var source = TextArena.Slice()
        var medium = TextArena.Slice()
        var campaign = TextArena.Slice()
        var device = TextArena.Slice()
        var browser = TextArena.Slice()
        var os = TextArena.Slice()
        var language = TextArena.Slice()
        var country = TextArena.Slice()
    }

    struct Piece {
        var first: Moment
        var last: Moment
        var clicks: Int64 = 0
        var pageViews: Int64 = 0
        var furthestStep: Int16 = 0
        var purchases: Int64 = 0
        var firstAmount: Int32 = -1
        var hasBotClicks = false
        var hasHumanClicks = false
        var userBytes: Int32
        var hasSession: Bool
        var day: Int64
        var entry = Entry()
        var exitPage = TextArena.Slice()
    }

    private static let microsecondsPerDay: Int64 = 86_400_000_000
    private static let microsecondsPerHalfHour: Int64 = 1_800_000_000
    /// Whether there is a session, and the window.
    static let headBytes = 9

    var keys = KeyTable()
    var order: [Int32] = []
    var pieces: [Piece] = []
    var texts = TextArena()
    var amounts = Amounts()
    // user_id and session_id are of at most 128 bytes each.
    private var key = KeyBuffer(capacity: 1024)

    package init() {}

    package var count: Int { pieces.count }

    package mutating func removeAll() {
        keys.removeAll()
        pieces.removeAll(keepingCapacity: true)
        texts.removeAll()
        amounts.removeAll()
    }

    /// Counts one stored click.
    package mutating func add(_ click: borrowing DecodedClick, _ origin: ClickOrigin) {
        let moment = Moment(time: click.eventTime, high: click.eventID.high, low: click.eventID.low)
        let index = piece(of: click, at: moment)
        // In one access: each would be checked.
        pieces[index].add(click, origin, at: moment, &amounts, &texts)
    }

    private mutating func piece(of click: borrowing DecodedClick, at moment: Moment) -> Int {
        let hasSession = click.sessionID.count > 0
        let window = Self.floor(
            moment.time, hasSession ? Self.microsecondsPerDay : Self.microsecondsPerHalfHour)
        key.removeAll()
        key.append(hasSession ? 0 : UInt8(1))
        key.append(ordered: window)
        key.append(click.userID)
        if hasSession {
            // No text holds a NUL, so it keeps the two apart.
            key.append(UInt8(0))
            key.append(click.sessionID)
        }
        let (index, isNew) = key.withBytes { keys.index(of: $0) }
        if isNew {
            pieces.append(
                Piece(
                    first: moment, last: moment, userBytes: Int32(click.userID.count),
                    hasSession: hasSession, day: Self.floor(moment.time, Self.microsecondsPerDay)))
        }
        return index
    }

    private static func floor(_ value: Int64, _ unit: Int64) -> Int64 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: unit)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

extension BatchVisits.Piece {
    fileprivate mutating func add(
        _ click: borrowing DecodedClick, _ origin: ClickOrigin, at moment: BatchVisits.Moment,
        _ amounts: inout Amounts, _ texts: inout TextArena
    ) {
        let kind = EventKind(click.eventType)
        clicks += 1
        furthestStep = max(furthestStep, kind.funnelStep)
        if kind == .pageView { pageViews += 1 }
        if kind == .purchase {
            purchases += 1
            if click.hasPrice {
                let units = click.hasQuantity ? Int128(click.quantity) : 1
                amounts.add(Int128(click.price) * units, CurrencyCode(click.currency), to: &firstAmount)
            }
        }
        if click.isBot { hasBotClicks = true } else { hasHumanClicks = true }
        let isNew = clicks == 1
        if isNew || moment < first {
            first = moment
            entry = BatchVisits.Entry(click, origin, &texts)
        }
        if isNew || moment > last {
            last = moment
            exitPage = texts.append(origin.page)
        }
    }
}

extension BatchVisits.Entry {
    fileprivate init(_ click: borrowing DecodedClick, _ origin: ClickOrigin, _ texts: inout TextArena) {
        self.init(
            page: texts.append(origin.page), source: texts.append(origin.source),
            medium: texts.append(click.utmMedium), campaign: texts.append(click.utmCampaign),
            device: texts.append(click.device), browser: texts.append(click.browser),
            os: texts.append(click.os), language: texts.append(click.language),
            country: texts.append(click.country))
    }
}
