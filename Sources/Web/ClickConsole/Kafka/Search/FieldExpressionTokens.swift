/// The words of a condition, each with the place where it begins.
enum FieldExpressionToken: Equatable {
    case name([String])
    case literal(JSONValue)
    case comparison(FieldExpression.Comparison)
    case and, or, not, open, close

    struct Placed: Equatable {
        let token: FieldExpressionToken
        let position: Int
    }

    /// Cuts a text into words.
    static func words(_ text: String) throws(FieldExpressionError) -> [Placed] {
        let characters = Array(text)
        var words: [Placed] = []
        var index = 0
        while index < characters.count {
            let start = index
            if characters[index].isWhitespace {
                index += 1
                continue
            }
            let token = try next(characters, &index)
            words.append(Placed(token: token, position: start + 1))
        }
        return words
    }

    private static func next(
        _ characters: [Character], _ index: inout Int
    ) throws(FieldExpressionError) -> FieldExpressionToken {
        let first = characters[index]
        switch first {
        case "(", ")":
            index += 1
            return first == "(" ? .open : .close
        case "=", "!", "<", ">": return try comparison(characters, &index)
        case "'", "\"": return try quoted(characters, &index)
        default: break
        }
        if first == "-" || first.isASCII && first.isNumber { return try number(characters, &index) }
        guard first.isLetter || first == "_" || first == "$" else {
            throw FieldExpressionError(position: index + 1, reason: "\"\(first)\" means nothing here")
        }
        return word(characters, &index)
    }

    private static func comparison(
        _ characters: [Character], _ index: inout Int
    ) throws(FieldExpressionError) -> FieldExpressionToken {
        let start = index
        index += 1
        var sign = String(characters[start])
        if index < characters.count, characters[index] == "=" || (sign == "<" && characters[index] == ">") {
            sign.append(characters[index])
            index += 1
        }
        if sign == "==" { sign = "=" }
        if sign == "<>" { sign = "!=" }
        guard let comparison = FieldExpression.Comparison(rawValue: sign) else {
            throw FieldExpressionError(position: start + 1, reason: "write != for \"is not\"")
        }
        return .comparison(comparison)
    }

    private static func quoted(
        _ characters: [Character], _ index: inout Int
    ) throws(FieldExpressionError) -> FieldExpressionToken {
        let start = index
        let quote = characters[index]
        var text = ""
        index += 1
        while index < characters.count {
            let character = characters[index]
            index += 1
            if character != quote {
                text.append(character)
            } else if index < characters.count, characters[index] == quote {
                // Twice means itself.
                text.append(quote)
                index += 1
            } else {
                return .literal(.string(text))
            }
        }
        throw FieldExpressionError(
            position: start + 1, reason: "the text that begins here has no closing \(quote)")
    }

    private static func number(
        _ characters: [Character], _ index: inout Int
    ) throws(FieldExpressionError) -> FieldExpressionToken {
        let start = index
        while index < characters.count,
            characters[index].isASCII,
            characters[index].isNumber || characters[index].isLetter || "+-.".contains(characters[index])
        {
            index += 1
        }
        let text = String(characters[start..<index])
        guard case .number(let digits)? = JSONReader.read(Array(text.utf8)) else {
            throw FieldExpressionError(
                position: start + 1, reason: "\"\(text)\" is no number; texts stand in quotes")
        }
        return .literal(.number(digits))
    }

    private static func word(_ characters: [Character], _ index: inout Int) -> FieldExpressionToken {
        let start = index
        while index < characters.count,
            characters[index].isLetter || characters[index].isNumber || "_$.-@".contains(characters[index])
        {
            index += 1
        }
        let text = String(characters[start..<index])
        switch text.lowercased() {
        case "and": return .and
        case "or": return .or
        case "not": return .not
        case "contains": return .comparison(.contains)
        case "true": return .literal(.bool(true))
        case "false": return .literal(.bool(false))
        case "null": return .literal(.null)
        default: return .name(text.split(separator: ".").map(String.init))
        }
    }
}
