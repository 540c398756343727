internal import KafkaLog
internal import KafkaProtocol
internal import KafkaRecords
internal import Logging
internal import NIOConcurrencyHelpers

/// The committed offsets: in memory to be read, and in the offsets topic to be kept.
///
/// A commit is acknowledged once it is on disk.
final class OffsetStore: Sendable {
    typealias Completion = @Sendable (ErrorCode) -> Void

    private let topic: CompactedTopic
    private let limit: Int
    private let logger: Logger
    private let table: NIOLockedValueBox<OffsetTable>

    /// Reads the whole topic back. Blocks for the disk.
    /// - Parameter limit: so many positions are kept.
    init(in topic: CompactedTopic, limit: Int, logger: Logger) throws(LogError) {
        self.topic = topic
        self.limit = limit
        self.logger = logger
        var table = OffsetTable()
        try topic.replay { (record) throws(UnreadableRecord) in
            guard let key = record.key, let decoded = try OffsetRecord(key: key, value: record.value) else {
                return
            }
            table.apply(decoded)
        }
        self.table = NIOLockedValueBox(table)
    }

    // MARK: Reading

    subscript(key: OffsetKey) -> CommittedOffset? { table.withLockedValue { $0[key] } }

    func offsets(of group: String) -> [(topic: String, partitions: [(Int32, CommittedOffset)])] {
        table.withLockedValue { $0.offsets(of: group) }
    }

    func contains(group: String) -> Bool { table.withLockedValue { $0.contains(group: group) } }

    var groupIDs: [String] { table.withLockedValue { $0.groupIDs } }

    /// Whether so many positions can be kept. Those that are known already take no more room.
    func hasRoom(for keys: some Sequence<OffsetKey>) -> Bool {
        table.withLockedValue { table in
            var room = limit - table.count
            for key in keys where table[key] == nil {
                room -= 1
                if room < 0 { return false }
            }
            return true
        }
    }

    // MARK: Writing

    /// Keeps the records; `completion` hears of it once they are on disk and can be read here.
    /// - Parameter isDecided: they belong to a transaction that is committed: no limit may stop it any more.
    func commit(
        _ records: [OffsetRecord], isDecided: Bool = false, completion: @escaping Completion
    ) {
        let added = records.lazy.filter { $0.value != nil }.map(\.key)
        guard isDecided || hasRoom(for: added) else { return completion(.policyViolation) }
        topic.write(records.map { .init(key: $0.keyBytes, value: $0.valueBytes) }) { error in
            if error == .none {
                self.table.withLockedValue { table in
                    for record in records { table.apply(record) }
                }
            }
            completion(error)
        }
    }

    /// Forgets the positions that match, in memory and on disk; `completion` hears of it after.
    func remove(where matches: (OffsetKey, CommittedOffset) -> Bool, completion: @escaping Completion) {
        let tombstones = table.withLockedValue { $0.tombstones(where: matches) }
        if tombstones.isEmpty { return completion(.none) }
        commit(tombstones, completion: completion)
    }

    /// As `remove`, where nobody waits for the outcome.
    func forget(
        where matches: (OffsetKey, CommittedOffset) -> Bool, completion: @escaping @Sendable () -> Void
    ) {
        remove(where: matches) { [logger] error in
            defer { completion() }
            guard error != .none else { return }
            logger.warning("committed offsets could not be removed, and stay until the next try: \(error)")
        }
    }
}
