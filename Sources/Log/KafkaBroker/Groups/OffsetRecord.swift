internal import KafkaRecords

/// A record of `__consumer_offsets`, in Kafka's own format, so that Kafka's tools can read the topic.
///
/// Key, version 1: group, topic, partition. Value, version 3: offset, leader epoch, metadata, commit time.
/// All integers are big-endian, strings have a 16-bit length. No value means: forget it. Values of versions 0
/// to 2 are read as well; keys of other versions (2 and up hold group metadata) are skipped.
package struct OffsetRecord: Equatable, Sendable {
    package var key: OffsetKey
    /// `nil`: the position was deleted.
    package var value: CommittedOffset?

    package init(key: OffsetKey, value: CommittedOffset?) {
        self.key = key
        self.value = value
    }

    package var keyBytes: [UInt8] {
        var writer = BigEndianBytes()
        writer.append(1 as Int16)
        writer.append(key.group)
        writer.append(key.topic)
        writer.append(key.partition)
        return writer.bytes
    }

    package var valueBytes: [UInt8]? {
        guard let value else { return nil }
        var writer = BigEndianBytes()
        writer.append(3 as Int16)
        writer.append(value.offset)
        writer.append(value.leaderEpoch)
        writer.append(value.metadata)
        writer.append(value.commitTimestamp)
        return writer.bytes
    }

    /// - Returns: `nil` for a record that is not about a committed offset.
    /// - Throws: for an offset that can't be read.
    package init?(
        key keyBytes: UnsafeRawBufferPointer, value valueBytes: UnsafeRawBufferPointer?
    ) throws(UnreadableRecord) {
        var reader = BigEndianReader(bytes: keyBytes)
        guard let version: Int16 = reader.integer(), version == 0 || version == 1 else { return nil }
        guard let group = reader.string(), let topic = reader.string(),
            let partition: Int32 = reader.integer()
        else { throw UnreadableRecord(of: "a committed offset") }
        key = OffsetKey(group: group, topic: topic, partition: partition)
        guard let valueBytes else { return }
        guard let committed = Self.value(valueBytes) else {
            throw UnreadableRecord(of: "group \(group) for \(topic)-\(partition)")
        }
        value = committed
    }

    private static func value(_ bytes: UnsafeRawBufferPointer) -> CommittedOffset? {
        var reader = BigEndianReader(bytes: bytes)
        guard let version: Int16 = reader.integer(), (0...3).contains(version),
            let offset: Int64 = reader.integer()
        else { return nil }
        var leaderEpoch: Int32 = -1
        if version == 3 {
            guard let epoch: Int32 = reader.integer() else { return nil }
            leaderEpoch = epoch
        }
        guard let metadata = reader.string(), let timestamp: Int64 = reader.integer() else { return nil }
        return CommittedOffset(
            offset: offset, leaderEpoch: leaderEpoch, metadata: metadata, commitTimestamp: timestamp)
    }
}

/// Writes the fields of a record.
struct BigEndianBytes {
    var bytes: [UInt8] = []

    mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Longer texts than the format can hold never get here: requests carry the same 16-bit lengths.
    mutating func append(_ text: String) {
        let utf8 = text.utf8.prefix(Int(Int16.max))
        append(Int16(utf8.count))
        bytes.append(contentsOf: utf8)
    }
}

/// Reads the fields of a record; `nil` where the bytes end too early.
struct BigEndianReader {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    mutating func integer<Value: FixedWidthInteger>() -> Value? {
        guard bytes.count - position >= MemoryLayout<Value>.size else { return nil }
        defer { position += MemoryLayout<Value>.size }
        return Value(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Value.self))
    }

    mutating func string() -> String? {
        guard let length: Int16 = integer(), length >= 0, bytes.count - position >= Int(length) else {
            return nil
        }
        defer { position += Int(length) }
        return String(decoding: bytes[position..<position + Int(length)], as: UTF8.self)
    }
}
