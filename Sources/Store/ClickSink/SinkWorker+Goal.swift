internal import ClickStore
internal import KafkaClient
internal import Logging

/// When a worker is done: at a stop, at once or with all that is in the log; or at the log's end.
extension SinkWorker {
    var isDone: Bool {
        if stop.isRequested {
            guard case .drain = configuration.shutdown else { return true }
            if let deadline = drainDeadline, clock.now >= deadline {
                telemetry.endedIncomplete()
                return true
            }
        }
        // Also with nothing to store, a database or a log that is not the right one has to be told of.
        return hadSession && hasLooked && goal?.isReached ?? false
    }

    /// What the claims say comes first: the goal may be one in a log that nothing is stored of yet.
    private var hasLooked: Bool { !configuration.untilEnd || (hasJoined && unclaimed.isEmpty) }

    /// Finds out where the log ends: at the start for `untilEnd`, else when a stop is requested.
    ///
    /// By a client of its own: on the consumer's connection the question would wait behind a fetch that waits
    /// for records.
    func setGoalIfDue() async {
        if let since = stop.requestedAt, drainDeadline == nil, case .drain(let limit) = configuration.shutdown
        {
            drainDeadline = since + limit
            goal = nil
        }
        guard goal == nil, configuration.untilEnd || drainDeadline != nil, goalRetryAt <= clock.now else {
            return
        }
        do {
            let admin = try KafkaAdmin(configuration.kafka, logger: logger)
            let ends = try await admin.watermarks(topic: configuration.topic, timeout: .seconds(5))
            goal = DrainGoal(ends: ends.map { ($0.partition.partition, $0.low, $0.high) })
        } catch let error where error.isUnknownTopic {
            goal = DrainGoal(ends: [])
            hasJoined = true
        } catch {
            logger.warning("Could not find out where the log ends", metadata: ["reason": "\(error)"])
            goalRetryAt = clock.now + .seconds(1)
        }
    }

    /// Compares the goal with what this worker has stored, and with what others have, who tell it in
    /// PostgreSQL.
    func checkGoal() {
        guard goal != nil, hasLooked else { return }
        for (number, state) in progress.enumerated() {
            if let state { goal?.isStored(Int32(number), upTo: state.committed) }
        }
        guard goal?.isReached == false, let session, clock.now >= goalRetryAt else { return }
        goalRetryAt = clock.now + configuration.limits.drainingWait
        do {
            for row in try SinkOffsets.rows(session.connection, topic: configuration.topic) {
                if let next = row.nextOffset { goal?.isStored(row.partition, upTo: next) }
            }
        } catch {
            waitOut(error)
        }
    }
}
