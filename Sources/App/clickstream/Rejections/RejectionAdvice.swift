import ClickModel

/// What to do about a rejection.
struct RejectionAdvice {
    /// One sentence on what the reason means.
    let meaning: String
    /// What to try, with the command's options.
    let remedy: String

    /// - Parameters:
    ///   - code: as it is in the table.
    ///   - field: the field at fault.
    init(reason code: String, field: String?) {
        guard let reason = ClickRejection.Reason(rawValue: code) else {
            meaning = "This program does not know the code; a newer one wrote it."
            remedy = "Use the newer clickstream."
            return
        }
        meaning = reason.meaning
        let field = field.map { PrintableText.escaped($0) } ?? "FIELD"
        remedy =
            switch reason {
            case .missingField where field == "event_id":
                "Retry it: it gets an event_id that is made from its place in the log. With --dry-run it says what else is wrong."
            case .missingField where field == "user_id":
                "Retry it with --map user_id=@key (the record's key), --map user_id=MEMBER, or --set user_id=VALUE."
            case .missingField where field == "event_time":
                "Retry it with --map event_time=@timestamp (the record's own), or --map event_time=MEMBER."
            case .missingField:
                "Retry it with --map \(field)=MEMBER, or --set \(field)=VALUE."
            case .invalidUUID:
                """
                Retry it with --map properties.original_event_id=event_id: it gets an event_id that is made from its \
                place in the log, and keeps the old one beside it.
                """
            case .wrongType, .invalidEventType, .invalidTime, .invalidCurrency, .numberOutOfRange, .tooLong:
                "Take the value from another member with --map \(field)=MEMBER, or edit the record (--payload, or an export)."
            case .implausibleTime:
                """
                Check the sender's clock; seconds sent as milliseconds are mended in an export. To take the record's \
                own time: --map event_time=@timestamp.
                """
            case .refusedByDatabase:
                "Look up the SQLSTATE in the detail, mend its cause in the database, and retry the record as it is."
            case .empty: "There is nothing to store; leave it."
            case .tooLarge, .tooDeep, .tooManyFields:
                "Have the sender leave out what no one needs; retry a smaller record with --payload."
            case .invalidUTF8, .notJSON, .notAnObject, .duplicateField, .nulCharacter:
                "Tell the sender; edit the record (--payload, or an export), or leave it."
            }
    }
}
