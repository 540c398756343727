package import ClickModel

/// What a batch of clicks adds to the rollups: sums by minute and by a value, such as a page or a product.
///
/// Pure and used again and again: after the first batches nothing is allocated. One a worker.
package struct BatchRollups: ~Copyable {
    /// By what a row of the rollups counts, beside the minute. The raw value is internal to a batch.
    package enum Dimension: UInt8, CaseIterable, Sendable {
        case all
        case eventType
        case page
        case product
        case source
        case campaign
        case device
        case country

        /// As the tables have it.
        package var name: StaticString {
            switch self {
            case .all: "all"
            case .eventType: "event_type"
            case .page: "page"
            case .product: "product"
            case .source: "source"
            case .campaign: "campaign"
            case .device: "device"
            case .country: "country"
            }
        }
    }

    /// The counts of one row.
    package struct Sums: Equatable, Sendable {
        package var clicks: Int64 = 0
        package var pageViews: Int64 = 0
        package var productViews: Int64 = 0
        package var cartAdditions: Int64 = 0
        package var checkouts: Int64 = 0
        package var purchases: Int64 = 0
        package var units: Int64 = 0
        /// Ten-thousandths of the currency's unit. 128 bits hold the dearest price times the highest quantity
        /// for every offset there can be.
        package var revenue: Int128 = 0
    }

    /// What a row stands for.
    package struct Key {
        package let dimension: Dimension
        /// When the minute begins, in microseconds since 1970.
        package let minute: Int64
        package let value: UnsafeRawBufferPointer
        package let isBot: Bool
        package let currency: CurrencyCode
    }

    private static let microsecondsPerMinute: Int64 = 60_000_000
    /// Dimension, minute, kind of visitor, currency.
    private static let headBytes = 14

    private var keys = KeyTable()
    private var order: [Int32] = []
    private var sums: [Sums] = []
    // A value is a label of at most 512 bytes or a path of at most 500 characters.
    private var key = KeyBuffer(capacity: headBytes + 2048)

    package init() {}

    package var rows: Int { sums.count }

    package mutating func removeAll() {
        keys.removeAll()
        sums.removeAll(keepingCapacity: true)
    }

    /// Counts one stored click.
    package mutating func add(_ click: borrowing DecodedClick, _ origin: ClickOrigin) {
        let kind = EventKind(click.eventType)
        let hasPrice = click.hasPrice
        let isRevenue = kind == .purchase && hasPrice
        let units = click.hasQuantity ? Int64(click.quantity) : 1
        var one = Sums(clicks: 1)
        switch kind {
        case .pageView: one.pageViews = 1
        case .viewItem: one.productViews = 1
        case .addToCart: one.cartAdditions = 1
        case .beginCheckout: one.checkouts = 1
        case .purchase:
            one.purchases = 1
            one.units = units
            if isRevenue { one.revenue = Int128(click.price) * Int128(units) }
        case .addPaymentInfo, .other: break
        }
        beginKey(
            minute: Self.minute(of: click.eventTime), isBot: click.isBot,
            currency: isRevenue ? CurrencyCode(click.currency) : .none)
        add(one, .all, .absent)
        add(one, .eventType, click.eventType)
        if origin.page.isPresent { add(one, .page, origin.page) }
        if click.productID.count > 0 { add(one, .product, click.productID) }
        if origin.source.isPresent { add(one, .source, origin.source) }
        if click.utmCampaign.count > 0 { add(one, .campaign, click.utmCampaign) }
        if click.device.count > 0 { add(one, .device, click.device) }
        if click.country.count > 0 { add(one, .country, click.country) }
    }

    /// Puts the rows in order: by dimension, then by minute; the same in every process. To be called before
    /// `forEach`.
    package mutating func sort() { keys.sort(into: &order) }

    /// Visits every row in order.
    package func forEach<Failure: Error>(_ body: (Key, Sums) throws(Failure) -> Void) throws(Failure) {
        for index in order {
            try keys.withKey(Int(index)) { (bytes) throws(Failure) in
                let key = Key(
                    dimension: Dimension(rawValue: bytes[0]) ?? .all,
                    minute: KeyBuffer.ordered(bytes, at: 1),
                    value: UnsafeRawBufferPointer(rebasing: bytes[Self.headBytes...]),
                    isBot: bytes[9] == 1,
                    currency: CurrencyCode(
                        rawValue: bytes.loadUnaligned(fromByteOffset: 10, as: UInt32.self)))
                try body(key, sums[Int(index)])
            }
        }
    }

    private mutating func beginKey(minute: Int64, isBot: Bool, currency: CurrencyCode) {
        key.removeAll()
        key.append(UInt8(0))
        key.append(ordered: minute)
        key.append(isBot ? 1 : UInt8(0))
        key.append(currency.rawValue)
    }

    private mutating func add(_ one: Sums, _ dimension: Dimension, _ value: BorrowedBytes) {
        key.truncate(to: Self.headBytes)
        key.set(dimension.rawValue, at: 0)
        key.append(value)
        let (index, isNew) = key.withBytes { keys.index(of: $0) }
        if isNew {
            sums.append(one)
        } else {
            sums[index].add(one)
        }
    }

    private static func minute(of time: Int64) -> Int64 {
        let (quotient, remainder) = time.quotientAndRemainder(dividingBy: microsecondsPerMinute)
        return (remainder < 0 ? quotient - 1 : quotient) * microsecondsPerMinute
    }
}

extension BatchRollups.Sums {
    mutating func add(_ other: Self) {
        clicks += other.clicks
        pageViews += other.pageViews
        productViews += other.productViews
        cartAdditions += other.cartAdditions
        checkouts += other.checkouts
        purchases += other.purchases
        units += other.units
        revenue += other.revenue
    }
}
