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

    /// A record's parts where they are not looked at in place.
    struct Parts {
        let partition: Int32
        let offset: Int64
        let timestamp: Int64
        let key: [UInt8]?
        let value: [UInt8]?
        let headers: [(name: String, value: [UInt8]?)]
    }

    func isInTime(_ timestamp: Int64) -> Bool {
        if let since = request.since, timestamp < since { return false }
        if let until = request.until, timestamp > until { return false }
        return true
    }

    func matches(_ record: KafkaRecordView) -> Bool {
        guard isInTime(record.timestamp) else { return false }
        if !keys.isEmpty && !keys.contains(where: { record.hasKey && record.key.elementsEqual($0) }) {
            return false
        }
        if let text, !text.isIn(record.value), !text.isIn(record.key) {
            guard record.headers().contains(where: { text.isIn($0.value ?? []) }) else { return false }
        }
        if !headerName.isEmpty, !record.headers().contains(where: { isWanted($0.name, $0.value) }) {
            return false
        }
        guard let expression = request.expression else { return true }
        let value = expression.readsValue ? JSONReader.read(record.value) : nil
        return holds(expression, value) { Self.own($0, record) }
    }

    func matches(_ record: Parts) -> Bool {
        if !keys.isEmpty, record.key.map(keys.contains) != true { return false }
        if let text, !text.isIn(record.value ?? []), !text.isIn(record.key ?? []) {
            guard record.headers.contains(where: { text.isIn($0.value ?? []) }) else { return false }
        }
        if !headerName.isEmpty, !record.headers.contains(where: { isWanted($0.name, $0.value) }) {
            return false
        }
        guard let expression = request.expression else { return true }
        let value = expression.readsValue ? record.value.flatMap { JSONReader.read($0) } : nil
        return holds(expression, value) { Self.own($0, record) }
    }

    private func isWanted(_ name: String, _ value: [UInt8]?) -> Bool {
        guard name == headerName else { return false }
        return headerValue.map { Array($0.utf8) == value } ?? true
    }

    private func holds(
        _ expression: FieldExpression, _ value: JSONValue?, own: ([String]) -> JSONValue?
    ) -> Bool {
        expression.holds { path in
            guard let first = path.first else { return nil }
            if first.hasPrefix("$") { return own(path) }
            var found = value
            for name in path { found = found?[name] }
            return found
        }
    }

    private static func own(_ path: [String], _ record: KafkaRecordView) -> JSONValue? {
        // Only what is asked for is taken out of the record.
        let (isKey, isHeader) = (path[0] == "$key", path[0] == "$headers")
        return own(
            path,
            Parts(
                partition: record.partition, offset: record.offset, timestamp: record.timestamp,
                key: isKey && record.hasKey ? Array(record.key) : nil, value: nil,
                headers: isHeader ? record.headers().map { ($0.name, $0.value) } : []))
    }

    private static func own(_ path: [String], _ record: Parts) -> JSONValue? {
        func text(_ bytes: [UInt8]?) -> JSONValue? {
            bytes.map { .string(String(decoding: $0, as: UTF8.self)) }
        }
        switch path[0] {
        case "$key": return text(record.key)
        case "$partition": return .integer(record.partition)
        case "$offset": return .integer(record.offset)
        case "$timestamp": return .integer(record.timestamp)
        case "$headers":
            let name = path.dropFirst().joined(separator: ".")
            return text(record.headers.last { $0.name == name }?.value)
        default: return nil
        }
    }
}
