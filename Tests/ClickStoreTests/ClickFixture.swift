import ClickModel
import ClickStore
import Logging
import PostgresClient
import TestPostgres

let quietLogger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

/// A click whose texts live as long as the fixture, as they would in a decoder's buffers.
final class ClickFixture {
    private(set) var click = DecodedClick()
    private var memory: [UnsafeMutablePointer<UInt8>] = []

    /// 2024-11-24T00:00:00Z, in microseconds.
    static let someDay: Int64 = 1_732_406_400_000_000

    init(id: UInt64, time: Int64 = ClickFixture.someDay) {
        click.eventID = (high: 0x0193_5b6c_0000_7000, low: id)
        click.eventTime = time
        click.eventType = bytes("page_view")
        click.userID = bytes("user-\(id)")
    }

    deinit {
        for pointer in memory { pointer.deallocate() }
    }

    func bytes(_ text: String) -> BorrowedBytes {
        let utf8 = Array(text.utf8)
        let start = UnsafeMutablePointer<UInt8>.allocate(capacity: max(utf8.count, 1))
        start.initialize(from: utf8, count: utf8.count)
        memory.append(start)
        return BorrowedBytes(start: start, count: utf8.count)
    }

    func set(_ path: WritableKeyPath<DecodedClick, BorrowedBytes>, _ text: String) {
        click[keyPath: path] = bytes(text)
    }

    func change(_ body: (inout DecodedClick) -> Void) { body(&click) }
}

/// A row on its way: which event, and which record it was.
struct Row {
    var id: UInt64
    var partition: Int32 = 0
    var offset: Int64
    var time = ClickFixture.someDay
}

/// Copies rows into whatever `statement` names; the connection may be in a COPY already.
@discardableResult
func copy(_ rows: [Row], _ connection: PostgresConnection, statement: String? = nil) throws -> Int {
    var buffer = CopyBinaryBuffer()
    buffer.writeHeader()
    for row in rows {
        let fixture = ClickFixture(id: row.id, time: row.time)
        UserClicksCopy.appendRow(
            fixture.click, partition: row.partition, offset: row.offset, producedAt: row.time / 1_000,
            ingestedAt: row.time, into: &buffer)
    }
    buffer.writeTrailer()
    if let statement { try connection.beginCopyIn(statement) }
    try connection.putCopyData(buffer)
    return try connection.endCopyIn()
}

/// A database of its own, migrated.
func withStore(_ body: (PostgresConnection, PostgresConfiguration) throws -> Void) throws {
    try TestPostgres.withDatabase { database in
        let connection = try PostgresConnection.connect(database)
        defer { connection.close() }
        try Migrations.migrate(connection, logger: quietLogger)
        try body(connection, database)
    }
}

func count(_ connection: PostgresConnection, _ table: String) throws -> Int64? {
    try connection.query("SELECT count(*) FROM \(table)").integer(0, 0)
}
