/// The spans of a search, cut into windows that are read one after the other, so that the newest messages are
/// found first though a log is read forwards.
struct SearchWindows: Sendable {
    /// Records of each partition in a window.
    private let size: Int64
    private let isNewestFirst: Bool
    private var rest: [OffsetSpan]

    init(_ spans: [OffsetSpan], isNewestFirst: Bool, size: Int64 = 20_000) {
        self.size = size
        self.isNewestFirst = isNewestFirst
        rest = spans.filter { !$0.isEmpty }
    }

    /// - Returns: `nil` once all is cut.
    mutating func next() -> [OffsetSpan]? {
        guard !rest.isEmpty else { return nil }
        // A log that is read from its beginning needs no cuts.
        guard isNewestFirst else {
            defer { rest = [] }
            return rest
        }
        let window = rest.map { span in
            var part = span
            part.from = max(span.from, span.to - size)
            return part
        }
        rest = zip(rest, window).map { span, part in
            var left = span
            left.to = part.from
            return left
        }.filter { !$0.isEmpty }
        return window
    }
}
