internal import Hummingbird
internal import NIOCore

/// The live page: its numbers, and the events that tell it of each commit.
struct LiveEndpoints: ConsoleEndpoints {
    let database: ConsoleDatabase
    let hub: EventHub
    let feed: ClickFeed

    /// The address without a path is the live page.
    let pages = ["live"]

    /// The fields whose values are the lists and the filters of the page.
    private static let listed = [
        "page_url", "product_id", "utm_source", "referrer", "utm_campaign", "country", "device", "event_type",
    ]

    /// The stream is masked; the lists are not. What stands behind an address's `?` is in no list.
    func showsUnmasked(_ request: ConsoleRequest) -> Bool {
        [["api", "live"], ["live"]].contains(request.path) && request.masks.hides(anyOf: Self.listed)
    }

    func respond(to request: ConsoleRequest) async throws -> Response? {
        switch request.path {
        case ["api", "live"], ["live"]: try await live(request)
        case ["api", "events"]: try events(request)
        default: nil
        }
    }

    private func live(_ request: ConsoleRequest) async throws -> Response {
        let live = try LiveRequest(request.parameters)
        if request.form == .csv {
            return .csv(try await database.ask { try LiveQuery.bars(live, $0).csv($0) }, named: "live")
        }
        return .json(try await database.ask { try LiveQuery.json(live, $0) })
    }

    /// Server-sent events, until either side ends.
    private func events(_ request: ConsoleRequest) throws -> Response {
        let channel = request.channel
        guard let (id, events) = hub.follow(drop: { channel.close(promise: nil) }) else {
            throw ConsoleRefusal(.serviceUnavailable, "Too many pages follow the clicks; close some.")
        }
        let (hub, feed) = (hub, feed)
        let (isMasked, isStillAdmitted) = (!request.masks.isEmpty, request.isStillAdmitted)
        let body = ResponseBody { writer in
            defer { hub.leave(id) }
            try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
            feed.refresh()
            for await event in events {
                // The page asks again, and shows the login.
                guard isStillAdmitted() else { break }
                try await writer.write(ByteBuffer(string: isMasked ? event.masked : event.text))
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: body)
    }
}
