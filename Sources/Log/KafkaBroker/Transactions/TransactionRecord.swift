package import KafkaLog

/// A record of `__transaction_state`: a transactional id, and all that is known of it; no value means: forget
/// it.
///
/// Key: version 0 and the id, as Kafka has it. Value: a format of this broker's own, since Kafka keeps the
/// positions elsewhere; big-endian, strings and lists with their length in front. The second version has the
/// ids of topics and of the former producer; values of the first are read as well.
package struct TransactionRecord: Equatable, Sendable {
    package typealias Machine = TransactionStateMachine

    private static let firstVersion: Int16 = 0x4331
    private static let version: Int16 = 0x4332

    package var id: String
    package var value: Machine?

    package init(id: String, value: Machine?) {
        self.id = id
        self.value = value
    }

    package var keyBytes: [UInt8] {
        var writer = BigEndianBytes()
        writer.append(0 as Int16)
        writer.append(id)
        return writer.bytes
    }

    package var valueBytes: [UInt8]? {
        guard let value else { return nil }
        var writer = BigEndianBytes()
        writer.append(Self.version)
        writer.append(value.producerID)
        writer.append(value.epoch)
        writer.append(value.lastIdentity?.producerID ?? -1)
        writer.append(value.lastIdentity?.epoch ?? -1)
        writer.append(value.timeout)
        writer.append(value.state.rawValue)
        writer.append(value.startedAt)
        writer.append(value.updatedAt)
        writer.append(Int32(value.partitions.count))
        for partition in value.partitions {
            writer.append(partition.topic)
            writer.append(partition.topicID.high)
            writer.append(partition.topicID.low)
            writer.append(partition.index)
        }
        writer.append(Int32(value.groups.count))
        for group in value.groups { writer.append(group) }
        writer.append(Int32(value.offsets.count))
        for (key, offset) in value.offsets {
            writer.append(key.group)
            writer.append(key.topic)
            writer.append(key.partition)
            writer.append(offset.offset)
            writer.append(offset.leaderEpoch)
            writer.append(offset.metadata)
            writer.append(offset.commitTimestamp)
        }
        return writer.bytes
    }

    /// - Returns: `nil` for a record that is about something else.
    /// - Throws: for a transaction that can't be read.
    package init?(
        key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?
    ) throws(UnreadableRecord) {
        var reader = BigEndianReader(bytes: key)
        guard reader.integer() == 0 as Int16? else { return nil }
        guard let id = reader.string() else { throw UnreadableRecord(of: "a transactional id") }
        self.id = id
        guard let value else { return }
        guard let machine = Self.machine(id, value) else {
            throw UnreadableRecord(of: "transactional id \(id)")
        }
        self.value = machine
    }

    private static func machine(_ id: String, _ bytes: UnsafeRawBufferPointer) -> Machine? {
        var reader = BigEndianReader(bytes: bytes)
        guard let found: Int16 = reader.integer(), found == version || found == firstVersion,
            let producerID: Int64 = reader.integer(), let epoch: Int16 = reader.integer(),
            let lastID: Int64 = found == version ? reader.integer() : producerID,
            let lastEpoch: Int16 = reader.integer(),
            let timeout: Int64 = reader.integer(), let stateNumber: Int8 = reader.integer(),
            let state = Machine.State(rawValue: stateNumber),
            let startedAt: Int64 = reader.integer(), let updatedAt: Int64 = reader.integer()
        else { return nil }
        var machine = Machine(id: id, producerID: producerID, timeout: timeout, now: updatedAt)
        machine.epoch = epoch
        if lastEpoch >= 0 { machine.lastIdentity = .init(producerID: lastID, epoch: lastEpoch) }
        machine.state = state
        machine.startedAt = startedAt
        guard readPartitions(&reader, hasTopicIDs: found == version, into: &machine),
            readGroups(&reader, into: &machine), readOffsets(&reader, into: &machine)
        else { return nil }
        return machine
    }

    private static func readPartitions(
        _ reader: inout BigEndianReader, hasTopicIDs: Bool, into machine: inout Machine
    ) -> Bool {
        guard let count: Int32 = reader.integer(), count >= 0 else { return false }
        for _ in 0..<count {
            var topicID = Machine.Partition.anyTopic
            guard let topic = reader.string() else { return false }
            if hasTopicIDs {
                guard let high: UInt64 = reader.integer(), let low: UInt64 = reader.integer() else {
                    return false
                }
                topicID = TopicID(high: high, low: low)
            }
            guard let index: Int32 = reader.integer() else { return false }
            machine.partitions.insert(.init(topic: topic, topicID: topicID, index: index))
        }
        return true
    }

    private static func readGroups(_ reader: inout BigEndianReader, into machine: inout Machine) -> Bool {
        guard let count: Int32 = reader.integer(), count >= 0 else { return false }
        for _ in 0..<count {
            guard let group = reader.string() else { return false }
            machine.groups.insert(group)
        }
        return true
    }

    private static func readOffsets(_ reader: inout BigEndianReader, into machine: inout Machine) -> Bool {
        guard let count: Int32 = reader.integer(), count >= 0 else { return false }
        for _ in 0..<count {
            guard let group = reader.string(), let topic = reader.string(),
                let partition: Int32 = reader.integer(), let offset: Int64 = reader.integer(),
                let leaderEpoch: Int32 = reader.integer(), let metadata = reader.string(),
                let timestamp: Int64 = reader.integer()
            else { return false }
            machine.offsets[OffsetKey(group: group, topic: topic, partition: partition)] = CommittedOffset(
                offset: offset, leaderEpoch: leaderEpoch, metadata: metadata, commitTimestamp: timestamp)
        }
        return true
    }
}

extension TransactionStateMachine.Partition {
    /// In records of an earlier version: whatever topic has the name.
    package static let anyTopic = TopicID(high: 0, low: 0)
}

extension TransactionStateMachine {
    /// About what its record takes, in memory and on disk.
    package var byteCount: Int {
        var bytes = 64 + 2 * id.utf8.count
        for partition in partitions { bytes += 22 + partition.topic.utf8.count }
        for group in groups { bytes += 2 + group.utf8.count }
        for (key, offset) in offsets {
            bytes += 30 + key.group.utf8.count + key.topic.utf8.count + offset.metadata.utf8.count
        }
        return bytes
    }
}
