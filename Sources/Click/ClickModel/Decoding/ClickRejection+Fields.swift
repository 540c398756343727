// The rejections of single fields, with the sentences that say what was found and what is expected.
extension ClickRejection {
    static func missing(_ field: ClickField, _ value: JSONValue) -> ClickRejection {
        let found =
            switch value.kind {
            case .absent: "missing"
            case .null: "null"
            default: "empty"
            }
        return make(.missingField, field, "\(field.name) is \(found); every event needs it.")
    }

    static func wrongType(_ field: ClickField, _ value: JSONValue, expected: StaticString) -> ClickRejection {
        make(.wrongType, field, "\(field.name) is \(describe(value)); expected \(expected).")
    }

    static func tooLong(_ field: ClickField, _ value: JSONValue, most: Int) -> ClickRejection {
        make(.tooLong, field, "\(field.name) has \(value.text.count) bytes; at most \(most) are accepted.")
    }

    static func invalidUUID(_ field: ClickField, _ text: BorrowedBytes) -> ClickRejection {
        make(
            .invalidUUID, field,
            "\(field.name) is \(Excerpt.quoted(text)); expected a UUID, such as 0190a8a3-9f00-7c4e-8b1d-2f6c5a4e3d21."
        )
    }

    static func invalidEventType(_ field: ClickField, _ text: BorrowedBytes) -> ClickRejection {
        make(
            .invalidEventType, field,
            "\(field.name) is \(Excerpt.quoted(text)); expected 1 to 64 of a-z, 0-9 and _ that start with a letter,"
                + " such as page_view.")
    }

    static func invalidTime(
        _ field: ClickField, _ text: BorrowedBytes, _ fault: TimestampText.Fault
    ) -> ClickRejection {
        make(
            .invalidTime, field,
            "\(field.name) \(Excerpt.quoted(text)) \(fault.description); expected RFC 3339, such as"
                + " 2026-03-01T12:00:00.250Z, or integer milliseconds since 1970.")
    }

    /// A time before all that is accepted, or a number that no time is.
    static func implausibleTime(_ field: ClickField, _ value: JSONValue) -> ClickRejection {
        var detail = "\(field.name) is \(describe(value)), which is before the year 2000 or after 9999"
        if value.kind == .integer {
            detail += "; expected milliseconds since 1970, of which there are 13 digits"
        }
        return make(.implausibleTime, field, detail + ".")
    }

    static func tooFarAhead(
        _ field: ClickField, _ value: JSONValue, producedAt: Int64, _ limits: ClickLimits
    ) -> ClickRejection {
        make(
            .implausibleTime, field,
            "\(field.name) is \(describe(value)), more than \(limits.futureMilliseconds / 3_600_000) hours after the"
                + " record's own timestamp (\(producedAt) ms since 1970); the sender's clock may be wrong.")
    }

    static func invalidCurrency(_ field: ClickField, _ text: BorrowedBytes) -> ClickRejection {
        make(
            .invalidCurrency, field,
            "\(field.name) is \(Excerpt.quoted(text)); expected three letters (ISO 4217), such as EUR.")
    }

    static func outOfRange(_ field: ClickField, _ value: JSONValue, expected: StaticString) -> ClickRejection
    {
        make(.numberOutOfRange, field, "\(field.name) is \(describe(value)); expected a number \(expected).")
    }

    private static func make(_ reason: Reason, _ field: ClickField, _ detail: String) -> ClickRejection {
        ClickRejection(reason, field: "\(field.name)", detail: detail)
    }

    private static func describe(_ value: JSONValue) -> String {
        switch value.kind {
        case .absent: "missing"
        case .null: "null"
        case .string: "the string \(Excerpt.quoted(value.text))"
        case .integer, .decimal: "the number \(Excerpt.plain(value.text.buffer))"
        case .true: "true"
        case .false: "false"
        case .array: "an array"
        default: "an object"
        }
    }
}
