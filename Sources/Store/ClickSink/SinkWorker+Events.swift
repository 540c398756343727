internal import KafkaClient
internal import Logging
internal import PostgresClient

/// What the consumer reports besides records, and what the worker reports back.
extension SinkWorker {
    func handle(_ event: KafkaConsumerEvent) throws {
        switch event {
        case .assigned(let partitions):
            for partition in partitions where assigned[partition.partition] == nil {
                assigned[partition.partition] = false
            }
            unclaimed.formUnion(partitions.map(\.partition))
            // With no partition for us the group still waits for the answer.
            if partitions.isEmpty { try consumer.assign([]) }
            hasJoined = true
            hasAssignment = true
            noteAssignment(partitions)
        case .revoked(let partitions):
            commitToGroup()
            hasAssignment = false
            forget(partitions)
            try consumer.unassign()
        case .lost(let partitions):
            logger.warning(
                "The consumer group gave our partitions to others, since it had not heard of us for too long",
                metadata: ["partitions": "\(partitions)"])
            hasAssignment = false
            forget(partitions)
            try consumer.unassign()
        case .endOfPartition(let partition, let offset):
            try reachedEnd(of: partition, offset: offset)
        case .error(let error) where error.isOutsideLog:
            try readAnew()
        case .error(let error):
            // What the broker objects to after it has let us in, such as a handshake that its restart cut
            // short, passes as a rule; and a topic that was there may come again.
            let isPassing = error.isAboutConnection || error.isUnknownTopic
            let mayPass = error.retriability != .permanent || (hadAssignment && isPassing)
            guard mayPass, !error.isFatal else { throw SinkError.kafka(error) }
            telemetry.setTrouble(error.description, worker: number)
        }
    }

    /// The log does not have the offset that comes next, on either side of it: claims the partitions again,
    /// which tells what has become of it.
    private func readAnew() throws {
        try consumer.unassign()
        for partition in assigned.keys { assigned[partition] = false }
        unclaimed = Set(assigned.keys)
        for index in progress.indices { progress[index] = nil }
        outage.postpone(until: clock.now + configuration.limits.drainingWait)
    }

    private func noteAssignment(_ partitions: [KafkaTopicPartition]) {
        logger.info(
            "Partitions assigned",
            metadata: ["worker": "\(number)", "partitions": "\(partitions.map(\.partition).sorted())"])
    }

    private func forget(_ partitions: [KafkaTopicPartition]) {
        for partition in partitions {
            assigned[partition.partition] = nil
            unclaimed.remove(partition.partition)
            let index = Int(partition.partition)
            if index < progress.count { progress[index] = nil }
        }
    }

    private func reachedEnd(of partition: KafkaTopicPartition, offset: Int64) throws {
        let index = Int(partition.partition)
        guard index < progress.count, progress[index] != nil else { return }
        kafkaIsWell()
        guard !sought.contains(partition.partition), let arrival = progress[index]?.reachedEnd(at: offset)
        else {
            return
        }
        switch arrival {
        case .stale: break
        case .confirm(let expected): try confirmJump(of: partition.partition, expected: expected)
        case .accept: try storeSkips()
        }
    }

    private func storeSkips() throws {
        guard let session else { return }
        do {
            report(try writer.storeSkips(progress: &progress, session: session))
        } catch let error as PostgresError {
            waitOut(error)
        }
    }

    // MARK: - Reporting back

    /// Tells the group how far the partitions are, for tools that show lag. Nothing depends on it.
    func commitToGroupIfDue() {
        guard isGroupCommitDue, clock.now >= groupCommitAt else { return }
        commitToGroup()
    }

    func commitToGroup() {
        guard isGroupCommitDue else { return }
        isGroupCommitDue = false
        groupCommitAt = clock.now + configuration.limits.groupCommitInterval
        let positions = progress.enumerated().compactMap { number, state in
            state.map { (topicPartition(Int32(number)), offset: $0.committed) }
        }
        if !positions.isEmpty { consumer.commit(positions) }
    }

    /// The client knows the log's end of what it fetched last. That is old where its queue is full, so the
    /// broker is asked where the sink is far behind, and now and then for those who follow the lag.
    func reportLag(isFarBehind: Bool) {
        let asks = clock.now >= askForLagAt && (isFarBehind || telemetry.isFollowed)
        if asks { askForLagAt = clock.now + configuration.limits.lagInterval }
        var lag: Int64 = 0
        var partitions = 0
        var isKnown = asks && hasAssignment && unclaimed.isEmpty
        for (number, state) in progress.enumerated() {
            guard let state else { continue }
            partitions += 1
            let partition = topicPartition(Int32(number))
            // Who does not answer for one partition is not asked for the next.
            let asked = isKnown ? consumer.askedWatermarks(partition, timeout: .milliseconds(250)) : nil
            if asked == nil { isKnown = false }
            if let end = (asked ?? consumer.cachedWatermarks(partition))?.high {
                lag += max(0, end - state.committed)
            }
        }
        telemetry.setLag(lag, partitions: partitions, isKnown: isKnown, worker: number)
    }

    func topicPartition(_ partition: Int32) -> KafkaTopicPartition {
        KafkaTopicPartition(topic: configuration.topic, partition: partition)
    }
}
