internal import ClickModel
internal import Crypto

/// What viewers do not see of a click: which fields, and what stands in their place.
///
/// Fields have the names of the event: `user_id`, `search_query`, `page_url`, and `properties.email` for what
/// stands in properties. Every address that shows values of clicks or records applies the rules of the
/// request (`ConsoleRequest.masks`): `value(_:of:)` to a value, `json(_:names:)` to an answer made by the
/// database, and `payload(_:)` to a record's own text.
package struct MaskingRules: Sendable {
    package enum Style: String, Sendable, CaseIterable {
        /// Nothing of it is shown.
        case hide
        /// The same value has the same few letters, for as long as the console runs.
        case hash
        /// The last four characters, where there are twelve or more.
        case last4
        /// Of an address: all but what comes after `?` or `#`.
        case query
    }

    package static let hidden = "•••"

    private var styles: [String: Style] = [:]
    /// Of this run alone, so that nobody finds a value by hashing all that there are.
    private let key = SymmetricKey(size: .bits256)

    package init() {}

    package var isEmpty: Bool { styles.isEmpty }

    /// The masked fields' names.
    var fields: [String] { styles.keys.sorted() }

    /// - Parameter text: `FIELD` or `FIELD=STYLE`; without a style the field is hidden. A field is one of the
    ///   event, or `properties` or a member of it.
    /// - Returns: `false` for what is neither.
    package mutating func add(_ text: String) -> Bool {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let field = parts.first, Self.isField(field),
            let style = parts.count == 1 ? .hide : Style(rawValue: String(parts[1]))
        else { return false }
        styles[String(field)] = style
        return true
    }

    private static func isField(_ name: Substring) -> Bool {
        if name.hasPrefix("properties.") { return name.utf8.count > 11 && name.utf8.allSatisfy { $0 > 0x20 } }
        return ClickField.allCases.contains { $0.name.description == name }
    }

    /// Whether more of a field is masked than what stands behind an address's `?`.
    func hides(anyOf fields: [String]) -> Bool {
        fields.contains { field in style(of: field).map { $0 != .query } ?? false }
    }

    // MARK: Applying

    /// A value of a field as it may be shown.
    package func value(_ text: String, of field: String) -> String {
        guard let style = style(of: field), !text.isEmpty else { return text }
        return masked(text, style)
    }

    /// A JSON text that this console has made, with masked values as strings.
    /// - Parameter names: the fields that its members hold where those are called otherwise, as
    ///   `["user": ["user_id"]]`.
    package func json(_ text: String, names: [String: [String]] = [:]) -> String {
        guard !isEmpty else { return text }
        return JSONMask.masked(text) { path, value in
            for name in path.last.flatMap({ names[$0] }) ?? [] {
                if let masked = mask(value(), of: [name]) { return masked }
            }
            return mask(value(), endOf: path)
        } ?? Self.hidden
    }

    /// The text of a record's value. What is no JSON is not shown at all: nobody could tell what is where.
    package func payload(_ text: String) -> String {
        guard !isEmpty else { return text }
        return JSONMask.masked(text) { path, value in
            // An unknown field at the top becomes one of properties.
            mask(value(), endOf: path) ?? (path.count == 1 ? mask(value(), of: ["properties"] + path) : nil)
        } ?? "\(Self.hidden) not JSON, \(text.utf8.count) bytes"
    }

    /// A field may lie deeper than it should, as in the envelope of a record that was rejected.
    private func mask(_ value: String, endOf path: [String]) -> String? {
        for start in path.indices {
            if let masked = mask(value, of: path[start...]) { return masked }
        }
        return nil
    }

    private func mask(_ value: String, of path: some BidirectionalCollection<String>) -> String? {
        styles[path.joined(separator: ".")].map { masked(value, $0) }
    }

    /// The rule of `properties` is that of each of its members, too.
    private func style(of field: String) -> Style? {
        styles[field] ?? field.firstIndex(of: ".").flatMap { styles[String(field[..<$0])] }
    }

    private func masked(_ text: String, _ style: Style) -> String {
        switch style {
        case .hide: return Self.hidden
        case .hash:
            let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
            return "#" + HexText.text(code.prefix(6))
        case .last4: return text.count >= 12 ? Self.hidden + text.suffix(4) : Self.hidden
        case .query:
            guard let end = text.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return text }
            return text[..<end] + "?" + Self.hidden
        }
    }
}

extension AccessGate {
    /// What this visitor does not see; nothing for an operator.
    func masks(for visitor: Visitor) -> MaskingRules {
        visitor.role == .operator ? MaskingRules() : access.masks
    }
}
