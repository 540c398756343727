/// How the records of a batch are compressed. The log stores and sends them as they come.
package enum CompressionCodec: UInt8, Sendable, CaseIterable {
    case none = 0
    case gzip = 1
    case snappy = 2
    case lz4 = 3
    case zstd = 4
}

/// Whose clock a batch's timestamps are of.
package enum TimestampType: Sendable {
    /// The producer's.
    case createTime
    /// The broker's: every record of the batch has the batch's maximum timestamp.
    case logAppendTime
}
