import ClickModel
import ClickStore
import PostgresClient
import TrafficSimulator

/// The yardstick: ready-made binary rows of the same clicks, copied into the same table by one connection.
struct RawCopy: Sendable {
    private let chunks: [[UInt8]]
    private let days: Set<ClickDay>
    let count: Int

    /// Makes the rows.
    init(_ records: SimulatedBacklog) {
        let decoder = ClickDecoder()
        var buffer = CopyBinaryBuffer(limit: 64 * 1024)
        var chunks: [[UInt8]] = []
        var days = ClickDaySet()
        var offset: Int64 = 0
        buffer.writeHeader()
        records.forEach { record in
            guard case .click = decoder.decode(record, producedAt: records.producedAt) else { return }
            days.insert(microseconds: decoder.click.eventTime)
            UserClicksCopy.appendRow(
                decoder.click, partition: 0, offset: offset, producedAt: records.producedAt,
                ingestedAt: WallClock.microseconds(), into: &buffer)
            offset += 1
            if buffer.isFull {
                buffer.withBytes { chunks.append(Array($0)) }
                buffer.removeAll()
            }
        }
        buffer.writeTrailer()
        buffer.withBytes { chunks.append(Array($0)) }
        self.chunks = chunks
        self.days = days.days
        count = Int(offset)
    }

    /// Makes the partitions of the rows' days.
    func prepare(_ connection: PostgresConnection) throws {
        try ClickDays().ensure(days, on: connection)
    }

    /// - Returns: rows a second, from BEGIN to the end of COMMIT.
    func run(_ connection: PostgresConnection) throws -> Double {
        let time = try ContinuousClock().measure {
            try connection.execute("BEGIN")
            try connection.beginCopyIn(UserClicksCopy.statement)
            for chunk in chunks { try chunk.withUnsafeBytes { try connection.putCopyData($0) } }
            try connection.endCopyIn()
            try connection.execute("COMMIT")
        }
        return Double(count) / time.seconds
    }
}
