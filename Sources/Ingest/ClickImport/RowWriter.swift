internal import ClickModel

/// Turns the rows of a CSV file into events.
struct RowWriter {
    private let plan: RowPlan
    private var ids: StableIDs

    init(plan: RowPlan, format: ImportFormat) {
        self.plan = plan
        ids = StableIDs(format: format.name)
    }

    /// Writes a row as an event; whether it is a valid one, a decoder says.
    /// - Returns: why it cannot be one; `nil` where it was written.
    mutating func write(_ row: CSVReader, _ writer: inout ClickWriter) -> String? {
        guard row.fieldCount == plan.columnCount else {
            return "the row has \(row.fieldCount) fields, and the header has \(plan.columnCount)."
        }
        let time = withValue(plan.eventTime, of: row) { TimeText.microseconds(Self.trimmed($0)) }
        guard let eventTime = time else {
            let found = withValue(plan.eventTime, of: row) { Self.quoted($0) }
            return "event_time is \(found); expected a time such as 2019-10-01 00:00:00 UTC."
        }
        writer.begin()
        writeID(row, eventTime: eventTime, &writer)
        writer.eventTime(microseconds: eventTime)
        for assignment in plan.assignments {
            let fault = withValue(assignment.origin, of: row) { value in
                write(assignment.field, value, &writer)
            }
            if let fault { return fault }
        }
        if !plan.hasSource { writer.text(.source, "import") }
        writeProperties(row, &writer)
        writer.end()
        return nil
    }

    private mutating func writeID(_ row: CSVReader, eventTime: Int64, _ writer: inout ClickWriter) {
        if let origin = plan.eventID {
            let isGiven = withValue(origin, of: row) { text in
                if !text.isEmpty { writer.text(.eventID, Self.trimmed(text)) }
                return !text.isEmpty
            }
            if isGiven { return }
        }
        let id = row.withContent { ids.next($0, eventTime: eventTime) }
        writer.eventID(id)
    }

    private func writeProperties(_ row: CSVReader, _ writer: inout ClickWriter) {
        guard !plan.properties.isEmpty else { return }
        // Beside a column that is the whole of `properties`, the others are top-level members: a decoder adds
        // them to it.
        if !plan.hasPropertiesColumn { writer.beginProperties() }
        for property in plan.properties {
            withValue(property.origin, of: row) { text in
                guard !text.isEmpty else { return }
                property.name.withUnsafeBytes { writer.property(name: $0, text: text) }
            }
        }
        if !plan.hasPropertiesColumn { writer.endProperties() }
    }

    /// Writes a member; nothing for an empty value.
    /// - Returns: why the value cannot be the field's.
    private func write(
        _ field: ClickField, _ value: UnsafeRawBufferPointer, _ writer: inout ClickWriter
    ) -> String? {
        guard !value.isEmpty else { return nil }
        switch field {
        case .eventType where plan.isREES46: return writeREES46Type(value, &writer)
        case .price:
            let number = Self.trimmed(value)
            let text = BorrowedBytes(
                start: number.baseAddress?.assumingMemoryBound(to: UInt8.self), count: number.count)
            guard Self.isDecimal(number), let price = DecimalText.tenThousandths(text) else {
                return "price is \(Self.quoted(value)); expected a number such as 19.99."
            }
            writer.price(tenThousandths: price)
        case .quantity:
            let number = Self.trimmed(value)
            guard Self.isDecimal(number), let quantity = Int64(String(decoding: number, as: UTF8.self)) else {
                return "quantity is \(Self.quoted(value)); expected a whole number."
            }
            writer.integer(.quantity, quantity)
        case .isBot:
            switch String(decoding: Self.trimmed(value), as: UTF8.self).lowercased() {
            case "true", "1", "t", "yes": writer.bool(.isBot, true)
            case "false", "0", "f", "no": writer.bool(.isBot, false)
            default: return "is_bot is \(Self.quoted(value)); expected true or false."
            }
        case .properties: writer.properties(rawJSON: value)
        default: writer.text(field, value)
        }
        return nil
    }

    private func writeREES46Type(_ value: UnsafeRawBufferPointer, _ writer: inout ClickWriter) -> String? {
        if Self.matches(value, "view") {
            writer.text(.eventType, "view_item")
        } else if Self.matches(value, "cart") {
            writer.text(.eventType, "add_to_cart")
        } else if Self.matches(value, "remove_from_cart") {
            writer.text(.eventType, "remove_from_cart")
        } else if Self.matches(value, "purchase") {
            writer.text(.eventType, "purchase")
            writer.integer(.quantity, 1)
        } else {
            return "event_type is \(Self.quoted(value)); expected view, cart, remove_from_cart or purchase."
        }
        return nil
    }

    private static func matches(_ text: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        text.elementsEqual(UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    private func withValue<R>(
        _ origin: RowPlan.Origin, of row: CSVReader, _ body: (UnsafeRawBufferPointer) -> R
    ) -> R {
        switch origin {
        case .column(let index): row.withField(index, body)
        case .constant(let bytes): bytes.withUnsafeBytes(body)
        }
    }

    /// Digits with at most one point between them, and perhaps a minus.
    private static func isDecimal(_ text: UnsafeRawBufferPointer) -> Bool {
        var digits = 0
        var points = 0
        for (index, byte) in text.enumerated() {
            switch byte {
            case 0x30...0x39: digits += 1
            case UInt8(ascii: "."): points += 1
            case UInt8(ascii: "-") where index == 0: break
            default: return false
            }
        }
        return digits > 0 && points <= 1 && text.last != UInt8(ascii: ".")
    }

    private static func trimmed(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, text.count)
        while start < end, text[start] == UInt8(ascii: " ") { start += 1 }
        while end > start, text[end - 1] == UInt8(ascii: " ") { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: text[start..<end])
    }

    /// A value as a message may show it: short, and without control characters.
    private static func quoted(_ text: UnsafeRawBufferPointer) -> String {
        var shown = ""
        for scalar in String(decoding: text.prefix(40), as: UTF8.self).unicodeScalars {
            shown.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? "\u{FFFD}" : scalar)
        }
        return text.isEmpty ? "empty" : "\"\(shown)\(text.count > 40 ? "…" : "")\""
    }
}
