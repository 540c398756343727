internal import KafkaProtocol

extension GroupCoordinator {
    /// What is in the way of forgetting a group's positions.
    struct Use {
        /// The topics that members read; `nil`: perhaps any.
        let topics: Set<String>?

        func reads(_ topic: String) -> Bool { topics?.contains(topic) ?? true }
    }

    /// Drops a group that nobody is in. What it has committed is the caller's to remove.
    /// - Returns: why not.
    func delete(group id: String) -> ErrorCode {
        guard !id.isEmpty else { return .invalidGroupID }
        guard let group = group(id) else { return offsets.contains(group: id) ? .none : .groupIDNotFound }
        guard group.members.isEmpty else { return .nonEmptyGroup }
        return drop(emptyGroup: id) ? .none : .nonEmptyGroup
    }

    func use(of id: String) -> Result<Use, Refusal> {
        guard !id.isEmpty else { return .failure(Refusal(.invalidGroupID, "the group's name is empty")) }
        guard let group = group(id) else {
            guard offsets.contains(group: id) else {
                return .failure(Refusal(.groupIDNotFound, "there is no group \(id)"))
            }
            return .success(Use(topics: []))
        }
        guard group.members.isEmpty || group.protocolType == "consumer" else {
            return .failure(Refusal(.nonEmptyGroup, "group \(id) has members"))
        }
        return .success(Use(topics: group.subscribedTopics))
    }
}
