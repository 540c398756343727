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
    ///   event but `unmaskable`, or `properties` or a member of it.
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
        return known.contains(String(name)) && !unmaskable.contains(String(name))
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

    /// The same of a value that is made of several fields, by the rule of any.
    func value(_ text: String, ofAny fields: [String]) -> String {
        guard let style = style(ofAny: fields), !text.isEmpty else { return text }
        return masked(text, style)
    }

    /// A JSON text that this console has made, with masked values as strings.
    /// - Parameter names: the fields that its members hold where those are called otherwise, as
    ///   `["user": ["user_id"]]`, or `["page.value": ["page_url"]]` for a member of another.
    package func json(_ text: String, names: [String: [String]] = [:]) -> String {
        guard !isEmpty else { return text }
        return JSONMask.masked(text) { path, value in
            if let fields = names[path.suffix(2).joined(separator: ".")] {
                return style(ofAny: fields).map { masked(value(), $0) }
            }
            if let style = style(ofAny: path.last.flatMap { names[$0] } ?? []) {
                return masked(value(), style)
            }
            return style(ofEnd: path).map { masked(value(), $0) }
        } ?? Self.hidden
    }

    /// The text of a record's value. What is no JSON is not shown at all: nobody could tell what is where.
    package func payload(_ text: String) -> String {
        guard !isEmpty else { return text }
        guard case .object? = JSONReader.read(Array(text.utf8)) else {
            return "\(Self.hidden) not JSON, \(text.utf8.count) bytes"
        }
        return inside(text)
    }

    /// A text in which there may be JSON, with its members masked.
    func inside(_ text: String) -> String {
        JSONMask.masked(text) { path, value in
            style(ofMember: path).map { masked(value(), $0) }
        } ?? text
    }

    /// A value that a header has, by its name: that of a field in letters of any case, with hyphens or
    /// underscores.
    func value(_ text: String, ofHeader name: String) -> String {
        style(ofHeader: name).map { masked(text, $0) } ?? text
    }

    /// A text that only this console opens again, and only for as long as it runs.
    func sealed(_ text: String) -> String {
        let box = try? AES.GCM.seal(Array(text.utf8), using: key)
        return HexText.text(box?.combined.map { Array($0) } ?? [])
    }

    /// - Returns: `nil` for what this console has not sealed.
    func opened(_ text: String) -> String? {
        guard let bytes = HexText.bytes(text), let box = try? AES.GCM.SealedBox(combined: bytes),
            let opened = try? AES.GCM.open(box, using: key)
        else { return nil }
        return String(validating: Array(opened), as: UTF8.self)
    }

    // MARK: Asking

    /// Whether a viewer sees something else than what is at a path of a record's JSON, or in it.
    func isMasked(path: [String]) -> Bool {
        let whole = path.joined(separator: ".")
        return path.indices.contains { style(ofMember: Array(path[...$0])) != nil }
            || styles.keys.contains { $0.hasPrefix(whole + ".") }
    }

    func isMasked(header name: String) -> Bool { style(ofHeader: name) != nil }

    /// Whether one of these fields is shown as something else.
    func isMasked(anyOf fields: [String]) -> Bool { fields.contains { style(of: $0) != nil } }

    // MARK: Rules

    /// The one that shows least.
    private func style(ofAny fields: [String]) -> Style? {
        let found = fields.compactMap { style(of: $0) }
        return found.first { $0 != .query } ?? found.first
    }

    /// A field may lie deeper than it should, as in the envelope of a record that was rejected.
    private func style(ofEnd path: [String]) -> Style? {
        for start in path.indices {
            if let style = styles[path[start...].joined(separator: ".")] { return style }
        }
        return nil
    }

    /// At the top, what is no field becomes one of properties.
    private func style(ofMember path: [String]) -> Style? {
        if let style = style(ofEnd: path) { return style }
        guard path.count == 1, !Self.known.contains(path[0]) else { return nil }
        return style(of: "properties." + path[0])
    }

    private func style(ofHeader name: String) -> Style? {
        let plain = name.lowercased().replacing("-", with: "_")
        if Self.known.contains(plain) { return styles[plain] }
        let own = styles.first { $0.key.lowercased().replacing("-", with: "_") == "properties." + plain }
        return own?.value ?? styles["properties"]
    }

    /// These say nothing of anybody, and the pages are made of them.
    static let unmaskable: Set = ["event_id", "event_type", "event_time", "is_bot"]

    /// The event's fields that can be masked, besides the members of `properties`.
    static let maskable = ClickField.allCases.map(\.name.description).filter { !unmaskable.contains($0) }

    private static let known = Set(ClickField.allCases.map { $0.name.description })

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
