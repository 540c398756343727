internal import Hummingbird

/// The fields of an action, from its form or its JSON.
struct ActionFields: Sendable {
    /// A message with its headers.
    static let longestBody = 1_200_000

    private let fields: [(name: String, value: String)]

    init(_ fields: [(name: String, value: String)]) { self.fields = fields }

    static func read(_ request: ConsoleRequest) async throws -> ActionFields {
        let bytes = try await request.bytes(upTo: longestBody)
        let isJSON = request.headers[.contentType]?.lowercased().hasPrefix("application/json") == true
        let text = String(validating: bytes, as: UTF8.self)
        guard let fields = isJSON ? members(bytes) : text.flatMap(FormFields.parse) else {
            throw ConsoleRefusal(.badRequest, "The body is neither a form nor an object of JSON.")
        }
        // What a link could carry stands in the address, as Kafdrop's users send it.
        return ActionFields(fields + request.parameters)
    }

    private static func members(_ bytes: [UInt8]) -> [(name: String, value: String)]? {
        guard case .object(let members)? = bytes.isEmpty ? .object([]) : JSONReader.read(bytes) else {
            return nil
        }
        return members.compactMap { member in
            switch member.value {
            case .string(let text), .number(let text): (member.name, text)
            case .bool(let value): (member.name, value ? "true" : "false")
            case .null: nil
            case .array, .object: (member.name, member.value.text)
            }
        }
    }

    func text(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    func isTrue(_ name: String) -> Bool { text(name)?.lowercased() == "true" || text(name) == "1" }

    func number(_ name: String, _ range: ClosedRange<Int64>) throws(ConsoleRefusal) -> Int64? {
        guard let text = text(name), !text.isEmpty else { return nil }
        return try WholeNumber.read(text, name, within: range)
    }

    /// A text, or as hexadecimal digits what is none: `key`, or `keyHex`.
    func bytes(_ name: String) throws(ConsoleRefusal) -> [UInt8]? {
        if let digits = text(name + "Hex"), !digits.isEmpty {
            guard let bytes = HexText.bytes(digits) else {
                throw ConsoleRefusal(.badRequest, "\(name)Hex takes an even number of hexadecimal digits.")
            }
            return bytes
        }
        return text(name).map { Array($0.utf8) }
    }

    /// The fields whose names begin so, without that.
    func pairs(_ prefix: String) -> [(name: String, value: String)] {
        fields.filter { $0.name.hasPrefix(prefix) && $0.name != prefix }
            .map { (String($0.name.dropFirst(prefix.count)), $0.value) }
    }
}
