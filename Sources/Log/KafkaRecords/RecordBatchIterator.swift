/// Walks the batches that lie one after the other in a buffer, as a fetch or a produce request carries them.
///
/// Looks at headers only; whoever needs to trust the content validates each batch's bytes.
package struct RecordBatchIterator {
    private let bytes: UnsafeRawBufferPointer
    /// Where the next batch starts.
    package private(set) var position = 0

    /// The iterator is valid as long as `bytes` is.
    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    package struct Batch {
        package let header: RecordBatchHeader
        /// Where it starts in the buffer.
        package let position: Int
        /// The whole batch, header included.
        package let bytes: UnsafeRawBufferPointer
    }

    /// The next batch.
    /// - Returns: `nil` at the end of the buffer.
    /// - Throws: when what is left is no whole batch; `position` stays in front of it.
    package mutating func next() throws(RecordBatchError) -> Batch? {
        guard position < bytes.count else { return nil }
        let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
        let header = try RecordBatchHeader(parsing: rest)
        guard header.totalBytes <= rest.count else {
            throw .truncated(needed: header.totalBytes, available: rest.count)
        }
        let batch = Batch(
            header: header, position: position,
            bytes: UnsafeRawBufferPointer(rebasing: rest[..<header.totalBytes]))
        position += header.totalBytes
        return batch
    }
}
