internal import PostgresClient

/// One step of a funnel: `view_item`, `page_view:page=/cart`, `view_item:product=sku-1`, or `:page=/cart` for
/// any event there.
struct FunnelStep: Sendable, Equatable {
    enum Place: Sendable, Equatable {
        case anywhere, page(String), product(String)
    }

    let text: String
    /// Empty for any.
    let event: String
    let place: Place

    init(_ text: String) throws(ConsoleRefusal) {
        self.text = text
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        event = String(parts[0])
        guard parts.count == 2 else {
            place = .anywhere
            try check()
            return
        }
        let rest = parts[1]
        if rest.hasPrefix("page=") {
            place = .page(String(rest.dropFirst(5)))
        } else if rest.hasPrefix("product=") {
            place = .product(String(rest.dropFirst(8)))
        } else {
            throw Self.refusal
        }
        try check()
    }

    private static let refusal = ConsoleRefusal.unclear(
        "A step is an event, as view_item, and perhaps where: page_view:page=/cart or view_item:product=sku-1."
    )

    private func check() throws(ConsoleRefusal) {
        let scalars = event.unicodeScalars
        let isName =
            scalars.count <= 64
            && scalars.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_" }
        guard isName, !event.isEmpty || place != .anywhere else { throw Self.refusal }
        if case .page("") = place { throw Self.refusal }
        if case .product("") = place { throw Self.refusal }
    }

    /// Whether it needs more of a click than the index of the sample has.
    var needsRow: Bool { place != .anywhere }

    /// A condition on a row of `user_clicks`; its parameters go behind those that are there.
    func condition(_ parameters: inout [PostgresParameter]) -> String {
        var all: [String] = []
        func add(_ text: String) -> String {
            parameters.append(.text(text))
            return "$\(parameters.count)::text"
        }
        if !event.isEmpty { all.append("event_type = \(add(event))") }
        switch place {
        case .anywhere: break
        case .page(let page):
            // Most pages are told apart without taking their URL to pieces.
            let value = add(page)
            all.append(
                "(\(value) = '/' OR strpos(page_url, \(value)) > 0) AND page_path(page_url) = \(value)")
        case .product(let product): all.append("product_id = \(add(product))")
        }
        return "(" + all.joined(separator: " AND ") + ")"
    }
}
