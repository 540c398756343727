/// Whole batches that lie one after the other in one segment file, to be sent or read.
///
/// The slice keeps the file open: deletion and retention don't hurt it. Its bytes never change.
package struct LogSlice: Sendable {
    let file: any LogFile
    /// Where the bytes start in the file.
    package let position: Int64
    /// 0 when the offset is the log's end.
    package let byteCount: Int
    /// The offset of the first record of the first batch, which may lie before the one asked for.
    package let baseOffset: Int64
    /// No record of the slice has this offset or a higher one.
    package let nextOffset: Int64
    /// As of the moment of reading.
    package let startOffset: Int64
    package let highWatermark: Int64
    package let lastStableOffset: Int64
    package let endOffset: Int64
    /// The transactions whose records in the slice don't count, where committed records were asked for.
    package internal(set) var aborted: [TransactionTable.Aborted] = []

    /// For `sendfile`: valid as long as this slice (or a copy of it) lives.
    package var descriptor: Int32 { file.descriptor }
    package var isEmpty: Bool { byteCount == 0 }

    /// Copies the bytes. Blocks for the disk.
    package func bytes() throws(LogError) -> [UInt8] {
        guard !isEmpty else { return [] }
        var failure: LogError?
        let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            do throws(LogError) {
                try read(into: UnsafeMutableRawBufferPointer(buffer))
                count = byteCount
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Copies the bytes to the start of `buffer`, which holds at least `byteCount`. Blocks for the disk.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(LogError) {
        precondition(buffer.count >= byteCount)
        try file.readFully(UnsafeMutableRawBufferPointer(rebasing: buffer[..<byteCount]), at: position)
    }
}
