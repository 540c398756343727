package import KafkaRecords

/// What a partition knows of its idempotent producers (KIP-98): enough to tell a repeated batch, a lost one
/// and an outdated producer from the batch that is due.
///
/// A value without I/O: the log asks `judge` before it writes, and tells `record` after.
package struct ProducerTable: Sendable, Equatable {
    /// Kafka's clients keep at most five requests in flight, so at most five batches can come again.
    package static let keptBatches = 5
    /// When more producers than this are known, the ones that were silent longest are forgotten.
    package static let maximumProducers = 65_536

    package private(set) var producers: [Int64: Producer] = [:]
    package internal(set) var transactions = TransactionTable()

    package struct Producer: Sendable, Equatable {
        package var epoch: Int16
        /// The last batches, oldest first.
        package var batches: [Batch]
        /// When it last wrote, milliseconds since 1970; 0 when that is not known.
        package var lastActive: Int64
    }

    package struct Batch: Sendable, Equatable {
        package let baseSequence: Int32
        package let lastSequence: Int32
        package let baseOffset: Int64
        package let lastOffset: Int64
    }

    package enum Verdict: Equatable {
        case new
        case duplicate(Batch)
    }

    package init() {}

    package init(_ producers: [Int64: Producer], _ transactions: TransactionTable = TransactionTable()) {
        self.producers = producers
        self.transactions = transactions
    }

    /// Whether the batch is the one that is due.
    /// - Throws: `outOfOrderSequence`, `duplicateSequence`, `fencedProducer` or `notTransactional`.
    package func judge(_ header: RecordBatchHeader) throws(LogError) -> Verdict {
        // Nothing is known of a new producer, or of one that was forgotten: any start is accepted.
        guard header.isIdempotent, let producer = producers[header.producerID] else { return .new }
        // The broker's own: whatever a producer has sent, its transaction ends.
        guard !header.attributes.isControl else { return .new }
        guard header.producerEpoch >= producer.epoch else {
            throw .fencedProducer(
                producerID: header.producerID, epoch: header.producerEpoch, current: producer.epoch)
        }
        guard header.attributes.isTransactional || transactions.open[header.producerID] == nil else {
            throw .notTransactional(producerID: header.producerID)
        }
        guard header.producerEpoch == producer.epoch else {
            guard header.baseSequence == 0 else {
                throw .outOfOrderSequence(
                    producerID: header.producerID, expected: 0, found: header.baseSequence)
            }
            return .new
        }
        guard let last = producer.batches.last else { return .new }
        let expected = Self.successor(of: last.lastSequence)
        if header.baseSequence == expected { return .new }
        let known = producer.batches.last {
            $0.baseSequence == header.baseSequence && $0.lastSequence == header.lastSequence
        }
        if let known { return .duplicate(known) }
        // Sequences wrap around at 2^31: "before" means less than half of the circle back.
        let distance = (expected &- header.baseSequence) & Int32.max
        guard distance >= 1 << 30 || isWithinKept(header, producer) else {
            throw .duplicateSequence(producerID: header.producerID, sequence: header.baseSequence)
        }
        throw .outOfOrderSequence(
            producerID: header.producerID, expected: expected, found: header.baseSequence)
    }

    /// A batch that starts among the kept ones and matches none was cut differently: no repetition.
    private func isWithinKept(_ header: RecordBatchHeader, _ producer: Producer) -> Bool {
        guard let oldest = producer.batches.first else { return false }
        return (header.baseSequence &- oldest.baseSequence) & Int32.max < 1 << 30
    }

    private static func successor(of sequence: Int32) -> Int32 {
        sequence == Int32.max ? 0 : sequence + 1
    }

    /// Notes a batch that is in the log, at the offset in its header.
    /// - Parameter now: milliseconds since 1970; 0 when reading an old log.
    /// - Parameter marker: that of a control batch.
    package mutating func record(
        _ header: RecordBatchHeader, now: Int64, marker: TransactionMarker? = nil
    ) {
        guard header.isIdempotent else { return }
        transactions.record(header, marker)
        var producer =
            producers[header.producerID]
            ?? Producer(epoch: header.producerEpoch, batches: [], lastActive: now)
        // A marker may carry an older epoch than the producer has by now: epochs never fall.
        if header.producerEpoch > producer.epoch {
            producer.epoch = header.producerEpoch
            producer.batches.removeAll(keepingCapacity: true)
        }
        producer.lastActive = now
        if !header.attributes.isControl {
            if producer.batches.count == Self.keptBatches { producer.batches.removeFirst() }
            producer.batches.append(
                Batch(
                    baseSequence: header.baseSequence, lastSequence: header.lastSequence,
                    baseOffset: header.baseOffset, lastOffset: header.lastOffset))
        }
        producers[header.producerID] = producer
        if producers.count > Self.maximumProducers { forgetTheMostSilent() }
    }

    /// Takes over what `other` knows of a producer, unless this table knows it already.
    package mutating func adopt(_ producerID: Int64, from other: ProducerTable) {
        guard producers[producerID] == nil, let known = other.producers[producerID] else { return }
        producers[producerID] = known
        transactions.adopt(producerID, from: other.transactions)
    }

    /// Forgets producers that wrote nothing since `cutoff`. One whose last time is not known counts from
    /// `now`.
    package mutating func forget(silentSince cutoff: Int64, now: Int64) {
        producers = producers.filter { $0.value.lastActive == 0 || $0.value.lastActive >= cutoff }
        for id in producers.keys where producers[id]?.lastActive == 0 { producers[id]?.lastActive = now }
    }

    /// Makes room for many at once, so that the cost is shared.
    private mutating func forgetTheMostSilent() {
        let bySilence = producers.sorted { $0.value.lastActive < $1.value.lastActive }
        for (id, _) in bySilence.prefix(Self.maximumProducers / 8) { producers[id] = nil }
    }
}
