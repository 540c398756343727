/// The committed offsets of all groups, in memory. The same records in the same order give the same table.
package struct OffsetTable: Equatable, Sendable {
    private var groups: [String: [String: [Int32: CommittedOffset]]] = [:]
    /// How many positions there are.
    package private(set) var count = 0

    package init() {}

    package mutating func apply(_ record: OffsetRecord) {
        let key = record.key
        let previous = groups[key.group]?[key.topic]?[key.partition]
        if let value = record.value {
            groups[key.group, default: [:]][key.topic, default: [:]][key.partition] = value
            if previous == nil { count += 1 }
        } else if previous != nil {
            count -= 1
            groups[key.group]?[key.topic]?[key.partition] = nil
            if groups[key.group]?[key.topic]?.isEmpty == true { groups[key.group]?[key.topic] = nil }
            if groups[key.group]?.isEmpty == true { groups[key.group] = nil }
        }
    }

    package subscript(key: OffsetKey) -> CommittedOffset? { groups[key.group]?[key.topic]?[key.partition] }

    package var groupIDs: [String] { groups.keys.sorted() }

    package func contains(group: String) -> Bool { groups[group] != nil }

    /// What a group has committed, in the order of topics and partitions.
    package func offsets(of group: String) -> [(topic: String, partitions: [(Int32, CommittedOffset)])] {
        (groups[group] ?? [:]).sorted { $0.key < $1.key }.map { topic, partitions in
            (topic, partitions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        }
    }

    /// Every position, as the records that would rebuild the table.
    package var records: [OffsetRecord] {
        groups.flatMap { group, topics in
            topics.flatMap { topic, partitions in
                partitions.map { partition, value in
                    OffsetRecord(
                        key: OffsetKey(group: group, topic: topic, partition: partition), value: value)
                }
            }
        }
    }

    /// The records that forget what `matches`.
    package func tombstones(where matches: (OffsetKey, CommittedOffset) -> Bool) -> [OffsetRecord] {
        records.filter { record in record.value.map { matches(record.key, $0) } ?? false }
            .map { OffsetRecord(key: $0.key, value: nil) }
    }
}
