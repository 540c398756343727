internal import KafkaClient

/// What the cluster says of itself, asked at most once a second however many pages want it.
actor MetadataCache {
    private static let age = Duration.seconds(1)
    private static let patience = Duration.seconds(4)

    private let admin: KafkaAdmin
    private var latest: (at: ContinuousClock.Instant, metadata: KafkaClusterMetadata)?
    private var asking: Task<Result<KafkaClusterMetadata, KafkaError>, Never>?

    init(_ admin: KafkaAdmin) { self.admin = admin }

    /// - Parameter fresh: not what was heard before now.
    func read(fresh: Bool = false) async throws(KafkaError) -> KafkaClusterMetadata {
        if !fresh, let latest, ContinuousClock.now - latest.at < Self.age { return latest.metadata }
        if let asking, !fresh { return try await asking.value.get() }
        let admin = admin
        let task = Task<Result<KafkaClusterMetadata, KafkaError>, Never> {
            do throws(KafkaError) {
                return .success(try await admin.metadata(timeout: Self.patience))
            } catch {
                return .failure(error)
            }
        }
        asking = task
        let result = await task.value
        if asking == task { asking = nil }
        let metadata = try result.get()
        latest = (.now, metadata)
        return metadata
    }

    /// Something was changed: the next one to read asks.
    func forget() { latest = nil }
}
