/// The fields of a form, as browsers and curl send them (application/x-www-form-urlencoded).
enum FormFields {
    /// - Returns: `nil` where the body is not such a form.
    static func parse(_ body: String) -> [(name: String, value: String)]? {
        var fields: [(name: String, value: String)] = []
        for pair in body.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let texts = parts.map { PercentEncoding.decoded($0.replacing("+", with: " ")) }
            guard let name = texts.first ?? nil else { return nil }
            guard texts.count > 1 else {
                fields.append((name, ""))
                continue
            }
            guard let value = texts[1] else { return nil }
            fields.append((name, value))
        }
        return fields
    }
}
