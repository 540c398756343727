internal import ClickStore
internal import DedicatedThread
internal import KafkaClient
internal import Logging
internal import PostgresClient

/// One consumer and one connection: takes what has arrived, stores it, takes what arrived meanwhile.
///
/// Every wait of the worker is inside `KafkaConsumer.poll`, also while PostgreSQL is away: so the group keeps
/// counting it as alive, and a stop is noticed at once. It runs on a thread of its own, since all its calls
/// block; only making the server ready is asynchronous.
///
/// Where PostgreSQL fails, nothing is kept from the batch at hand. The log has it; once there is a connection
/// again the partitions are claimed anew, which also tells whether a commit whose answer was lost took place,
/// and reading goes on from there.
final class SinkWorker {
    let number: Int
    let configuration: ClickSinkConfiguration
    private let server: any PostgresServer
    let telemetry: SinkTelemetry
    let stop: StopRequest
    let logger: Logger
    private let owner: String

    let consumer: KafkaConsumer
    let writer: BatchWriter
    let clock = ContinuousClock()
    private var randomness = SystemRandomNumberGenerator()

    var session: SinkSession?
    var outage = SinkOutage()
    private var unansweredCommits = UnansweredCommits()
    /// By partition number; `nil` for partitions that are not ours or not claimed yet.
    var progress: [PartitionProgress?] = []
    /// When the broker is asked next for the ends of the partitions, for those who follow the lag.
    var askForLagAt: ContinuousClock.Instant
    /// What the group assigned to us, and whether the consumer reads it already.
    var assigned: [Int32: Bool] = [:]
    /// Assigned, and to be claimed before anything of them may be stored.
    var unclaimed: Set<Int32> = []
    /// Partitions that were sought in this round: what the batch says of their end is from before.
    var sought: Set<Int32> = []
    /// A broker has answered: what it objects to from now on may pass.
    var hadAssignment = false
    /// The group has said what is ours, or there is nothing that it could say.
    var hasJoined = false
    /// The group has said what is ours, be it nothing, and has not taken it back.
    var hasAssignment = false
    var hadSession = false
    private var isSubscribed = false
    var goal: DrainGoal?
    var goalRetryAt: ContinuousClock.Instant
    var groupCommitAt: ContinuousClock.Instant
    var isGroupCommitDue = false
    var drainDeadline: ContinuousClock.Instant?
    /// What ended the worker's work for good; thrown at the next step of `run`.
    private var fatal: (any Error)?

    init(
        number: Int, configuration: ClickSinkConfiguration, server: any PostgresServer,
        telemetry: SinkTelemetry, stop: StopRequest, owner: String, logger: Logger
    ) throws(KafkaError) {
        self.number = number
        self.configuration = configuration
        self.server = server
        self.telemetry = telemetry
        self.stop = stop
        self.owner = owner
        self.logger = logger
        groupCommitAt = clock.now
        askForLagAt = clock.now
        goalRetryAt = clock.now
        writer = BatchWriter(
            topic: configuration.topic, limits: configuration.limits, aggregates: configuration.aggregates,
            logger: logger)
        consumer = try KafkaConsumer(
            configuration.kafka, group: configuration.group,
            options: KafkaConsumerOptions(offsetReset: .error, reportsEndOfPartition: true), logger: logger)
        stop.register(consumer.waker)
    }

    /// Works until it is asked to stop, or until all is stored where `untilEnd` is set.
    /// - Throws: `SinkError` for what does not pass by itself; `SinkFenced` when another sink took a
    ///   partition over, after which a new worker has to join the group.
    func run() async throws {
        defer { close() }
        while true {
            await setGoalIfDue()
            checkGoal()
            if isDone { return }
            await connectIfDue()
            try joinIfReady()
            try claimIfPossible()
            sought.removeAll()
            let records = try poll()
            if session != nil { try store(records) }
            if records.count == 0, session != nil { note(isOver: outage.idled(at: clock.now)) }
            for event in records.events { try handle(event) }
            commitToGroupIfDue()
            reportLag(isFarBehind: records.count >= configuration.limits.recordsFarBehind)
        }
    }

