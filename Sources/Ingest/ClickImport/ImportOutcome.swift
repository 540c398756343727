/// What came of a row: a click, or a reason.
package enum ImportOutcome: Equatable, Sendable {
    case click(ImportedClick)
    /// The row is no event; the import goes on behind it.
    case refused(ImportRefusal)
}

/// A row that became a click: its record is in the writer, its key in the importer.
package struct ImportedClick: Equatable, Sendable {
    /// Where the row begins, counted from 1.
    package let line: Int
    /// When the click happened, microseconds since 1970.
    package let eventTime: Int64
    /// The same in milliseconds, as Kafka counts.
    package var eventTimeMilliseconds: Int64 {
        eventTime >= 0 ? eventTime / 1000 : (eventTime - 999) / 1000
    }
}

/// Why a row is no event.
package struct ImportRefusal: Equatable, Sendable, CustomStringConvertible {
    /// Where the row begins, counted from 1.
    package let line: Int
    /// One sentence: what was found, and what is expected.
    package let reason: String

    package var description: String { "line \(line): \(reason)" }
}
