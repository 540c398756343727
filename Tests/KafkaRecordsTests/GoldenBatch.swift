import KafkaRecords

/// Batches that kafka-python 3.0.12 wrote, so that our reader and builder are not only each other's witness.
///
/// Three records at 1700000000123, …100 and …1123: `user-1` with two headers (the second null), a null key
/// with an empty value, and an empty key with a null value.
enum GoldenBatch {
    static let plain = bytes(
        """
        0000000000000000000000760000000002d22d7c2e0000000000020000018bcfe5687b0000018bcfe56c63ffffffffff
        ffffffffffffffffff000000036a0000000c757365722d31347b226576656e745f74797065223a22706167655f766965
        77227d040a7472616365040102086e6f6e65010c002d020100000e00d00f04000100
        """)

    /// Producer 4000000000001, epoch 7, sequences from 2147483646: they wrap.
    static let idempotent = bytes(
        """
        00000000000000000000007600000000029c0a62f20000000000020000018bcfe5687b0000018bcfe56c63000003a352
        94400100077ffffffe000000036a0000000c757365722d31347b226576656e745f74797065223a22706167655f766965
        77227d040a7472616365040102086e6f6e65010c002d020100000e00d00f04000100
        """)

    static func builder() -> RecordBatchBuilder {
        var builder = RecordBatchBuilder()
        builder.append(
            timestamp: 1_700_000_000_123, key: Array("user-1".utf8),
            value: Array(#"{"event_type":"page_view"}"#.utf8), headers: [("trace", [1, 2]), ("none", nil)])
        builder.append(timestamp: 1_700_000_000_100, key: nil, value: [])
        builder.append(timestamp: 1_700_000_001_123, key: [], value: nil)
        return builder
    }

    static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

extension [UInt8] {
    /// The same bytes after a change, and with the checksum made right again.
    func changed(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes = self
        change(&bytes)
        bytes.withUnsafeMutableBytes { bytes in
            let summed = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[21...])
            bytes.store(uint32: CRC32C.checksum(of: summed), at: 17)
        }
        return bytes
    }

    func validated() throws(RecordBatchError) -> RecordBatchHeader {
        try withUnsafeBytes { bytes in
            Result { () throws(RecordBatchError) in try RecordBatchHeader.validated(bytes) }
        }.get()
    }

    func validatedFromProducer() throws(RecordBatchError) -> RecordBatchHeader {
        try withUnsafeBytes { bytes in
            Result { () throws(RecordBatchError) in try RecordBatchHeader.validatedFromProducer(bytes) }
        }.get()
    }
}
