/// Why a record is not one JSON object that can be taken apart, and where.
struct RecordFault {
    enum Kind {
        case empty, tooLarge, invalidUTF8, nul, surrogate, controlCharacter, unclosedString, byteOrderMark
        case notAnObject, incomplete, syntax, trailing, tooDeep, duplicate, tooManyMembers, numberTooLarge
    }

    let kind: Kind
    /// Offset of the byte at fault.
    let position: Int
    /// The top-level field that was being read, as written and shortened.
    let field: String?
    /// The name that is there twice, as written and shortened.
    let name: String?
}

extension RecordFault {
    /// The rejection with its sentence.
    /// - Parameter record: the record that the fault is in; quoted by a byte or a few, never as a whole.
    func rejection(of record: UnsafeRawBufferPointer, limits: ClickLimits) -> ClickRejection {
        let place = "byte \(position)" + (field.map { ", in \($0)" } ?? "")
        switch kind {
        case .empty:
            return ClickRejection(.empty, detail: "The record is empty; expected one JSON object.")
        case .tooLarge:
            return ClickRejection(
                .tooLarge,
                detail: "The record has \(record.count) bytes; at most \(limits.recordBytes) are accepted.")
        case .invalidUTF8:
            let byte = Excerpt.byte(record, at: position)
            return ClickRejection(.invalidUTF8, detail: "\(byte) at byte \(position) is not UTF-8.")
        case .nul:
            return rejection(
                .nulCharacter, "There is a NUL character at \(place); PostgreSQL stores text without it only."
            )
        case .surrogate:
            let escape = Excerpt.quoted(record, from: position, count: 6)
            return rejection(
                .invalidUTF8,
                "\(escape) at \(place) is one half of a surrogate pair without the other; expected both.")
        case .tooDeep:
            return rejection(
                .tooDeep,
                "Objects and arrays are nested too deep at \(place); at most \(limits.nestingDepth) levels are accepted."
            )
        case .duplicate:
            return rejection(
                .duplicateField,
                "The name \(name ?? "") is there twice, again at byte \(position); expected once in its object"
                    + " (a field without a column counts as a member of properties).")
        case .tooManyMembers:
            return rejection(
                .tooManyFields,
                "The record has more than \(limits.members) fields, those of nested objects included, which is the most."
            )
        case .numberTooLarge:
            return rejection(
                .numberOutOfRange,
                "The number at \(place) is too large to be stored exactly; at most \(limits.numberBytes) characters"
                    + " and exponents up to \(limits.numberExponent) are accepted.")
        case .notAnObject:
            let start = Excerpt.quoted(record, from: position, count: 12)
            return ClickRejection(
                .notAnObject, detail: "The record starts with \(start); expected one JSON object, { ... }.")
        case .controlCharacter, .unclosedString, .byteOrderMark, .incomplete, .syntax, .trailing:
            return rejection(.notJSON, "The record is not JSON: " + syntaxSentence(record, place))
        }
    }

    private func rejection(_ reason: ClickRejection.Reason, _ detail: String) -> ClickRejection {
        ClickRejection(reason, field: field, detail: detail)
    }

    private func syntaxSentence(_ record: UnsafeRawBufferPointer, _ place: String) -> String {
        switch kind {
        case .controlCharacter:
            let isKnown = position < record.count
            let what = isKnown ? Excerpt.byte(record, at: position) + " at \(place)" : "a line break or a tab"
            return "a string holds \(what); control characters in strings have to be escaped."
        case .unclosedString: return "a string is not closed by the end of the record."
        case .byteOrderMark: return "it starts with a byte order mark; expected { as the first character."
        case .incomplete: return "it ends before its object is closed; it may have been cut off."
        case .trailing:
            let excerpt = Excerpt.quoted(record, from: position, count: 12)
            return "\(excerpt) follows the object at byte \(position); expected one object a record."
        default:
            let excerpt = Excerpt.quoted(record, from: position, count: 12)
            return "\(excerpt) cannot stand at \(place)."
        }
    }
}
