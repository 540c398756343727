internal import Hummingbird
internal import KafkaClient

/// Moves a group's offsets, or with `dryRun` only says what would become of them.
struct ResetAction: Sendable {
    let kafka: KafkaConnection

    func run(_ group: String, _ fields: ActionFields) async throws -> JSONValue {
        try TopicName.check(group: group)
        let reset = try Self.reset(fields)
        try await GroupState.checkEmpty(group, kafka)
        let moves = try await plan(group, reset, fields)
        let isDryRun = fields.isTrue("dryRun")
        if !isDryRun {
            try await kafka.admin.alterOffsets(group: group, moves.map { ($0.place, offset: $0.to) })
        }
        return [
            "group": .string(group), "dryRun": .bool(isDryRun),
            "reread": .integer(moves.reduce(0) { $0 + $1.reread }),
            "skipped": .integer(moves.reduce(0) { $0 + $1.skipped }),
            "note": .string(
                GroupPage.isSink(group)
                    ? "This changes nothing for the sink: it goes on from the offsets in PostgreSQL." : nil),
            "partitions": .array(moves.map(row)),
        ]
    }

    private func row(_ move: OffsetReset.Move) -> JSONValue {
        [
            "topic": .string(move.place.topic), "partition": .integer(move.place.partition),
            "from": .integer(move.from), "to": .integer(move.to), "reread": .integer(move.reread),
            "skipped": .integer(move.skipped),
        ]
    }

    private static func reset(_ fields: ActionFields) throws(ConsoleRefusal) -> OffsetReset {
        switch fields.text("to") ?? "" {
        case "earliest": return .earliest
        case "latest": return .latest
        case "offset":
            if let offset = try fields.number("offset", 0...Int64.max) { return .offset(offset) }
        case "time":
            if let time = fields.text("time").flatMap({ UTCTime.milliseconds($0) }), time >= 0 {
                return .time(time)
            }
        case "shift":
            if let steps = try fields.number("shift", Int64.min...Int64.max) { return .shift(steps) }
        default: break
        }
        throw ConsoleRefusal(
            .badRequest,
            "The field to takes earliest, latest, offset, time or shift; the last three with a field of that name."
        )
    }

    private func plan(
        _ group: String, _ reset: OffsetReset, _ fields: ActionFields
    ) async throws -> [OffsetReset.Move] {
        let metadata = try await kafka.metadata.read(fresh: true)
        let places = try await places(group, fields)
        let offsets = await kafka.watermarks(of: places.map(\.place), metadata)
        var found: KafkaOffsetAnswers = [:]
        if case .time(let time) = reset {
            found = await kafka.offsets(of: places.map(\.place), at: [time], metadata)[0]
        }
        return try places.map { part in
            guard let low = offsets[part.place]?.low, let high = offsets[part.place]?.high else {
                throw ConsoleRefusal(
                    .serviceUnavailable, offsets[part.place]?.error ?? "\(part.place) does not answer.")
            }
            let time = try found[part.place].map { try $0.get() }
            return reset.move(part.place, committed: part.committed, low: low, high: high, found: time)
        }
    }

    /// What the group has committed; with a topic all of its partitions, with a partition only that.
    private func places(_ group: String, _ fields: ActionFields) async throws -> [GroupPartition] {
        let committed = try await kafka.admin.committedOffsets(group: group)
        var places = committed.map { GroupPartition(place: $0.partition, committed: $0.offset) }
        if let name = fields.text("topic"), !name.isEmpty {
            let metadata = try await kafka.metadata.read()
            let topic = try await kafka.topic(name)
            let known = Dictionary(committed.map { ($0.partition, $0.offset) }) { first, _ in first }
            places = TopicView(topic, in: metadata).places.map {
                GroupPartition(place: $0, committed: known[$0] ?? nil)
            }
        }
        if let number = try fields.number("partition", 0...Int64(Int32.max)) {
            places = places.filter { $0.place.partition == number }
        }
        guard !places.isEmpty else {
            throw ConsoleRefusal(
                .notFound, "The group has committed nothing there; name a topic, and it begins in all of it.")
        }
        return places
    }
}
