internal import KafkaLog
internal import KafkaProtocol
internal import KafkaRecords

/// The topic that keeps the transactions: the last record of an id is what counts.
final class TransactionStore: Sendable {
    static let topic = "__transaction_state"

    private let topic: CompactedTopic
    private let directory: LogDirectory

    /// Blocks for the disk.
    /// - Parameter clock: milliseconds since 1970.
    init(
        in directory: LogDirectory, flusher: LogFlusher, clock: @escaping @Sendable () -> Int64
    ) throws(LogError) {
        self.directory = directory
        topic = try CompactedTopic(Self.topic, in: directory, flusher: flusher, clock: clock)
    }

    /// Reads the whole topic back. Blocks for the disk.
    func load() throws(LogError) -> [String: TransactionStateMachine] {
        var machines: [String: TransactionStateMachine] = [:]
        try topic.replay { (record) throws(UnreadableRecord) in
            guard let key = record.key, let decoded = try TransactionRecord(key: key, value: record.value)
            else { return }
            machines[decoded.id] = decoded.value.map(resolved)
        }
        return machines
    }

    /// Keeps the record; `completion` hears of it once it is on disk.
    func write(_ record: TransactionRecord, completion: @escaping @Sendable (ErrorCode) -> Void) {
        topic.write([.init(key: record.keyBytes, value: record.valueBytes)], completion: completion)
    }

    /// With the ids of topics, where the record is of a version that had none.
    private func resolved(_ machine: TransactionStateMachine) -> TransactionStateMachine {
        var machine = machine
        machine.partitions = Set(
            machine.partitions.map { partition in
                var partition = partition
                if partition.topicID == TransactionStateMachine.Partition.anyTopic,
                    let topic = directory.topic(partition.topic)
                {
                    partition.topicID = topic.topicID
                }
                return partition
            })
        return machine
    }
}
