internal import Hummingbird
internal import KafkaClient

/// Where a page of messages is, from the query of its address.
struct MessagePlace: Sendable {
    enum Start: Sendable, Equatable {
        case newest, oldest
        case offset(Int64)
        /// Milliseconds since 1970.
        case time(Int64)
    }

    let start: Start
    let count: Int
    /// One partition; all where it is `nil`.
    let partition: Int32?
    /// Where an earlier page ended.
    let cursor: [Int32: Int64]

    init(_ request: ConsoleRequest, most: Int64) throws(ConsoleRefusal) {
        let numbers = try RequestNumbers(request)
        count = Int(try numbers.read("count", 1...most) ?? 50)
        partition =
            request.parameter("partition") == "all"
            ? nil : try numbers.read("partition", 0...Int64(Int32.max)).map { Int32($0) }
        let text = request.parameter("cursor") ?? ""
        guard let cursor = MessageCursor.parse(text) else {
            throw ConsoleRefusal(.badRequest, "The parameter cursor takes what an earlier page gave.")
        }
        self.cursor = cursor
        start = try Self.start(request, numbers)
    }

    private static func start(
        _ request: ConsoleRequest, _ numbers: RequestNumbers
    ) throws(ConsoleRefusal) -> Start {
        switch request.parameter("from") ?? "newest" {
        case "newest": return .newest
        case "oldest": return .oldest
        case "offset": return .offset(try numbers.read("offset", 0...Int64.max) ?? 0)
        case "time":
            guard let time = request.parameter("time").flatMap({ UTCTime.milliseconds($0) }), time >= 0 else {
                throw ConsoleRefusal(
                    .badRequest,
                    "The parameter time takes milliseconds since 1970, or a time as 2026-01-31T12:00:00Z.")
            }
            return .time(time)
        default:
            throw ConsoleRefusal(.badRequest, "The parameter from takes newest, oldest, offset or time.")
        }
    }

    var selection: MessageSelection {
        MessageSelection(direction: start == .newest ? .newest : .forward, count: count)
    }

    func partitions(_ all: [KafkaTopicPartition]) throws(ConsoleRefusal) -> [KafkaTopicPartition] {
        guard let partition else { return all }
        let found = all.filter { $0.partition == partition }
        guard !found.isEmpty else {
            throw ConsoleRefusal(.notFound, "The topic has no partition of that number.")
        }
        return found
    }

    /// What of a partition may be on the page.
    /// - Parameter start: its offset at the time that was asked for; -1 where everything is older.
    func range(_ place: KafkaTopicPartition, low: Int64, high: Int64, start found: Int64?) -> OffsetSpan {
        if let offset = cursor[place.partition] {
            return start == .newest
                ? OffsetSpan(partition: place, from: low, to: min(high, offset))
                : OffsetSpan(partition: place, from: max(low, offset), to: high)
        }
        switch start {
        case .newest, .oldest: return OffsetSpan(partition: place, from: low, to: high)
        case .offset(let offset): return OffsetSpan(partition: place, from: max(low, offset), to: high)
        case .time:
            let offset = found.map { $0 < 0 ? high : $0 } ?? high
            return OffsetSpan(partition: place, from: max(low, offset), to: high)
        }
    }
}
