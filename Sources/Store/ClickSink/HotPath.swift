internal import ClickModel
internal import ClickStore
internal import KafkaClient
internal import PostgresClient

/// The sink's own work on each record, without Kafka and without PostgreSQL, so that it can be measured: the
/// same code as in `BatchWriter`, and what PostgreSQL would be sent is forgotten.
///
/// One thread at a time. In a transaction: `begin`, `take` each record, `end`.
package struct HotPath: ~Copyable {
    /// How much of the work is done; each includes those before it.
    package enum Extent: String, CaseIterable, Comparable, Sendable {
        /// JSON is decoded and validated.
        case decode
        /// The row of `user_clicks` is written.
        case rows
        /// The click is added to rollups and visits.
        case sums
        /// At the end of the transaction the rows of rollups and visits are written.
        case all

        package static func < (left: Extent, right: Extent) -> Bool { left.order < right.order }

        private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    private let extent: Extent
    // Not a seed that cannot be guessed: the same records shall cost the same each time.
    private let decoder = ClickDecoder(seed: 7)
    private var batch: SinkBatch
    private let now: Int64
    private var pass: SinkPass
    private var progress: [PartitionProgress?] = [PartitionProgress(readingFrom: 0)]
    private var offset: Int64 = 0
    private var first: Int64 = 0
    private var bytes = 0
    private var decoded = 0

    /// - Parameter now: the time of day, in microseconds since 1970.
    package init(_ extent: Extent, now: Int64) {
        let limits = SinkLimits()
        self.extent = extent
        self.now = now
        batch = SinkBatch(
            topic: "website_clicks", limits: limits,
            aggregates: extent >= .sums ? BatchAggregates(chunkBytes: limits.aggregateChunkBytes) : nil,
            decoder: decoder)
        pass = SinkPass(road: .direct, now: now, days: KnownDays())
    }

    package mutating func begin() {
        batch.reset()
        // The same records shall cost the same each time: nobody of them is known.
        batch.aggregates?.forgetKnown()
        bytes = 0
        decoded = 0
        first = offset
        pass = SinkPass(road: .direct, now: now, days: pass.days)
    }

    /// The next record of the only partition.
    /// - Parameter producedAt: milliseconds since 1970.
    package mutating func take(_ value: UnsafeRawBufferPointer, producedAt: Int64) {
        if extent == .decode {
            if case .click = decoder.decode(value, producedAt: producedAt) { decoded += 1 }
            return
        }
        let record = KafkaRecordView(
            topic: "website_clicks", partition: 0, offset: offset, timestamp: producedAt,
            key: UnsafeRawBufferPointer(start: nil, count: 0), value: value)
        batch.take(record, at: Int(offset - first), &pass, progress: &progress)
        offset += 1
        if batch.clicks.isFull {
            bytes += batch.clicks.count
            batch.forgetChunk()
        }
    }

    /// Days that were missing are there from now on, as if they had been made.
    /// - Returns: how many clicks were taken, and how many bytes PostgreSQL would have been sent; no clicks
    ///   where days were missing, and the transaction has to be done again.
    package mutating func end() -> (clicks: Int, bytes: Int) {
        if extent == .decode { return (decoded, 0) }
        let clicks = progress[0]?.tally.clicks ?? 0
        progress[0]?.commit()
        guard pass.missing.days.isEmpty else {
            pass.days.insert(pass.missing.days)
            return (0, 0)
        }
        bytes += batch.clicks.count
        if extent == .all { writeSums() }
        return (Int(clicks), bytes)
    }

    private mutating func writeSums() {
        do {
            // The types' identifiers are those of no database, and as long.
            let types = BatchAggregates.Types(rollup: 1, userDay: 2, visitPiece: 3)
            try batch.aggregates?.writeStatements(types: types, lane: 0) { _, binary, _ in
                bytes += binary.count
            }
        } catch {
            // Only the connection could have failed.
            bytes = 0
        }
    }
}
