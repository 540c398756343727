/// What the live page asks for, from the query of its URL.
struct LiveRequest: Sendable, Equatable {
    let range: TimeRange
    let bots: WhoseClicks
    let filter: ClickFilter

    /// - Throws: `ConsoleRefusal` for what is not understood; nothing is guessed.
    init(_ query: [(name: String, value: String)]) throws(ConsoleRefusal) {
        var parameters = QueryParameters(query)
        range = try TimeRange(&parameters, default: .live)
        bots = try parameters.take("bots", default: .exclude)
        filter = try ClickFilter(&parameters)
        try parameters.finish(known: ["range", "from", "to", "bots"] + ClickFilter.dimensions)
    }
}
