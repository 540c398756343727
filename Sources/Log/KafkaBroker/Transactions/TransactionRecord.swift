/// A record of `__transaction_state`: a transactional id, and all that is known of it; no value means: forget
/// it.
///
/// Key: version 0 and the id, as Kafka has it. Value: a format of this broker's own, since Kafka keeps the
/// positions elsewhere; big-endian, strings and lists with their length in front.
package struct TransactionRecord: Equatable, Sendable {
    private static let version: Int16 = 0x4331

    package var id: String
    package var value: TransactionStateMachine?

    package init(id: String, value: TransactionStateMachine?) {
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
        writer.append(value.lastEpoch)
        writer.append(value.timeout)
        writer.append(value.state.rawValue)
        writer.append(value.startedAt)
        writer.append(value.updatedAt)
        writer.append(Int32(value.partitions.count))
        for partition in value.partitions {
            writer.append(partition.topic)
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

    /// - Returns: `nil` for a record that we can't read.
    package init?(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?) {
        var reader = BigEndianReader(bytes: key)
        guard reader.integer() == 0 as Int16?, let id = reader.string() else { return nil }
        self.id = id
        guard let value else { return }
        guard let machine = Self.machine(id, value) else { return nil }
        self.value = machine
    }

    private static func machine(_ id: String, _ bytes: UnsafeRawBufferPointer) -> TransactionStateMachine? {
        var reader = BigEndianReader(bytes: bytes)
        guard reader.integer() == version as Int16?, let producerID: Int64 = reader.integer(),
            let epoch: Int16 = reader.integer(), let lastEpoch: Int16 = reader.integer(),
            let timeout: Int64 = reader.integer(), let stateNumber: Int8 = reader.integer(),
            let state = TransactionStateMachine.State(rawValue: stateNumber),
            let startedAt: Int64 = reader.integer(), let updatedAt: Int64 = reader.integer()
        else { return nil }
        var machine = TransactionStateMachine(
            id: id, producerID: producerID, timeout: timeout, now: updatedAt)
        machine.epoch = epoch
        machine.lastEpoch = lastEpoch
        machine.state = state
        machine.startedAt = startedAt
        guard readPlaces(&reader, into: &machine), readOffsets(&reader, into: &machine) else { return nil }
        return machine
    }

    private static func readPlaces(
        _ reader: inout BigEndianReader, into machine: inout TransactionStateMachine
    ) -> Bool {
        guard let partitions: Int32 = reader.integer(), partitions >= 0 else { return false }
        for _ in 0..<partitions {
            guard let topic = reader.string(), let index: Int32 = reader.integer() else { return false }
            machine.partitions.insert(.init(topic: topic, index: index))
        }
        guard let groups: Int32 = reader.integer(), groups >= 0 else { return false }
        for _ in 0..<groups {
            guard let group = reader.string() else { return false }
            machine.groups.insert(group)
        }
        return true
    }

    private static func readOffsets(
        _ reader: inout BigEndianReader, into machine: inout TransactionStateMachine
    ) -> Bool {
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
