/// What a consumer has been assigned, and how far it has read: the guard between librdkafka's queue and the
/// caller.
///
/// librdkafka may hand out a record once more, or one of a partition that was just given back, when a
/// rebalance, a pause or a seek overlaps with a read. Everything below the position, and everything of a
/// partition that is not assigned, is dropped here. A jump forward is let through: transaction markers,
/// compaction and retention leave such gaps in a log.
package struct ConsumerPositions {
    /// The partitions, each at its slot; `nil` where a slot is free.
    package private(set) var partitions: [KafkaTopicPartition?] = []
    /// The lowest offset that each slot may hand out next; `unknown` until the first record.
    package private(set) var next: [Int64] = []
    private var slots: [KafkaTopicPartition: Int] = [:]

    package init() {}

    package static let unknown: Int64 = -1

    package var assigned: [KafkaTopicPartition] { slots.keys.sorted() }
    package var isEmpty: Bool { slots.isEmpty }

    package func slot(of partition: KafkaTopicPartition) -> Int? { slots[partition] }

    /// The position of a partition, where it is assigned and known.
    package func position(of partition: KafkaTopicPartition) -> Int64? {
        guard let slot = slots[partition], next[slot] != Self.unknown else { return nil }
        return next[slot]
    }

    /// Adds partitions, or moves those that are there already.
    /// - Parameter positions: logical offsets (below zero) mean that the first record decides.
    package mutating func assign(_ positions: [(KafkaTopicPartition, offset: Int64)]) {
        for (partition, offset) in positions {
            let position = max(offset, Self.unknown)
            if let slot = slots[partition] {
                next[slot] = position
            } else if let free = partitions.firstIndex(where: { $0 == nil }) {
                partitions[free] = partition
                next[free] = position
                slots[partition] = free
            } else {
                slots[partition] = partitions.count
                partitions.append(partition)
                next.append(position)
            }
        }
    }

    package mutating func unassign(_ removed: [KafkaTopicPartition]) {
        for partition in removed {
            guard let slot = slots.removeValue(forKey: partition) else { continue }
            partitions[slot] = nil
            next[slot] = Self.unknown
        }
    }

    package mutating func unassignAll() {
        self = ConsumerPositions()
    }

    /// Whether a record may be handed out; if so the position moves behind it.
    package mutating func admit(slot: Int, offset: Int64) -> Bool {
        if offset < next[slot] { return false }
        next[slot] = offset + 1
        return true
    }
}