    private func close() {
        commitToGroup()
        consumer.close()
        session?.connection.close()
        telemetry.setTrouble(nil, worker: number)
    }

    // MARK: - PostgreSQL

    private func connectIfDue() async {
        guard session == nil, outage.isTryDue(at: clock.now), fatal == nil else { return }
        do {
            session = try await SinkSession.open(server, topic: configuration.topic)
            writer.forgetKnown()
            hadSession = true
            outage.isReady(at: clock.now)
        } catch {
            waitOut(error)
        }
    }

    /// Partitions are for sinks that can store: who has not been let into the database joins no group, and
    /// takes nothing away from those that have.
    private func joinIfReady() throws {
        guard !isSubscribed, session != nil else { return }
        try consumer.subscribe([configuration.topic])
        isSubscribed = true
    }

    /// Another sink that is frozen, or cut off, may hold the rows of visitors that we have in common.
    private func endStalled() {
        guard let session, !session.connection.isBroken else { return }
        do {
            let ended = try SinkOffsets.endStalled(session.connection)
            if ended.isEmpty { return }
            logger.notice(
                "Ended the open transaction of a sink that does not answer any more, and was waited for",
                metadata: ["sessions": "\(ended)"])
        } catch {
            logger.debug("Could not look for sinks that do not answer", metadata: ["reason": "\(error)"])
        }
    }

    /// Gives up the connection and sets the time of the next try, or remembers why there is none.
    func waitOut(_ error: any Error) {
        if (error as? PostgresError)?.sqlState == .lockNotAvailable { endStalled() }
        if let session, session.connection.isBroken { unansweredCommits.add(writer.unanswered) }
        session?.connection.close()
        session = nil
        guard let sentence = SinkFault(error).passing else {
            fatal = error
            return
        }
        unclaimed = Set(assigned.keys)
        pauseReading()
        for index in progress.indices { progress[index] = nil }
        if outage.began(at: clock.now, using: &randomness) {
            let isAway = (error as? PostgresError)?.endsConnection ?? true
            logger.warning(
                isAway
                    ? "PostgreSQL is not available; waiting for it"
                    : "PostgreSQL did not take the batch; trying again until it does",
                metadata: ["reason": "\(sentence)"])
        }
        telemetry.setTrouble(sentence, worker: number)
    }

    private func note(isOver: Bool) {
        guard isOver else { return }
        logger.info("PostgreSQL is back")
        telemetry.setTrouble(nil, worker: number)
    }

    /// What the consumer was in trouble about is over; PostgreSQL may still be.
    func kafkaIsWell() {
        if session != nil, !outage.isTold { telemetry.setTrouble(nil, worker: number) }
    }

    /// Nothing that arrives can be stored, so nothing has to be fetched.
    private func pauseReading() {
        let reading = assigned.filter { $0.value }.keys.map { topicPartition($0) }
        do {
            try consumer.pause(reading)
        } catch {
            logger.debug("Could not pause", metadata: ["reason": "\(error)"])
        }
    }

    /// Reads from PostgreSQL where to go on, fences off every earlier owner, and starts reading there.
    private func claimIfPossible() throws {
        if let fatal { throw fatal }
        guard let session, !unclaimed.isEmpty, outage.isTryDue(at: clock.now) else { return }
        do {
            let claims = try asking {
                try PartitionClaims(
                    topic: configuration.topic, partitions: unclaimed.sorted(), owner: owner,
                    watermarks: watermarks(of:), connection: session.connection,
                    onNewLog: configuration.onNewLog, logger: logger
                ).run()
            }
            for advance in unansweredCommits.resolve(claims) { telemetry.tookPlace(advance) }
            try startReading(claims)
        } catch let error as KafkaError
            where error.retriability == .retriable || (hadAssignment && error.isUnknownTopic)
        {
            // The broker is away, or the topic: stay with the claim, and try again after the next poll.
            telemetry.setTrouble(error.description, worker: number)
            outage.postpone(at: clock.now, using: &randomness)
        } catch let error as PostgresError {
            waitOut(error)
        }
    }

