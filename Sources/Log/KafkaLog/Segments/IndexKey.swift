/// What an index is searched for: the last entry that does not lie behind the key.
enum IndexKey {
    /// Offset relative to the segment's base.
    case offset(Int64)
    /// Position in the segment's file.
    case position(Int64)
    /// All batches before the entry are older than this many milliseconds since 1970.
    case timestamp(Int64)

    func isNotBefore(_ entry: IndexEntry) -> Bool {
        switch self {
        case .offset(let offset): Int64(entry.relativeOffset) <= offset
        case .position(let position): Int64(entry.position) <= position
        case .timestamp(let timestamp): entry.maxTimestampBefore < timestamp
        }
    }
}

extension [IndexEntry] {
    /// The last entry that is not behind `key`; the segment's start when there is none.
    func floor(_ key: IndexKey) -> IndexEntry {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if key.isNotBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? .segmentStart : self[low - 1]
    }
}

extension IndexFile {
    /// As for arrays; reads one entry for each halving.
    /// - Returns: `nil` when an entry on the way is damaged.
    func floor(_ key: IndexKey) throws(LogError) -> IndexEntry? {
        var low = 0
        var high = entryCount
        var found = IndexEntry.segmentStart
        while low < high {
            let middle = (low + high) / 2
            guard let entry = try entry(middle) else { return nil }
            if key.isNotBefore(entry) {
                low = middle + 1
                found = entry
            } else {
                high = middle
            }
        }
        return found
    }
}
