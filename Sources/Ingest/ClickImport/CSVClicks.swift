internal import ClickModel

/// Events from the rows of a CSV file.
struct CSVClicks {
    private var rows: CSVReader
    private var events: RowWriter

    var bytesRead: Int64 { rows.bytesRead }

    /// Reads the header.
    /// - Parameters:
    ///   - limit: longest row, bytes.
    ///   - plan: says what becomes of the columns of a header.
    init(
        _ source: any ByteSource, format: ImportFormat, delimiter: UInt8 = UInt8(ascii: ","), limit: Int,
        plan: ([String]) throws(ImportError) -> RowPlan
    ) throws(ImportError) {
        var reader = CSVReader(source, delimiter: delimiter, limit: limit)
        guard case .record? = try reader.next() else { throw .noHeader }
        let plan = try plan(reader.fields)
        rows = reader
        events = RowWriter(plan: plan, format: format)
    }

    mutating func next(
        _ decoder: ClickDecoder, producedAt: Int64, _ writer: inout ClickWriter
    ) throws(ImportError) -> ImportOutcome? {
        switch try rows.next() {
        case nil: return nil
        case .refused(let refusal)?: return .refused(refusal)
        case .record(let line)?:
            if let reason = events.write(rows, &writer) {
                return .refused(ImportRefusal(line: line, reason: reason))
            }
            switch writer.withBytes({ decoder.decode($0, producedAt: producedAt) }) {
            case .click: return .click(ImportedClick(line: line, eventTime: decoder.click.eventTime))
            case .rejected(let rejection):
                return .refused(ImportRefusal(line: line, reason: rejection.detail))
            }
        }
    }
}
