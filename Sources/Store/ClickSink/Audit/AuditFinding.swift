/// One thing that is wrong.
package struct AuditFinding: Sendable, Equatable {
    /// A stable code.
    package enum Kind: String, Sendable, CaseIterable {
        /// A record before the committed offset is neither a row, nor a rejection, nor a duplicate.
        case missing
        /// Two rows came from one record.
        case doubled
        /// A record is both a row and a rejection.
        case storedAndRejected = "stored_and_rejected"
        /// The row is not the click that the record holds.
        case altered
        /// A row names a record that the log does not have.
        case rowWithoutRecord = "row_without_record"
        /// A row names an offset that the sink never accounted for.
        case outsideRange = "outside_range"
        /// The counts in `sink_offsets` are not what tables and log hold.
        case countsDiffer = "counts_differ"
        /// The log ends before the committed offset.
        case logTooShort = "log_too_short"
        /// The log could not be read up to the committed offset.
        case logUnreadable = "log_unreadable"
    }

    package let kind: Kind
    package let partition: Int32
    package let offset: Int64?
    /// One sentence for a person.
    package let detail: String
}
