internal import Hummingbird
internal import KafkaClient

/// How many messages a topic got over time: counted by offsets at times, so that none is read but the first.
struct VolumePage: Sendable {
    static let buckets: Int64 = 40

    let kafka: KafkaConnection

    func json(_ name: String, _ request: ConsoleRequest) async throws -> JSONValue {
        let topic = try await kafka.topic(name)
        let metadata = try await kafka.metadata.read()
        let places = try MessagePlace(request, most: 500).partitions(TopicView(topic, in: metadata).places)
        let offsets = await kafka.watermarks(of: places, metadata)
        let now = WallTime.milliseconds()
        let until = try time(request, "until") ?? now
        let asked = try time(request, "since")
        let first = asked == nil ? await earliest(places, offsets) : asked
        guard let since = first, since < until else {
            return ["from": nil, "to": nil, "counts": [], "errors": []]
        }
        let step = max(1, (until - since) / Self.buckets + 1)
        let times = (0...Self.buckets).map { since + $0 * step }
        let answers = await kafka.offsets(of: places, at: times, metadata, timeout: .seconds(5))
        var counts = [Int64](repeating: 0, count: Int(Self.buckets))
        var errors: Set<String> = []
        for place in places {
            guard let high = offsets[place]?.high else { continue }
            for bucket in counts.indices {
                guard case .success(let from) = answers[bucket][place],
                    case .success(let to) = answers[bucket + 1][place]
                else {
                    errors.insert("Partition \(place.partition) does not answer.")
                    continue
                }
                counts[bucket] += max(0, (to < 0 ? high : to) - (from < 0 ? high : from))
            }
        }
        return [
            "from": .integer(since), "to": .integer(since + step * Self.buckets), "step": .integer(step),
            "counts": .array(counts.map { .integer($0) }),
            "errors": .array(errors.sorted().map { .string($0) }),
        ]
    }

    private func time(_ request: ConsoleRequest, _ name: String) throws(ConsoleRefusal) -> Int64? {
        guard let text = request.parameter(name), !text.isEmpty else { return nil }
        guard let time = UTCTime.milliseconds(text), time >= 0, time < 32_503_680_000_000 else {
            throw ConsoleRefusal(.badRequest, "The parameter \(name) takes milliseconds since 1970.")
        }
        return time
    }

    private func earliest(
        _ places: [KafkaTopicPartition], _ offsets: [KafkaTopicPartition: PartitionOffsets]
    ) async -> Int64? {
        let first = await kafka.times(
            places.compactMap { place in
                guard let low = offsets[place]?.low, let high = offsets[place]?.high else { return nil }
                return OffsetSpan(partition: place, from: low, to: high)
            })
        return first.values.min()
    }
}