    private func watermarks(of partition: Int32) throws -> (low: Int64, high: Int64) {
        try consumer.watermarks(topicPartition(partition), timeout: .seconds(10))
    }

    private func startReading(_ claims: [PartitionClaims.Claim]) throws {
        var toAssign: [(KafkaTopicPartition, offset: Int64)] = []
        for claim in claims {
            let place = topicPartition(claim.partition)
            if assigned[claim.partition] == true {
                try consumer.seek(place, to: claim.nextOffset)
                try consumer.resume([place])
            } else {
                toAssign.append((place, claim.nextOffset))
            }
        }
        if !toAssign.isEmpty { try consumer.assign(toAssign) }
        for claim in claims {
            while progress.count <= Int(claim.partition) { progress.append(nil) }
            progress[Int(claim.partition)] = PartitionProgress(
                epoch: claim.epoch, nextOffset: claim.nextOffset)
            assigned[claim.partition] = true
        }
        unclaimed.removeAll()
        hadAssignment = true
        outage.isReady(at: clock.now)
        kafkaIsWell()
    }

    /// Calls PostgreSQL, with the time since when it owes an answer in the telemetry.
    func asking<Result>(_ body: () throws -> Result) rethrows -> Result {
        telemetry.setAsked(at: clock.now, worker: number)
        defer { telemetry.setAsked(at: nil, worker: number) }
        return try body()
    }

    // MARK: - Records

    private func poll() throws -> KafkaConsumerBatch {
        var wait = configuration.limits.idleWait
        if goal != nil { wait = min(wait, configuration.limits.drainingWait) }
        if let retryAt = outage.retryAt, session == nil || !unclaimed.isEmpty {
            wait = max(.zero, min(wait, clock.now.duration(to: retryAt)))
        }
        if isGroupCommitDue { wait = max(.zero, min(wait, clock.now.duration(to: groupCommitAt))) }
        return try consumer.poll(maximumRecords: configuration.limits.batchRecords, timeout: wait)
    }

    private func store(_ records: borrowing KafkaConsumerBatch) throws {
        if records.count > 0 { telemetry.recordsArrived() }
        var index = 0
        while index < records.count, let session {
            do {
                let now = WallClock.microseconds()
                let result = try asking {
                    try session.rollHoursIfDue(at: now)
                    return try writer.store(
                        records, from: index, progress: &progress, now: now, session: session)
                }
                index = result.end
                report(result.committed, producedAt: writer.producedAt)
                try seekWhereJumped()
            } catch let error as PostgresError {
                waitOut(error)
            }
        }
    }

    /// - Parameter producedAt: timestamps of the records that were committed, in runs of equal milliseconds.
    func report(
        _ committed: BatchWriter.Committed, producedAt: [(milliseconds: Int64, count: Int)] = []
    ) {
        let now = WallClock.microseconds() / 1000
        isGroupCommitDue = true
        if committed.hasAnything { note(isOver: outage.stored()) }
        telemetry.committed(
            stored: committed.stored, duplicates: committed.duplicates, rejected: committed.rejected,
            skipped: committed.skipped, staged: committed.staged,
            freshness: producedAt.lazy.map { (max(0, now - $0.milliseconds), $0.count) })
    }

    private func seekWhereJumped() throws {
        for seek in writer.seeks { try confirmJump(of: Int32(seek.partition), expected: seek.offset) }
    }

    /// Reads on from the expected offset, to see whether the jump comes again.
    func confirmJump(of partition: Int32, expected: Int64) throws {
        try consumer.seek(topicPartition(partition), to: expected)
        progress[Int(partition)]?.didSeek()
        sought.insert(partition)
    }
}
