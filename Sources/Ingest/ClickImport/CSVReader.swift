/// Records of a CSV file (RFC 4180), one at a time: quoted fields, doubled quotes, line ends inside quotes,
/// CRLF and LF, a byte-order mark.
///
/// Where files stray from the standard: a quote inside an unquoted field is an ordinary character, and blank
/// lines are skipped. A record that breaks the rules is reported, and reading goes on at the next line end.
struct CSVReader {
    enum Row: Equatable {
        /// Its fields are to be had from `withField`.
        case record(line: Int)
        case refused(ImportRefusal)
    }

    private enum State {
        case fieldStart
        case unquoted
        case quoted
        /// After a quote inside quotes: the end of the field, or the first of two.
        case quoteInQuotes
        /// After a broken record, up to the line's end.
        case skipping
    }

    private var chunk: ChunkBuffer
    private let delimiter: UInt8
    private let limit: Int
    private var state = State.fieldStart
    private var line = 1
    private var startLine = 1
    private var fault: String?
    /// The fields one after the other, unquoted, a NUL after each.
    private var content: [UInt8] = []
    private var ends: [Int] = []

    var bytesRead: Int64 { chunk.bytesRead }
    var fieldCount: Int { ends.count }

    /// - Parameter limit: bytes of a record at most, so that a quote that is never closed does not swallow
    ///   the file.
    init(_ source: any ByteSource, delimiter: UInt8 = UInt8(ascii: ","), limit: Int) {
        chunk = ChunkBuffer(source)
        self.delimiter = delimiter
        self.limit = limit
    }

    /// Bytes that are the same for the same fields, however they were quoted.
    func withContent<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        content.withUnsafeBytes(body)
    }

    /// A field of the current record, unquoted, valid during `body`.
    func withField<R>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        let start = index == 0 ? 0 : ends[index - 1] + 1
        return content.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<ends[index]])) }
    }

    /// A copy of all fields as text, for a header.
    var fields: [String] {
        (0..<fieldCount).map { index in withField(index) { String(decoding: $0, as: UTF8.self) } }
    }

    mutating func next() throws(ImportError) -> Row? {
        while true {
            content.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
            state = .fieldStart
            fault = nil
            startLine = line
            guard try readRecord() else { return nil }
            if let fault { return .refused(ImportRefusal(line: startLine, reason: fault)) }
            let isBlank = ends.count == 1 && ends[0] == 0
            if !isBlank { return .record(line: startLine) }
        }
    }

    /// - Returns: `false` where the file is over and no record was begun.
    private mutating func readRecord() throws(ImportError) -> Bool {
        var hasBegun = false
        while true {
            if chunk.position == chunk.count, try !chunk.fill() {
                guard hasBegun else { return false }
                if state == .quoted {
                    fault = "a quoted field is not closed before the end of the file."
                }
                endField()
                return true
            }
            hasBegun = true
            if scan() { return true }
        }
    }

    /// Takes bytes of the chunk up to the end of the record or of the chunk.
    /// - Returns: whether the record is complete.
    private mutating func scan() -> Bool {
        while chunk.position < chunk.count {
            if state == .quoted || state == .unquoted { takeRun() }
            guard chunk.position < chunk.count else { return false }
            let byte = chunk.bytes[chunk.position]
            chunk.position += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            if step(byte) { return true }
        }
        return false
    }

    /// Copies the bytes that mean nothing but themselves.
    private mutating func takeRun() {
        let start = chunk.position
        var end = start
        while end < chunk.count {
            let byte = chunk.bytes[end]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == delimiter { break }
            end += 1
        }
        if end > start {
            content.append(contentsOf: chunk.bytes[start..<end])
            chunk.position = end
            if content.count > limit { fail("the row has more than \(limit) bytes.") }
        }
    }

    /// - Returns: whether the record is complete.
    private mutating func step(_ byte: UInt8) -> Bool {
        switch (state, byte) {
        case (.skipping, UInt8(ascii: "\n")): return true
        case (.skipping, _): return false
        case (.fieldStart, UInt8(ascii: "\"")): state = .quoted
        case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuotes
        case (.quoted, _): keep(byte)
        case (.quoteInQuotes, UInt8(ascii: "\"")):
            keep(byte)
            state = .quoted
        case (_, delimiter):
            endField()
            if fault == nil { state = .fieldStart }
        case (_, UInt8(ascii: "\n")):
            dropCarriageReturn()
            endField()
            return true
        case (.quoteInQuotes, UInt8(ascii: "\r")): break
        case (.quoteInQuotes, _): fail("there is text behind the closing quote of a field.")
        case (.fieldStart, _), (.unquoted, _):
            keep(byte)
            state = .unquoted
        }
        return false
    }

    private mutating func keep(_ byte: UInt8) {
        content.append(byte)
        if content.count > limit { fail("the row has more than \(limit) bytes.") }
    }

    private mutating func endField() {
        ends.append(content.count)
        content.append(0)
        if content.count > limit { fail("the row has more than \(limit) bytes.") }
    }

    /// Drops the carriage return of CRLF, which was taken for the end of an unquoted field.
    private mutating func dropCarriageReturn() {
        let start = ends.last.map { $0 + 1 } ?? 0
        if state == .unquoted, content.count > start, content.last == UInt8(ascii: "\r") {
            content.removeLast()
        }
    }

    private mutating func fail(_ reason: String) {
        if fault == nil { fault = reason }
        state = .skipping
    }
}
