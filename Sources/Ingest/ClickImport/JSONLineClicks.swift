internal import ClickModel

/// Events of ours from lines of JSON: as they are, or with an identity where they have none.
struct JSONLineClicks {
    private var lines: LineReader
    private var ids = StableIDs(format: ImportFormat.ndjson.name)
    private let limit: Int

    var bytesRead: Int64 { lines.bytesRead }

    /// - Parameter limit: longest line, bytes.
    init(_ source: any ByteSource, limit: Int) {
        lines = LineReader(source, limit: limit)
        self.limit = limit
    }

    mutating func next(
        _ decoder: ClickDecoder, producedAt: Int64, _ writer: inout ClickWriter
    ) throws(ImportError) -> ImportOutcome? {
        while let line = try lines.next() {
            switch line {
            case .tooLong(let number):
                return .refused(
                    ImportRefusal(line: number, reason: "the line has more than \(limit) bytes."))
            case .whole(let number):
                if lines.line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
                return take(lines.line, number, decoder, producedAt, &writer)
            }
        }
        return nil
    }

    private mutating func take(
        _ line: [UInt8], _ number: Int, _ decoder: ClickDecoder, _ producedAt: Int64,
        _ writer: inout ClickWriter
    ) -> ImportOutcome {
        line.withUnsafeBytes { line in
            switch decoder.decode(line, producedAt: producedAt) {
            case .click:
                writer.copy(line)
            case .rejected(let rejection):
                // The identity needs the event's time, which only a whole event has: so first with any
                // identity.
                guard rejection.reason == .missingField, rejection.field == "event_id",
                    Self.write(line, id: EventID(high: 0, low: 0), &writer),
                    case .click = writer.withBytes({ decoder.decode($0, producedAt: producedAt) })
                else { return .refused(ImportRefusal(line: number, reason: rejection.detail)) }
                let id = ids.next(line, eventTime: decoder.click.eventTime)
                _ = Self.write(line, id: id, &writer)
            }
            return .click(ImportedClick(line: number, eventTime: decoder.click.eventTime))
        }
    }

    /// Writes the line with a first member `event_id` in front of its own.
    /// - Returns: `false` where the line is no object.
    private static func write(
        _ line: UnsafeRawBufferPointer, id: EventID, _ writer: inout ClickWriter
    ) -> Bool {
        guard let open = line.firstIndex(of: UInt8(ascii: "{")),
            let close = line.lastIndex(of: UInt8(ascii: "}")), open < close
        else { return false }
        writer.begin()
        writer.eventID(id)
        writer.members(UnsafeRawBufferPointer(rebasing: line[(open + 1)..<close]))
        writer.end()
        return true
    }
}
