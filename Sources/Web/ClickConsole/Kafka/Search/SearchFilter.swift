internal import KafkaClient

/// A search by somebody: where fields are masked, a record is found by what they may see of it and by nothing
/// else, so that a search tells no more than a page does.
struct SearchFilter: Sendable {
    private let matcher: SearchMatcher
    let masks: MaskingRules

    /// - Parameter keys: any of these, beside the one of the request; none for all.
    /// - Throws: `ConsoleRefusal` where it asks for what is masked.
    init(_ search: SearchRequest, keys: [String] = [], _ masks: MaskingRules) throws(ConsoleRefusal) {
        try search.check(masks, keys: keys)
        matcher = SearchMatcher(search, keys: keys)
        self.masks = masks
    }

    func matches(_ record: KafkaRecordView) -> Bool {
        masks.isEmpty ? matcher.matches(record) : matchesAsShown(ConsoleRecord(record))
    }

    private func matchesAsShown(_ record: ConsoleRecord) -> Bool {
        let shown = ShownRecord(record, masks)
        guard matcher.isInTime(shown.timestamp) else { return false }
        let key = shown.key.map { Array($0.text.utf8) }
        let headers = shown.headers.map { header in
            (name: header.name, value: header.value.map { Array($0.text.utf8) })
        }
        let value = shown.value.map { Array($0.text.utf8) }
        return matcher.matches(
            SearchMatcher.Parts(
                partition: shown.partition, offset: shown.offset, timestamp: shown.timestamp, key: key,
                value: value, headers: headers))
    }
}

extension SearchRequest {
    /// - Throws: `ConsoleRefusal` where it asks for what is masked: an answer would tell whether it was
    ///   right.
    fileprivate func check(_ masks: MaskingRules, keys: [String]) throws(ConsoleRefusal) {
        if masks.isEmpty { return }
        let asksForKey = !key.isEmpty || !keys.isEmpty || paths.contains { $0.first == "$key" }
        if asksForKey, masks.isMasked(anyOf: ["user_id"]) { throw .masked("user_id, the key,") }
        let name = header.split(separator: "=", maxSplits: 1).first.map(String.init) ?? ""
        if masks.isMasked(header: name) { throw .masked(name) }
        for path in paths {
            guard let first = path.first else { continue }
            let rest = path.dropFirst().joined(separator: ".")
            if first == "$headers" {
                if masks.isMasked(header: rest) { throw .masked(rest) }
            } else if !first.hasPrefix("$"), masks.isMasked(path: path) {
                throw .masked(path.joined(separator: "."))
            }
        }
    }

    private var paths: [[String]] { expression?.paths ?? [] }
}
