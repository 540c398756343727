import ClickModel
import ClickStore
import PostgresClient

/// What the sink does with each click, without Kafka and PostgreSQL: decode, validate, write the row, count
/// it for rollups and sessions.
final class HotPathBench {
    private let decoder = ClickDecoder()
    private let aggregates = BatchAggregates(chunkBytes: 64 * 1024)
    private var rows = CopyBinaryBuffer(limit: 64 * 1024)
    private let records: BenchRecords

    init(_ records: BenchRecords) { self.records = records }

    /// - Returns: events a second, once everything has its size.
    func run() throws -> Double {
        guard measured() == measured() else { throw Unavailable("The same clicks gave other rows.") }
        let time = ContinuousClock().measure { _ = measured() }
        return Double(records.count) / time.seconds
    }

    /// One batch of all records.
    /// - Returns: the bytes of the rows.
    @inline(never)
    private func measured() -> Int {
        var bytes = 0
        var offset: Int64 = 0
        aggregates.removeAll()
        rows.removeAll()
        records.forEach { record in
            guard case .click = decoder.decode(record, producedAt: records.producedAt) else { return }
            UserClicksCopy.appendRow(
                decoder.click, partition: 0, offset: offset, producedAt: records.producedAt,
                ingestedAt: records.producedAt, into: &rows)
            aggregates.add(decoder.click)
            offset += 1
            if rows.isFull {
                bytes += rows.count
                rows.removeAll()
            }
        }
        return bytes + rows.count
    }
}
