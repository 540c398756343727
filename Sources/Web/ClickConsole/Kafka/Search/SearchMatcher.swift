internal import KafkaClient

/// Decides which records are looked for.
struct SearchMatcher: Sendable {
    private let request: SearchRequest
    private let text: TextFinder?
    private let keys: [[UInt8]]
    private let headerName: String
    private let headerValue: String?

    /// - Parameter keys: any of these, beside the one of the request; none for all.
    init(_ request: SearchRequest, keys: [String] = []) {
        self.request = request
        text = request.text.isEmpty ? nil : TextFinder(request.text)
        self.keys = (keys + (request.key.isEmpty ? [] : [request.key])).map { Array($0.utf8) }
        let parts = request.header.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        headerName = parts.first.map(String.init) ?? ""
        headerValue = parts.count > 1 ? String(parts[1]) : nil
    }

    func matches(_ record: KafkaRecordView) -> Bool {
        if let since = request.since, record.timestamp < since { return false }
        if let until = request.until, record.timestamp > until { return false }
        if !keys.isEmpty && !keys.contains(where: { record.hasKey && record.key.elementsEqual($0) }) {
            return false
        }
        if let text, !text.isIn(record.value), !text.isIn(record.key) {
            guard record.headers().contains(where: { text.isIn($0.value ?? []) }) else { return false }
        }
        if !headerName.isEmpty, !record.headers().contains(where: { isWanted($0) }) { return false }
        return request.expression.map { holds($0, record) } ?? true
    }

    private func isWanted(_ header: KafkaRecordHeader) -> Bool {
        guard header.name == headerName else { return false }
        return headerValue.map { Array($0.utf8) == header.value } ?? true
    }

    private func holds(_ expression: FieldExpression, _ record: KafkaRecordView) -> Bool {
        let value = expression.readsValue ? JSONReader.read(record.value) : nil
        return expression.holds { path in
            guard let first = path.first else { return nil }
            if first.hasPrefix("$") { return Self.own(path, record) }
            var found = value
            for name in path { found = found?[name] }
            return found
        }
    }

    private static func own(_ path: [String], _ record: KafkaRecordView) -> JSONValue? {
        switch path[0] {
        case "$key": record.hasKey ? .string(String(decoding: record.key, as: UTF8.self)) : .null
        case "$partition": .integer(record.partition)
        case "$offset": .integer(record.offset)
        case "$timestamp": .integer(record.timestamp)
        case "$headers":
            record.headers().last { $0.name == path.dropFirst().joined(separator: ".") }
                .flatMap { $0.value.map { .string(String(decoding: $0, as: UTF8.self)) } }
        default: nil
        }
    }
}
