/// The part of a source that was read and not looked at yet.
struct ChunkBuffer {
    /// Bytes asked for at once.
    static let size = 1 << 16

    private let source: any ByteSource
    private(set) var bytes = [UInt8](repeating: 0, count: size)
    private(set) var count = 0
    var position = 0
    private(set) var bytesRead: Int64 = 0

    init(_ source: any ByteSource) {
        self.source = source
    }

    /// Replaces what was looked at by what comes next. The first bytes of a file lose their byte-order mark.
    /// - Returns: `false` at the end.
    mutating func fill() throws(ImportError) -> Bool {
        precondition(position == count, "unread bytes would be lost")
        position = 0
        count = try read(at: 0)
        // Three bytes are needed to know a mark; a pipe may give them one by one.
        let isFirst = bytesRead == Int64(count)
        while isFirst, count > 0, count < 3 {
            let more = try read(at: count)
            if more == 0 { break }
            count += more
        }
        if isFirst, count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            position = 3
            if count == 3 { return try fill() }
        }
        return count > 0
    }

    private mutating func read(at start: Int) throws(ImportError) -> Int {
        // Typed errors do not pass through the closure of an array.
        var failure: ImportError?
        let source = source
        let read = bytes.withUnsafeMutableBytes { buffer in
            do throws(ImportError) {
                return try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        bytesRead += Int64(read)
        return read
    }
}
