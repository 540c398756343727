extension ClickRejection.Reason {
    /// One sentence on what the code says of a record, for people who look at rejections.
    package var meaning: String {
        switch self {
        case .empty: "The record has no value, or nothing in it."
        case .tooLarge: "The record is larger than a click may be."
        case .invalidUTF8: "The record holds bytes or escapes that are not text in UTF-8."
        case .notJSON: "The record is not JSON, or was cut off."
        case .notAnObject: "The record is JSON, but not one object."
        case .tooDeep: "Objects and arrays are nested deeper than is accepted."
        case .duplicateField: "A name is in the same object twice, so that it is not clear which one holds."
        case .tooManyFields: "The record has more fields than are accepted."
        case .nulCharacter: "A text holds the character NUL, which PostgreSQL cannot store."
        case .missingField: "A field that every event needs is absent, null or empty."
        case .wrongType: "A field holds another type of value than it takes."
        case .tooLong: "A field's text is longer than is accepted."
        case .invalidUUID: "The event_id is not a UUID."
        case .invalidEventType: "The event_type is not a name in small letters, digits and underscores."
        case .invalidTime: "The event_time is not a time in RFC 3339 form."
        case .implausibleTime:
            "The event_time is before the year 2000, or more than a day after the record's own timestamp."
        case .invalidCurrency: "The currency is not a code of three letters (ISO 4217)."
        case .numberOutOfRange: "A number is too large for its field."
        case .refusedByDatabase: "The click is valid, and PostgreSQL refused its row all the same."
        }
    }
}
