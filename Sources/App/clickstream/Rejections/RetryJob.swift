import ClickImport
import ClickModel
import ClickStore
import KafkaClient
import Logging
import PostgresClient

/// Mends rejected records, sends those that are clicks now to the topic, and notes where they went.
///
/// The note follows the acknowledgement. Where something ends in between, the record is in the topic and the
/// rejection looks as if it were not: a second retry sends the same event once more, and it is stored once.
struct RetryJob: Sendable {
    let selection: RetrySelection
    let mending: Mending
    /// Also what was retried before.
    let again: Bool
    let isDryRun: Bool
    let topic: String
    let json: Bool

    private struct Ready: Sendable {
        let candidate: RejectedClick
        let value: [UInt8]
        let eventID: EventID
    }

    /// Blocks: to be run on a thread of its own.
    /// - Parameter stop: asked between pages.
    /// - Throws: `UsageError`, `ImportError`, `PostgresError`, `KafkaError`. What was sent until then is
    ///   noted.
    func run(
        on connection: PostgresConnection, kafka: KafkaClientConfiguration, logger: Logger, stop: StopFlag
    ) async throws -> RetryTotals {
        // What is sent and cannot be noted would be sent again by the next retry.
        if !isDryRun { try RejectionRetries.checkRights(on: connection) }
        var totals = RetryTotals()
        var selection = selection
        if case .filter(var filter, let limit) = selection, !again, !filter.isUnresolvedOnly {
            totals.skipped = Int(
                try RejectedClicks.counts(filter, on: connection).reduce(0) { $0 + $1.retried })
            filter.isUnresolvedOnly = true
            selection = .filter(filter, limit: limit)
        }
        let logs = try FormerLogs.count(connection, topic: topic)
        let horizon = try RetentionHorizon.read(connection)
        var pages = try RetryPages(selection, topic: topic, on: connection)
        let mender = RecordMender(mending)
        let report = RetryReport(isDryRun: isDryRun, json: json)
        let producer = isDryRun ? nil : try KafkaProducer(kafka, logger: logger)
        defer { producer?.close() }
        while !stop.isRaised, let page = try pages.next() {
            for problem in page.problems {
                totals.countUnreadable()
                report.unreadable(problem)
            }
            let ready = page.candidates.compactMap { candidate -> Ready? in
                guard let ready = mended(candidate, formerLogs: logs, mender, report, &totals) else {
                    return nil
                }
                let day = ClickDay(microseconds: mender.eventTime)
                guard let horizon, day < horizon else { return ready }
                totals.countDropped(before: horizon)
                report.dropped(ready.candidate, day, before: horizon)
                return nil
            }
            guard let producer else {
                totals.sent += ready.count
                for one in ready { report.wouldSend(one.candidate, value: one.value, eventID: one.eventID) }
                continue
            }
            try await send(ready, producer, connection, report, &totals)
        }
        totals.isComplete = !stop.isRaised
        return totals
    }

    private func mended(
        _ candidate: RetryPages.Candidate, formerLogs: Int, _ mender: RecordMender, _ report: RetryReport,
        _ totals: inout RetryTotals
    ) -> Ready? {
        let click = candidate.click
        if click.retry != nil && !again {
            totals.skipped += 1
            report.skipped(click)
            return nil
        }
        let record = RejectedRecord(
            topic: click.topic, log: click.formerLog > 0 ? click.formerLog : formerLogs + 1,
            partition: click.partition, offset: click.offset,
            timestamp: click.producedAt / 1000, key: click.key, value: candidate.payload)
        switch mender.mend(record, now: WallClock.microseconds() / 1000) {
        case .mended(let value, let eventID): return Ready(candidate: click, value: value, eventID: eventID)
        case .refused(let rejection):
            totals.count(rejection)
            report.notSent(click, rejection)
            return nil
        }
    }

    private func send(
        _ ready: [Ready], _ producer: KafkaProducer, _ connection: PostgresConnection, _ report: RetryReport,
        _ totals: inout RetryTotals
    ) async throws {
        let topic = try producer.topic(topic)
        typealias Outcome = (index: Int, place: Result<(partition: Int32, offset: Int64), KafkaError>)
        var outcomes = await withTaskGroup(of: Outcome.self) { group in
            for (index, one) in ready.enumerated() {
                group.addTask {
                    let click = one.candidate
                    let header = KafkaHeader(
                        "clickstream-retry-of", "\(click.topic)/\(click.partition)/\(click.offset)")
                    do throws(KafkaError) {
                        return (
                            index,
                            .success(
                                try await producer.send(
                                    topic: topic, key: click.key, value: one.value, header: header))
                        )
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            return await group.reduce(into: [Outcome]()) { $0.append($1) }
        }
        outcomes.sort { $0.index < $1.index }
        var sent: [RejectionRetries.Sent] = []
        for outcome in outcomes {
            guard case .success(let place) = outcome.place else { continue }
            let one = ready[outcome.index]
            sent.append(
                .init(
                    id: one.candidate.id, partition: place.partition, offset: place.offset,
                    eventID: one.eventID))
        }
        try RejectionRetries.mark(sent, on: connection)
        totals.sent += sent.count
        for one in sent { report.sent(one) }
        for outcome in outcomes {
            // A stop is no fault: the caller sees its flag.
            if case .failure(let error) = outcome.place, !error.isCancelled { throw error }
        }
    }
}
