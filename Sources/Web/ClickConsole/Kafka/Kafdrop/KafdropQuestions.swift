internal import Hummingbird
internal import KafkaClient

/// Kafdrop's questions, at its addresses.
struct KafdropQuestions: Sendable {
    /// More messages of one answer are not asked for by anybody who reads them.
    static let mostMessages = 10_000

    let kafka: KafkaConnection

    func respond(to request: ConsoleRequest) async throws -> Response? {
        let path = request.path
        switch (path.first, path.count) {
        case (nil, _): return .json(try await cluster().text)
        case ("broker", 1): return .json(JSONValue.array(try await brokers()).text)
        case ("broker", 2): return .json(try await broker(path[1]).text)
        case ("acl", 1): return .json(try await rules().text)
        case ("topic", 1): return .json(JSONValue.array(try await topics()).text)
        case ("topic", 2): return .json(try await topic(path[1]).text)
        case ("topic", 3): return try await topicPart(path[1], path[2], request)
        case ("consumer", 2): return .json(try await consumer(path[1]).text)
        default: return nil
        }
    }

    private func topicPart(
        _ topic: String, _ part: String, _ request: ConsoleRequest
    ) async throws -> Response? {
        switch part {
        case "consumers": return .json(try await consumers(of: topic).text)
        case "messages" where request.form != .csv: return .json(try await messages(topic, request).text)
        case "allmessages": return .json(try await allMessages(topic, request).text)
        default: return nil
        }
    }

    private func cluster() async throws -> JSONValue {
        let metadata = try await kafka.metadata.read()
        async let brokers = brokers()
        async let topics = topics()
        return [
            "summary": KafdropJSON.summary(ClusterSummary(metadata)), "brokers": .array(try await brokers),
            "topics": .array(try await topics),
        ]
    }

    private func brokers() async throws -> [JSONValue] {
        let metadata = try await kafka.metadata.read()
        let controller = await kafka.admin.controllerID()
        return metadata.brokers.sorted { $0.id < $1.id }
            .map { KafdropJSON.broker($0, controller: controller) }
    }

    private func broker(_ name: String) async throws -> JSONValue {
        let metadata = try await kafka.metadata.read()
        guard let broker = metadata.brokers.first(where: { "\($0.id)" == name }) else {
            throw ConsoleRefusal(.notFound, "There is no broker of that number; /broker lists them.")
        }
        return KafdropJSON.broker(broker, controller: await kafka.admin.controllerID())
    }

    /// A broker without such rules has none to tell.
    private func rules() async throws -> JSONValue {
        do throws(KafkaError) {
            return .array(try await kafka.admin.accessRules().map { KafdropJSON.rule($0) })
        } catch {
            if error.isUnreachable { throw error }
            return .array([])
        }
    }

    private func topics() async throws -> [JSONValue] {
        let metadata = try await kafka.metadata.read()
        let topics = metadata.topics.sorted { $0.name < $1.name }
        return await kafka.views(topics, metadata, offsets: false).map { KafdropJSON.topic($0) }
    }

    private func topic(_ name: String) async throws -> JSONValue {
        let topic = try await kafka.topic(name)
        let metadata = try await kafka.metadata.read()
        let views = await kafka.views([topic], metadata, offsets: true)
        return views.first.map { KafdropJSON.topic($0) } ?? nil
    }

    private func consumers(of name: String) async throws -> JSONValue {
        let topic = try await kafka.topic(name)
        let metadata = try await kafka.metadata.read()
        let groups = try await kafka.admin.listGroups().map(\.id)
        let found = try await kafka.partitions(
            of: groups, topic: TopicView(topic, in: metadata), metadata, within: .seconds(20))
        return .array(found.sorted { $0.key < $1.key }.map { KafdropJSON.consumer($0.key, $0.value) })
    }

    private func consumer(_ group: String) async throws -> JSONValue {
        try TopicName.check(group: group)
        let metadata = try await kafka.metadata.read()
        let partitions = try await kafka.partitions(of: group, metadata)
        if partitions.isEmpty {
            guard try await kafka.admin.listGroups().contains(where: { $0.id == group }) else {
                throw ConsoleRefusal(
                    .notFound, "There is no consumer group of that name; /consumer lists them.")
            }
        }
        return KafdropJSON.consumer(group, partitions)
    }

    private func messages(_ name: String, _ request: ConsoleRequest) async throws -> JSONValue {
        let formats = try KafdropFormats { request.parameter($0) }
        let topic = try await kafka.topic(name)
        let metadata = try await kafka.metadata.read()
        let view = TopicView(topic, in: metadata)
        let numbers = try RequestNumbers(request)
        guard let partition = try numbers.read("partition", 0...Int64(Int32.max)),
            let offset = try numbers.read("offset", 0...Int64.max),
            let count = try numbers.read("count", 1...Int64(Self.mostMessages))
        else {
            let offsets = await kafka.watermarks(of: view.places, metadata)
            return .array(view.places.map { KafdropJSON.range($0.partition, offsets[$0]) })
        }
        guard let place = view.places.first(where: { $0.partition == partition }) else {
            throw ConsoleRefusal(.notFound, "The topic has no partition of that number.")
        }
        let known = await kafka.watermarks(of: [place], metadata)[place]
        guard let low = known?.low, let high = known?.high else { throw unknown(known) }
        if offset < low || offset >= high { return .array([]) }
        let (end, overflows) = offset.addingReportingOverflow(count)
        let span = OffsetSpan(partition: place, from: offset, to: overflows ? high : min(high, end))
        return try await read([span], formats, request.masks)
    }

    private func unknown(_ offsets: PartitionOffsets?) -> ConsoleRefusal {
        ConsoleRefusal(.serviceUnavailable, offsets?.error ?? "The partition does not answer.")
    }

    private func allMessages(_ name: String, _ request: ConsoleRequest) async throws -> JSONValue {
        let formats = try KafdropFormats { request.parameter($0) }
        let topic = try await kafka.topic(name)
        let metadata = try await kafka.metadata.read()
        let view = TopicView(topic, in: metadata)
        let most = Int64(max(1, Self.mostMessages / max(1, view.places.count)))
        let count = min(try RequestNumbers(request).read("count", 1...Int64(Self.mostMessages)) ?? 100, most)
        let offsets = await kafka.watermarks(of: view.places, metadata)
        let spans = view.places.compactMap { place -> OffsetSpan? in
            guard let low = offsets[place]?.low, let high = offsets[place]?.high else { return nil }
            return OffsetSpan(partition: place, from: low, to: min(high, low + count))
        }
        return try await read(spans, formats, request.masks)
    }

    /// All of it or nothing: scripts go on behind the last message, and would leave out what is missing.
    private func read(
        _ spans: [OffsetSpan], _ formats: KafdropFormats, _ masks: MaskingRules
    ) async throws -> JSONValue {
        let room = kafka.answerRoom
        let reading = try await kafka.readers.with {
            try await $0.read(spans, within: .seconds(10), room: room)
        }
        if let error = reading.errors.first, reading.records.isEmpty {
            throw ConsoleRefusal(.serviceUnavailable, error)
        }
        guard reading.isComplete else {
            throw reading.isFull
                ? ConsoleRefusal(
                    .contentTooLarge, "These messages are too large for one answer: ask for fewer.")
                : ConsoleRefusal(.serviceUnavailable, "Not all of these messages came in time: ask again.")
        }
        let ordered =
            spans.count < 2
            ? reading.records : reading.records.sorted { $0.timestamp < $1.timestamp }
        return .array(ordered.map { KafdropJSON.message(ShownRecord($0, masks), formats) })
    }
}
