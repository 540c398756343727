internal import ClickModel

/// The last few records, to send one of them once more.
struct RecentRecords: Sendable {
    struct Record: Sendable {
        var bytes: [UInt8] = []
        var key = ShortID(prefix: 0, 0)
        var eventTime: Int64 = 0
    }

    /// A duplicate comes within so many records of its original.
    private static let limit = 16

    private var records = [Record](repeating: Record(), count: limit)
    private var stored: UInt32 = 0

    var count: UInt32 { min(stored, UInt32(Self.limit)) }

    mutating func store(_ bytes: UnsafeRawBufferPointer, key: ShortID, eventTime: Int64) {
        let index = Int(stored % UInt32(Self.limit))
        records[index].bytes.removeAll(keepingCapacity: true)
        records[index].bytes.append(contentsOf: bytes)
        records[index].key = key
        records[index].eventTime = eventTime
        // Counts on from the limit, so that the counter never wraps in the middle of a round.
        stored = stored == UInt32(Self.limit) * 2 - 1 ? UInt32(Self.limit) : stored + 1
    }

    /// Writes the record of an index below `count` once more.
    func copy(_ index: UInt32, to writer: inout ClickWriter) -> SimulatedClick {
        let record = records[Int(index)]
        record.bytes.withUnsafeBytes { writer.copy($0) }
        return SimulatedClick(kind: .duplicate, key: record.key, eventTime: record.eventTime)
    }
}
