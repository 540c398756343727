internal import ClickModel

/// A place for one host in small letters.
package final class HostBuffer {
    private let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 2048)

    package init() {}

    deinit { memory.deallocate() }

    /// A copy with the letters A to Z made small; valid until the next call.
    func lowercased(_ text: BorrowedBytes) -> BorrowedBytes {
        let count = min(text.count, memory.count)
        for position in 0..<count { memory[position] = PageURL.lower(text.buffer[position]) }
        return BorrowedBytes(start: UnsafePointer(memory.baseAddress), count: count)
    }
}
