internal import KafkaClient

/// How the lag of groups went, for as long as the console runs: a sample every ten seconds, for an hour.
actor LagHistory {
    struct Sample: Sendable, Equatable {
        /// Milliseconds since 1970.
        let time: Int64
        let lag: Int64
        /// How long the oldest unread record had been waiting; `nil` where that was not found out.
        let seconds: Double?
    }

    static let interval = Duration.seconds(10)
    /// Samples of a group.
    static let length = 360
    /// Groups beyond these are not followed.
    static let groups = 100
    /// With more partitions than these only records are counted, and none is read for its time.
    static let timedPartitions = 200

    private var samples: [String: [Sample]] = [:]

    func samples(of group: String) -> [Sample] { samples[group] ?? [] }

    func add(_ sample: Sample, to group: String) {
        guard samples[group] != nil || samples.count < Self.groups else { return }
        samples[group, default: []].append(sample)
        if samples[group, default: []].count > Self.length { samples[group]?.removeFirst() }
    }

    /// Forgets groups that are gone.
    func keep(_ groups: Set<String>) {
        samples = samples.filter { groups.contains($0.key) }
    }

    /// Looks at the groups every ten seconds, until the task is cancelled. What does not answer is left out.
    func follow(_ kafka: KafkaConnection) async {
        while !Task.isCancelled {
            try? await sample(kafka)
            try? await Task.sleep(for: Self.interval)
        }
    }

    /// Takes one sample of each group.
    func sample(_ kafka: KafkaConnection) async throws {
        let groups = try await kafka.admin.listGroups().map(\.id)
        let followed = Array(groups.prefix(Self.groups))
        keep(Set(followed))
        let metadata = try await kafka.metadata.read()
        let known = try await kafka.partitions(of: followed, metadata)
        let isSmall = known.values.reduce(0) { $0 + $1.count } <= Self.timedPartitions
        for (group, partitions) in known where !Task.isCancelled {
            guard let lag = partitions.lag else { continue }
            let now = WallTime.milliseconds()
            let timed = isSmall && lag > 0 ? await kafka.timed(partitions, newest: false) : partitions
            let seconds = isSmall ? timed.secondsBehind(now: now) : nil
            add(Sample(time: now, lag: lag, seconds: seconds), to: group)
        }
    }
}
