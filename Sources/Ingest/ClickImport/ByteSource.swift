/// Where the bytes of an import come from: a file, a pipe, or memory in a test.
package protocol ByteSource: AnyObject {
    /// Fills the beginning of `buffer` and waits for at least one byte where there are more to come.
    /// - Returns: how many bytes it wrote; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImportError) -> Int
}

/// Bytes that are in memory already.
package final class MemorySource: ByteSource {
    private let bytes: [UInt8]
    private let step: Int
    private var position = 0

    /// - Parameter step: bytes a read gives at most; small ones show a reader's seams.
    package init(_ bytes: [UInt8], step: Int = .max) {
        self.bytes = bytes
        self.step = step
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, step, bytes.count - position)
        buffer.copyBytes(from: bytes[position..<(position + count)])
        position += count
        return count
    }
}
