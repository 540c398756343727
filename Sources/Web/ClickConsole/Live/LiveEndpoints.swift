internal import Hummingbird
internal import NIOCore

/// The live page: its numbers, and the events that tell it of each commit.
struct LiveEndpoints: ConsoleEndpoints {
    let database: ConsoleDatabase
    let hub: EventHub
    let feed: ClickFeed

    /// The address without a path is the live page.
    let pages = ["live"]

    /// The lists of the page: a value is one of the list's dimension.
    private static let names: [String: [String]] = ClickFilter.dimensions.reduce(into: ClickNames.fields) {
        names, dimension in
        names["top.\(dimension)"] = []
        names["filters.\(dimension)"] = []
        names["\(dimension).value"] = ClickNames.of(dimension)
    }

    func showsUnmasked(_ request: ConsoleRequest) -> Bool { false }

    func respond(to request: ConsoleRequest) async throws -> Response? {
        switch request.path {
        case ["api", "live"], ["live"]: try await live(request)
        case ["api", "events"]: try events(request)
        default: nil
        }
    }

    private func live(_ request: ConsoleRequest) async throws -> Response {
        let (live, masks) = (try LiveRequest(request.parameters), request.masks)
        try masks.check(asksBy: live.filter.asksBy)
        if request.form == .csv {
            let csv = try await database.ask {
                try LiveQuery.bars(live, $0).csv($0, masks, ClickNames.fields)
            }
            return .csv(csv, named: "live")
        }
        return .json(masks.json(try await database.ask { try LiveQuery.json(live, $0) }, names: Self.names))
    }

    /// Server-sent events, until either side ends.
    private func events(_ request: ConsoleRequest) throws -> Response {
        let channel = request.channel
        guard let (id, events) = hub.follow(drop: { channel.close(promise: nil) }) else {
            throw ConsoleRefusal(.serviceUnavailable, "Too many pages follow the clicks; close some.")
        }
        let (hub, feed, isMasked) = (hub, feed, !request.masks.isEmpty)
        return EventStream.response(to: request, end: { hub.leave(id) }) { write in
            try await write("retry: 2000\n\n")
            feed.refresh()
            for await event in events { try await write(isMasked ? event.masked : event.text) }
        }
    }
}
