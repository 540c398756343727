/// Lines of a text, one at a time, whatever their number.
struct LineReader {
    /// A line, or that there was one too long to be kept.
    enum Line: Equatable {
        /// Its bytes are in `line`.
        case whole(number: Int)
        case tooLong(number: Int)
    }

    private var chunk: ChunkBuffer
    private let limit: Int
    private var number = 0
    /// The line that was read last, without its end.
    private(set) var line: [UInt8] = []

    var bytesRead: Int64 { chunk.bytesRead }

    /// - Parameter limit: longest line, bytes.
    init(_ source: any ByteSource, limit: Int) {
        chunk = ChunkBuffer(source)
        self.limit = limit
    }

    /// The next line; a last one without an end counts.
    mutating func next() throws(ImportError) -> Line? {
        line.removeAll(keepingCapacity: true)
        var length = 0
        while true {
            if chunk.position == chunk.count, try !chunk.fill() {
                if length == 0 { return nil }
                break
            }
            let start = chunk.position
            let end = chunk.bytes[start..<chunk.count].firstIndex(of: UInt8(ascii: "\n"))
            let stop = end ?? chunk.count
            length += stop - start
            // One more for a carriage return.
            if length <= limit + 1 { line.append(contentsOf: chunk.bytes[start..<stop]) }
            chunk.position = end.map { $0 + 1 } ?? stop
            if end != nil { break }
        }
        number += 1
        if length <= limit + 1, line.last == UInt8(ascii: "\r") {
            line.removeLast()
            length -= 1
        }
        return length <= limit ? .whole(number: number) : .tooLong(number: number)
    }
}
