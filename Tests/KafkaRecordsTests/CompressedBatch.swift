import KafkaRecords

/// Batches of three records as foreign clients compressed them: librdkafka for gzip, lz4 and zstd, and
/// kafka-python, with the blocks of Java's clients, for snappy.
enum CompressedBatch {
    static let all: [CompressionCodec: [UInt8]] = [
        .gzip: GoldenBatch.bytes(
            """
            00000000000000000000007b0000000002b7cf562d000100000002000001a22022dc0e000001a22022dc0effff
            ffffffffffffffffffffffff000000031f8b0800000000000003f363606060744a54284bcc294d5528c9482c51
            48cecf2d284a2d2e4e2dd651c82bcd4d4a2d523060f063606022acce10a48e85b03a230600928ac7cc78000000
            """),
        .snappy: GoldenBatch.bytes(
            """
            00000000000000000000008300000000020707509b000200000002000001a22022b2d5000001a22022b2d50000
            0000000000010000000000000000000382534e415050590000000001000000010000003e78b04e000000014261
            2076616c7565207468617420636f6d707265737365732c206e756d6265722030004e0000020182280000310128
            0004865000043200
            """),
        .lz4: GoldenBatch.bytes(
            """
            00000000000000000000008000000000029e8579db000300000002000001a22022dc76000001a22022dc76ffff
            ffffffffffffffffffffffff0000000304224d1860408240000000ff1d4e0000000142612076616c7565207468
            617420636f6d707265737365732c206e756d6265722030004e00000228000f103128001f0428000c5065722032
            0000000000
            """),
        .zstd: GoldenBatch.bytes(
            """
            0000000000000000000000750000000002d66c1464000400000002000001a22022dcad000001a22022dcadffff
            ffffffffffffffffffffffff0000000328b52ffd0058dd010004034e0000000142612076616c75652074686174
            20636f6d707265737365732c206e756d6265722030004e000002310432000300c0050497cb5165
            """),
    ]

    /// Snappy without the blocks, as librdkafka sends it.
    static let plainSnappy: [UInt8] = {
        let whole = all[.snappy] ?? []
        var bytes = Array(whole[..<61] + whole[(61 + 20)...])
        bytes[11] -= 20
        return bytes.changed { _ in }
    }()
}
