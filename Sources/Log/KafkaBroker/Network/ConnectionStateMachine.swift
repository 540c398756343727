/// The order of one connection's requests and answers.
///
/// Kafka promises that answers come in the order of their requests, and that a request sees the effects of
/// those before it. So a request starts when all before it are answered. Produce requests are the exception:
/// they may overlap each other, since the log keeps their order, so that one `fdatasync` can serve many of
/// them.
///
/// A request counts against the limits from its arrival until its answer has been handed to the socket; a
/// peer that does not read its answers finds its next requests waiting, and then is not read any more.
package struct ConnectionStateMachine: Equatable, Sendable {
    package struct Limits: Equatable, Sendable {
        package var requests: Int
        package var bytes: Int

        package init(requests: Int, bytes: Int) {
            self.requests = requests
            self.bytes = bytes
        }
    }

    package enum Action: Equatable, Sendable {
        /// Hand the request to its handler.
        case start(RequestNumber)
        /// Send the answer of the request, or just forget the request if it has none.
        case finish(RequestNumber)
    }

    private enum Progress: Equatable {
        case waiting
        case running
        case answered
    }

    private struct Entry: Equatable {
        var number: RequestNumber
        var bytes: Int
        var mayOverlap: Bool
        var progress = Progress.waiting
    }

    private let limits: Limits
    private var entries: [Entry] = []
    private var nextNumber: UInt64 = 0
    private var bytesInFlight = 0
    private var isWritable = true
    private var isClosed = false

    package init(limits: Limits) { self.limits = limits }

    /// Whether more may be read from the connection.
    package var wantsToRead: Bool {
        !isClosed && bytesInFlight < limits.bytes && entries.count < limits.requests
    }

    /// Whether a handler works on a request, or waits on its behalf.
    package var isBusy: Bool { entries.contains { $0.progress == .running } }

    /// A whole frame arrived.
    package mutating func requestReceived(
        bytes: Int, mayOverlap: Bool
    ) -> (number: RequestNumber, actions: [Action]) {
        let number = RequestNumber(nextNumber)
        nextNumber += 1
        guard !isClosed else { return (number, []) }
        entries.append(Entry(number: number, bytes: bytes, mayOverlap: mayOverlap))
        bytesInFlight += bytes
        return (number, advance())
    }

    /// A handler is done with a request.
    package mutating func requestAnswered(_ number: RequestNumber) -> [Action] {
        guard let index = entries.firstIndex(where: { $0.number == number }) else { return [] }
        entries[index].progress = .answered
        return advance()
    }

    /// The socket takes more, or takes no more for now.
    package mutating func writabilityChanged(to isWritable: Bool) -> [Action] {
        self.isWritable = isWritable
        return advance()
    }

    /// The connection is gone: nothing starts or is sent any more.
    package mutating func closed() {
        isClosed = true
        entries = []
        bytesInFlight = 0
    }

    private mutating func advance() -> [Action] {
        guard !isClosed else { return [] }
        var actions: [Action] = []
        while let first = entries.first, first.progress == .answered {
            actions.append(.finish(first.number))
            bytesInFlight -= first.bytes
            entries.removeFirst()
        }
        guard isWritable else { return actions }
        for index in entries.indices {
            switch entries[index].progress {
            case .waiting:
                guard index == 0 || entries[index].mayOverlap else { return actions }
                entries[index].progress = .running
                actions.append(.start(entries[index].number))
            case .running, .answered: break
            }
            // What follows may only start if it and this one may overlap.
            if !entries[index].mayOverlap { return actions }
        }
        return actions
    }
}

/// Counts the requests of one connection.
package struct RequestNumber: Hashable, Sendable {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) { self.rawValue = rawValue }
}
