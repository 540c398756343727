package import ClickModel

/// Reads clicks out of a data file, one a call, in bounded memory.
///
/// Every record that it gives was decoded as the sink decodes it, so that what is imported can be stored; a
/// row that cannot be an event is given as a refusal, and the next call goes on behind it. Reads block, so it
/// belongs on a thread that may wait; one thread at a time.
package struct ClickImporter {
    // One of the two.
    private var csv: CSVClicks?
    private var lines: JSONLineClicks?
    private let decoder: ClickDecoder
    private let producedAt: Int64
    /// Rows that became clicks.
    package private(set) var clicks = 0
    /// Rows that did not.
    package private(set) var refused = 0

    /// Reads the header where the format has one.
    /// - Parameters:
    ///   - source: the file, see `FileSource`.
    ///   - producedAt: the timestamp that the records will get, milliseconds since 1970; an event more than a
    ///     day after it is refused. Negative where each record gets its event's own time.
    package init(
        _ source: any ByteSource, format: ImportFormat, producedAt: Int64 = -1,
        limits: ClickLimits = ClickLimits()
    ) throws(ImportError) {
        decoder = ClickDecoder(limits: limits)
        self.producedAt = producedAt
        let limit = limits.recordBytes
        switch format {
        case .ndjson:
            lines = JSONLineClicks(source, limit: limit)
        case .rees46:
            csv = try CSVClicks(source, format: format, limit: limit, plan: RowPlan.rees46)
        case .csv(let mapping, let delimiter):
            csv = try CSVClicks(source, format: format, delimiter: delimiter, limit: limit) {
                (header) throws(ImportError) in try RowPlan(header: header, mapping: mapping)
            }
        }
    }

    /// Bytes of the file that were read, for a progress line.
    package var bytesRead: Int64 { csv?.bytesRead ?? lines?.bytesRead ?? 0 }

    /// The next row.
    /// - Parameter writer: holds the record after a click; anything after a refusal.
    /// - Returns: `nil` at the end of the file.
    package mutating func next(_ writer: inout ClickWriter) throws(ImportError) -> ImportOutcome? {
        let fromCSV = try csv?.next(decoder, producedAt: producedAt, &writer)
        let fromLines = try lines?.next(decoder, producedAt: producedAt, &writer)
        guard let outcome = (fromCSV ?? nil) ?? (fromLines ?? nil) else { return nil }
        switch outcome {
        case .click: clicks += 1
        case .refused: refused += 1
        }
        return outcome
    }

    /// The key of the latest click's record, its `user_id`, valid during `body`.
    package func withKey(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try body(UnsafeRawBufferPointer(decoder.click.userID.buffer))
    }
}
