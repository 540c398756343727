/// Why a record cannot become a row of `user_clicks`.
package struct ClickRejection: Error, Equatable, Sendable {
    /// A stable code, kept in `rejected_clicks.reason`: dashboards and scripts group by it, so codes are
    /// added, never renamed.
    package enum Reason: String, CaseIterable, Sendable {
        case empty
        case tooLarge = "too_large"
        case invalidUTF8 = "invalid_utf8"
        case notJSON = "not_json"
        case notAnObject = "not_an_object"
        case tooDeep = "too_deep"
        case duplicateField = "duplicate_field"
        case tooManyFields = "too_many_fields"
        case nulCharacter = "nul_character"
        case missingField = "missing_field"
        case wrongType = "wrong_type"
        case tooLong = "too_long"
        case invalidUUID = "invalid_uuid"
        case invalidEventType = "invalid_event_type"
        case invalidTime = "invalid_time"
        case implausibleTime = "implausible_time"
        case invalidCurrency = "invalid_currency"
        case numberOutOfRange = "number_out_of_range"
        /// Valid for us, and refused by PostgreSQL all the same; the detail carries its SQLSTATE.
        case refusedByDatabase = "refused_by_database"
    }

    package let reason: Reason
    /// The field at fault, as spelled in the record; `nil` where the record as a whole is.
    package let field: String?
    /// One sentence for a person: what was found, and what is expected.
    package let detail: String

    package init(_ reason: Reason, field: String? = nil, detail: String) {
        self.reason = reason
        self.field = field
        self.detail = detail
    }
}
