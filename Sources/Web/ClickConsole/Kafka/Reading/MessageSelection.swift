internal import KafkaClient

/// Which messages of a topic a page shows: so many of the newest, or so many from somewhere on.
struct MessageSelection: Sendable, Equatable {
    enum Direction: String, Sendable {
        /// The latest first, back from where each partition ends.
        case newest
        /// In order, from somewhere on.
        case forward
    }

    /// Records that are read for a page, over all partitions.
    static let mostRead = 20_000

    let direction: Direction
    let count: Int

    /// The spans that hold everything that may be on the page.
    /// - Parameter ranges: what each partition holds, from the page's place on or up to it.
    func spans(_ ranges: [OffsetSpan]) -> [OffsetSpan] {
        let share = Int64(max(1, min(count, Self.mostRead / max(1, ranges.count))))
        return ranges.filter { !$0.isEmpty }.map { range in
            var span = range
            switch direction {
            case .newest: span.from = max(range.from, range.to - share)
            case .forward: span.to = min(range.to, range.from + share)
            }
            return span
        }
    }

    /// The page: by time over the partitions, and by offset within each.
    func choose(_ records: [ConsoleRecord]) -> [ConsoleRecord] {
        var queues = Dictionary(grouping: records, by: \.partition).mapValues { records in
            // The next one to be taken is the last.
            records.sorted { direction == .newest ? $0.offset < $1.offset : $0.offset > $1.offset }
        }
        var chosen: [ConsoleRecord] = []
        while chosen.count < count {
            let heads = queues.values.compactMap(\.last)
            let next = heads.min { isBefore($0, $1) }
            guard let next else { break }
            queues[next.partition]?.removeLast()
            chosen.append(next)
        }
        return chosen
    }

    private func isBefore(_ left: ConsoleRecord, _ right: ConsoleRecord) -> Bool {
        let (first, second) = direction == .newest ? (right, left) : (left, right)
        return (first.timestamp, first.partition) < (second.timestamp, second.partition)
    }

    /// Where the next page goes on, in each partition.
    /// - Parameter ranges: as for `spans`.
    func next(_ ranges: [OffsetSpan], after chosen: [ConsoleRecord]) -> [OffsetSpan] {
        ranges.map { range in
            var rest = range
            let offsets = chosen.filter { $0.partition == range.partition.partition }.map(\.offset)
            switch direction {
            case .newest: if let first = offsets.min() { rest.to = first }
            case .forward: if let last = offsets.max() { rest.from = last + 1 }
            }
            return rest
        }
    }
}
