internal import KafkaRecords

/// The producer table as of an offset, as a file: what recovery starts from instead of reading the whole log.
///
/// Written only once everything before the offset is durable. So a valid snapshot also says: up to here the
/// log needs no recovery. Layout, big-endian: magic, version, offset, count, then the producers, then, in
/// version 2, the transactions, then the CRC-32C of all that. Where there are no transactions, version 1 is
/// written.
package enum ProducerSnapshot {
    private static let magic: UInt32 = 0x636C_7073  // "clps"
    private static let version: Int32 = 1
    private static let versionWithTransactions: Int32 = 2
    private static let openBytes = 8 + 8
    private static let abortedBytes = 8 + 8 + 8
    private static let headerBytes = 20
    private static let producerBytes = 8 + 2 + 8 + 4
    private static let batchBytes = 4 + 4 + 8 + 8
    /// Far more than the largest table needs.
    static let maximumBytes = 256 << 20

    package static func encode(_ table: ProducerTable, offset: Int64) -> [UInt8] {
        var size = headerBytes + 4
        for producer in table.producers.values {
            size += producerBytes + producer.batches.count * batchBytes
        }
        let transactions = table.transactions
        if !transactions.isEmpty {
            size += 4 + transactions.open.count * openBytes + 4 + transactions.aborted.count * abortedBytes
        }
        var bytes = [UInt8](repeating: 0, count: size)
        bytes.withUnsafeMutableBytes { bytes in
            bytes.store(uint32: magic, at: 0)
            bytes.store(int32: transactions.isEmpty ? version : versionWithTransactions, at: 4)
            bytes.store(int64: offset, at: 8)
            bytes.store(int32: Int32(table.producers.count), at: 16)
            var at = headerBytes
            for (id, producer) in table.producers {
                bytes.store(int64: id, at: at)
                bytes.store(int16: producer.epoch, at: at + 8)
                bytes.store(int64: producer.lastActive, at: at + 10)
                bytes.store(int32: Int32(producer.batches.count), at: at + 18)
                at += producerBytes
                for batch in producer.batches {
                    bytes.store(int32: batch.baseSequence, at: at)
                    bytes.store(int32: batch.lastSequence, at: at + 4)
                    bytes.store(int64: batch.baseOffset, at: at + 8)
                    bytes.store(int64: batch.lastOffset, at: at + 16)
                    at += batchBytes
                }
            }
            if !transactions.isEmpty { store(transactions, in: bytes, at: &at) }
            let summed = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<at])
            bytes.store(uint32: CRC32C.checksum(of: summed), at: at)
        }
        return bytes
    }

    private static func store(
        _ transactions: TransactionTable, in bytes: UnsafeMutableRawBufferPointer, at: inout Int
    ) {
        bytes.store(int32: Int32(transactions.open.count), at: at)
        at += 4
        for (id, first) in transactions.open {
            bytes.store(int64: id, at: at)
            bytes.store(int64: first, at: at + 8)
            at += openBytes
        }
        bytes.store(int32: Int32(transactions.aborted.count), at: at)
        at += 4
        for aborted in transactions.aborted {
            bytes.store(int64: aborted.producerID, at: at)
            bytes.store(int64: aborted.firstOffset, at: at + 8)
            bytes.store(int64: aborted.lastOffset, at: at + 16)
            at += abortedBytes
        }
    }

    private static func transactions(
        _ bytes: UnsafeRawBufferPointer, end: Int, at: inout Int
    ) -> TransactionTable? {
        guard end - at >= 4 else { return nil }
        var open: [Int64: Int64] = [:]
        let openCount = Int(bytes.int32(at: at))
        at += 4
        guard openCount >= 0, openCount <= (end - at) / openBytes else { return nil }
        for _ in 0..<openCount {
            open[bytes.int64(at: at)] = bytes.int64(at: at + 8)
            at += openBytes
        }
        guard end - at >= 4 else { return nil }
        var aborted: [TransactionTable.Aborted] = []
        let abortedCount = Int(bytes.int32(at: at))
        at += 4
        guard abortedCount >= 0, abortedCount <= (end - at) / abortedBytes else { return nil }
        for _ in 0..<abortedCount {
            aborted.append(
                TransactionTable.Aborted(
                    producerID: bytes.int64(at: at), firstOffset: bytes.int64(at: at + 8),
                    lastOffset: bytes.int64(at: at + 16)))
            at += abortedBytes
        }
        return TransactionTable(open: open, aborted: aborted)
    }

    /// - Returns: `nil` when the bytes are damaged or of a later version.
    package static func decode(_ bytes: [UInt8]) -> (table: ProducerTable, offset: Int64)? {
        bytes.withUnsafeBytes { decode($0) }
    }

    private static func decode(_ bytes: UnsafeRawBufferPointer) -> (table: ProducerTable, offset: Int64)? {
        guard bytes.count >= headerBytes + 4 else { return nil }
        let end = bytes.count - 4
        let summed = UnsafeRawBufferPointer(rebasing: bytes[..<end])
        guard CRC32C.checksum(of: summed) == bytes.uint32(at: end), bytes.uint32(at: 0) == magic,
            [version, versionWithTransactions].contains(bytes.int32(at: 4))
        else { return nil }
        var producers: [Int64: ProducerTable.Producer] = [:]
        var at = headerBytes
        for _ in 0..<max(bytes.int32(at: 16), 0) {
            guard end - at >= producerBytes else { return nil }
            let id = bytes.int64(at: at)
            let count = Int(bytes.int32(at: at + 18))
            var producer = ProducerTable.Producer(
                epoch: bytes.int16(at: at + 8), batches: [], lastActive: bytes.int64(at: at + 10))
            at += producerBytes
            guard (0...ProducerTable.keptBatches).contains(count), end - at >= count * batchBytes else {
                return nil
            }
            for _ in 0..<count {
                producer.batches.append(
                    ProducerTable.Batch(
                        baseSequence: bytes.int32(at: at), lastSequence: bytes.int32(at: at + 4),
                        baseOffset: bytes.int64(at: at + 8), lastOffset: bytes.int64(at: at + 16)))
                at += batchBytes
            }
            producers[id] = producer
        }
        var table = ProducerTable(producers)
        if bytes.int32(at: 4) == versionWithTransactions {
            guard let transactions = transactions(bytes, end: end, at: &at) else { return nil }
            table.transactions = transactions
        }
        return at == end ? (table, bytes.int64(at: 8)) : nil
    }
}
