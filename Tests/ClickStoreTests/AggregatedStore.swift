import ClickModel
import PostgresClient
import TestPostgres

@testable import ClickStore

/// Clicks in batches, rows and aggregates in one transaction, as the sink does it.
struct AggregatedStore {
    let connection: PostgresConnection
    private let aggregates = BatchAggregates(chunkBytes: 4096)
    private let types: BatchAggregates.Types
    private var offset: Int64

    init(_ connection: PostgresConnection, offset: Int64 = 0) throws {
        self.offset = offset
        self.connection = connection
        types = try BatchAggregates.Types.read(connection)
        try aggregates.renew(connection)
    }

    mutating func store(_ clicks: [ClickFixture], partition: Int32 = 0) throws {
        let days = Set(clicks.map { ClickDay(microseconds: $0.click.eventTime) })
        try ClickDays().ensure(days, on: connection)
        while true {
            do {
                try write(clicks, partition: partition)
                break
            } catch let error as PostgresError where BatchAggregates.isOutdated(error) {
                connection.rollBack()
                try aggregates.renew(connection)
            } catch let error as PostgresError where error.sqlState == .deadlockDetected {
                connection.rollBack()
                aggregates.trustNothing(forBatches: 2)
            }
        }
        offset += Int64(clicks.count)
    }

    private func write(_ clicks: [ClickFixture], partition: Int32) throws {
        aggregates.removeAll()
        var buffer = CopyBinaryBuffer()
        buffer.writeHeader()
        for (number, fixture) in clicks.enumerated() {
            aggregates.add(fixture.click)
            UserClicksCopy.appendRow(
                fixture.click, partition: partition, offset: offset + Int64(number), producedAt: 0,
                ingestedAt: 0, into: &buffer)
        }
        buffer.writeTrailer()
        try connection.execute("BEGIN")
        try connection.beginCopyIn(UserClicksCopy.statement)
        try connection.putCopyData(buffer)
        try connection.endCopyIn()
        try connection.commit(after: { (pipeline: inout PostgresPipeline) in
            try aggregates.send(in: &pipeline, types: types, lane: partition)
        })
    }

    /// What is wrong by the tests' own definition of the aggregates.
    func differences() throws -> [String] {
        let result = try connection.query(AggregateReference.differences)
        return result.rows.map { result.string($0, 0) ?? "" }
    }

    /// What the product's own comparison says.
    func audit() throws -> AggregateReport { try AggregatedStore.audit(connection) }

    static func audit(_ connection: PostgresConnection) throws -> AggregateReport {
        try AggregateAudit.begin(connection)
        defer { connection.rollBack() }
        return try AggregateAudit.run(connection)
    }
}

extension ClickFixture {
    private static let urls = [
        "https://shop.example/", "https://shop.example/p/1?color=red#top", "/relative?x", "", "?", "#",
        "https://www.Shop.example:8080/A%20b", "https://user:pw@other.example/x@y", "http://[::1]:80/six",
        "mailto:somebody", "1http://bad/scheme", "https://", "https://a@b@c.example/z", "ftp+x://w/ü/日本",
        "https://WWW.search.example/find?q=1", "//no.scheme/x", "https://www./", "a\nb?c\nd",
        "https://shop.example/" + String(repeating: "é", count: 600), "https://[broken/y", "http://h?q/p",
    ]
    private static let types = [
        "page_view", "view_item", "add_to_cart", "begin_checkout", "add_payment_info", "purchase", "search",
        "my_own",
    ]

    /// A click that is like others in most ways, so that much of it meets in one row: of one of six users,
    /// within eleven hours around the midnight before `someDay`.
    static func random(_ id: UInt64, _ random: inout SeededGenerator) -> ClickFixture {
        let minutes = Int64.random(in: 0..<400, using: &random)
        let time = ClickFixture.someDay - 3 * 3_600_000_000 + minutes * 60_000_000 * 5 / 3
        let fixture = ClickFixture(id: id, time: time)
        fixture.set(\.eventType, types.randomElement(using: &random) ?? "")
        fixture.set(\.userID, "u\(Int.random(in: 0..<6, using: &random))")
        if Bool.random(using: &random) {
            fixture.set(\.sessionID, ["", "a", "b"].randomElement(using: &random) ?? "")
        }
        func maybe(_ path: WritableKeyPath<DecodedClick, BorrowedBytes>, _ values: [String]) {
            if Bool.random(using: &random) { fixture.set(path, values.randomElement(using: &random) ?? "") }
        }
        maybe(\.pageURL, urls)
        maybe(\.referrer, urls)
        maybe(\.productID, ["", "p1", "p2"])
        maybe(\.utmSource, ["", "news", "ads"])
        maybe(\.utmMedium, ["", "cpc"])
        maybe(\.utmCampaign, ["", "spring"])
        maybe(\.device, ["mobile", ""])
        maybe(\.browser, ["Firefox", "日本"])
        maybe(\.os, ["Linux"])
        maybe(\.language, ["en", "fr"])
        maybe(\.country, ["FR", "US", ""])
        maybe(\.currency, ["EUR", "USD"])
        let hasPrice = Bool.random(using: &random)
        let price = Int64.random(in: -5...999_999_999_999_999_999, using: &random)
        let quantity = Int32.random(in: -2...Int32.max, using: &random)
        let hasQuantity = Bool.random(using: &random)
        let isBot = Int.random(in: 0..<5, using: &random) == 0
        fixture.change { click in
            click.hasPrice = hasPrice
            click.price = price
            click.hasQuantity = hasQuantity
            click.quantity = quantity
            click.isBot = isBot
        }
        return fixture
    }
}
