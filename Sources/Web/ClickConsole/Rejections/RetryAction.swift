internal import ClickImport
internal import ClickModel
internal import ClickStore
internal import Hummingbird
internal import KafkaClient
internal import PostgresClient

/// Sends a rejected record again, as it is or as somebody has edited it, and notes where it went. What the
/// sink would reject again is not sent.
struct RetryAction: Sendable {
    let kafka: KafkaConnection
    let writer: ConsoleWriter

    private struct Found: Sendable {
        let click: RejectedClick
        let formerLogs: Int
        let horizon: ClickDay?
    }

    func run(_ id: Int64, _ request: ConsoleRequest) async throws -> JSONValue {
        let fields = try await ActionFields.read(request)
        let found = try await find(id)
        guard found.click.retry == nil || fields.isTrue("again") else {
            throw ConsoleRefusal(
                .conflict, "It was sent again already; with again=true it is sent once more, and stored once."
            )
        }
        let edited = try fields.bytes("payload")
        let (value, event) = try Self.mended(found, payload: edited ?? found.click.payload)
        let click = found.click
        let header = KafkaRecordHeader(
            "clickstream-retry-of", Array("\(click.topic)/\(click.partition)/\(click.offset)".utf8))
        let message = OneMessage(
            topic: click.topic, key: click.key, value: value, headers: [header], partition: nil)
        let place: (partition: Int32, offset: Int64)
        do throws(KafkaError) {
            place = try await message.send(kafka)
        } catch {
            throw KafkaEndpoints.refusal(error)
        }
        let sent = RejectionRetries.Sent(
            id: id, partition: place.partition, offset: place.offset, eventID: event)
        try await writer.write { try RejectionRetries.mark([sent], on: $0) }
        return [
            "id": .integer(id), "topic": .string(click.topic), "partition": .integer(place.partition),
            "offset": .integer(place.offset), "event_id": .string("\(event)"),
        ]
    }

    private func find(_ id: Int64) async throws -> Found {
        let found = try await writer.write { connection -> Found? in
            // What is sent and cannot be noted would be sent again by the next retry.
            try RejectionRetries.checkRights(on: connection)
            guard let click = try RejectedClicks.rows([id], on: connection).first else { return nil }
            return Found(
                click: click, formerLogs: try FormerLogs.count(connection, topic: click.topic),
                horizon: try RetentionHorizon.read(connection))
        }
        guard let found else {
            throw ConsoleRefusal(.notFound, "There is no rejected record of that number.")
        }
        return found
    }

    private static func mended(
        _ found: Found, payload: [UInt8]?
    ) throws(ConsoleRefusal) -> (value: [UInt8], event: EventID) {
        let click = found.click
        let mender = RecordMender(Mending())
        let record = RejectedRecord(
            topic: click.topic, log: click.formerLog > 0 ? click.formerLog : found.formerLogs + 1,
            partition: click.partition, offset: click.offset, timestamp: click.producedAt / 1000,
            key: click.key, value: payload)
        switch mender.mend(record, now: WallTime.milliseconds()) {
        case .mended(let value, let event):
            if let horizon = found.horizon, ClickDay(microseconds: mender.eventTime) < horizon {
                throw ConsoleRefusal(
                    .unprocessableContent,
                    "Clicks of its day are dropped by retention: it would not be stored.")
            }
            return (value, event)
        case .refused(let rejection):
            let field = rejection.field.map { " (\($0))" } ?? ""
            throw ConsoleRefusal(
                .unprocessableContent,
                "It would be rejected again: \(rejection.reason.rawValue)\(field): \(rejection.detail)")
        }
    }
}
