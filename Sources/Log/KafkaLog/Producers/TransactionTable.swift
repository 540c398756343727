package import KafkaRecords

/// The transactions in a partition: which are open, and which were aborted. A value without I/O.
///
/// Consumers that want committed records alone read up to the first offset of the oldest open transaction,
/// and skip what belongs to aborted ones. Those are kept as long as the log has their records: here while the
/// segment of their marker is written, then beside it; see `AbortedFile`.
package struct TransactionTable: Sendable, Equatable {
    /// Where each producer's open transaction begins.
    package private(set) var open: [Int64: Int64]
    /// In the order in which they ended.
    package private(set) var aborted: [Aborted]

    /// When there are more, the next segment begins, so that memory and snapshots stay small.
    static let mostAborted = 16_384

    package struct Aborted: Sendable, Equatable {
        package let producerID: Int64
        package let firstOffset: Int64
        /// That of the marker.
        package let lastOffset: Int64

        package init(producerID: Int64, firstOffset: Int64, lastOffset: Int64) {
            self.producerID = producerID
            self.firstOffset = firstOffset
            self.lastOffset = lastOffset
        }
    }

    package init(open: [Int64: Int64] = [:], aborted: [Aborted] = []) {
        self.open = open
        self.aborted = aborted
    }

    package var isEmpty: Bool { open.isEmpty && aborted.isEmpty }

    /// What follows may still be aborted; `nil`: nothing is open.
    package var firstOpenOffset: Int64? { open.values.min() }

    /// Notes a batch that is in the log, at the offset in its header.
    /// - Parameter marker: that of a control batch.
    package mutating func record(_ header: RecordBatchHeader, _ marker: TransactionMarker?) {
        guard header.isIdempotent else { return }
        if header.attributes.isControl {
            guard let marker, let first = open.removeValue(forKey: header.producerID) else { return }
            if marker == .abort {
                aborted.append(
                    Aborted(
                        producerID: header.producerID, firstOffset: first, lastOffset: header.lastOffset))
            }
        } else if header.attributes.isTransactional, open[header.producerID] == nil {
            open[header.producerID] = header.baseOffset
        }
    }

    /// Takes over the open transaction of a producer, if it has one.
    mutating func adopt(_ producerID: Int64, from other: TransactionTable) {
        open[producerID] = other.open[producerID]
    }

    /// Forgets aborted transactions that ended before an offset.
    package mutating func forget(before offset: Int64) {
        let gone = aborted.prefix { $0.lastOffset < offset }.count
        aborted.removeFirst(gone)
    }

    /// Takes back what a file had, of a segment that is written again.
    mutating func restore(_ stored: [Aborted]) {
        let known = Set(aborted.map(\.lastOffset))
        aborted = (stored.filter { !known.contains($0.lastOffset) } + aborted)
            .sorted { $0.lastOffset < $1.lastOffset }
    }

    /// The aborted transactions that have records in a range.
    package func aborted(from start: Int64, before end: Int64) -> [Aborted] {
        var low = 0
        var high = aborted.count
        while low < high {
            let middle = (low + high) / 2
            if aborted[middle].lastOffset < start { low = middle + 1 } else { high = middle }
        }
        return aborted[low...].filter { $0.firstOffset < end }
    }
}
