/// Where appended batches ended up.
package struct AppendResult: Sendable, Equatable {
    /// The offset of the first record.
    package let baseOffset: Int64
    /// The offset of the last record.
    package let lastOffset: Int64
    /// Milliseconds since 1970, or -1 where the topic keeps the producers' timestamps. Kafka's produce
    /// response carries it as it is.
    package let logAppendTime: Int64
    /// The batches had been appended before; nothing was written, and the offsets are those of the first
    /// time.
    package let isDuplicate: Bool
    /// Tells whether a failed sync has dropped records since: see `PartitionLog.sync(expecting:)`.
    package let generation: UInt64
}
