/// The fields of a form (application/x-www-form-urlencoded), by name.
enum FormBody {
    /// - Returns: `nil` for what is not such a text in UTF-8.
    static func fields(_ text: String) -> [String: String]? {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { PercentEncoding.decoded($0.replacing("+", with: " ")) }
            guard let name = decoded[0], let value = decoded.count > 1 ? decoded[1] : "" else { return nil }
            fields[name] = value
        }
        return fields
    }
}
