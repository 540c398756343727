package import ClickModel

/// A record that was rejected.
package struct RejectedRecord: Sendable {
    package var topic: String
    /// Which of the topic's logs it is of, counted from 1: offsets come again in a topic that was made anew.
    package var log: Int
    package var partition: Int32
    package var offset: Int64
    /// The record's own, in milliseconds since 1970.
    package var timestamp: Int64
    package var key: [UInt8]?
    /// As it came, or as somebody edited it.
    package var value: [UInt8]?

    package init(
        topic: String, log: Int = 1, partition: Int32, offset: Int64, timestamp: Int64, key: [UInt8]?,
        value: [UInt8]?
    ) {
        self.topic = topic
        self.log = log
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
    }
}

/// Mends records, and judges them as the sink will.
///
/// One thread at a time; a record costs its text a few times over.
package final class RecordMender {
    package enum Outcome: Equatable {
        /// The record to send, and the click that it holds.
        case mended(value: [UInt8], eventID: EventID)
        /// It would be rejected again.
        case refused(ClickRejection)
    }

    private let mending: Mending
    private let decoder = ClickDecoder()

    package init(_ mending: Mending) { self.mending = mending }

    /// When the click happened that was mended last, in microseconds since 1970.
    package var eventTime: Int64 { decoder.click.eventTime }

    /// - Parameter now: the timestamp that the record would get, in milliseconds since 1970.
    package func mend(_ record: RejectedRecord, now: Int64) -> Outcome {
        let value = record.value ?? []
        guard let original = JSONMembers(parsing: value) else { return judged(value, now) }
        let mended = mending.applied(to: original, key: record.key, timestamp: record.timestamp)
        guard mended["event_id"].map(\.isNull) ?? true else {
            // Nothing to do is nothing done, not even to the white space.
            return judged(mended == original ? value : mended.text, now)
        }
        return withIdentity(mended, of: record, now)
    }

    /// Gives the record an identity that is the same each time it is mended.
    private func withIdentity(_ members: JSONMembers, of record: RejectedRecord, _ now: Int64) -> Outcome {
        var whole = members
        whole.members.removeAll { $0.name.elementsEqual("event_id".utf8) }
        whole.members.insert(Self.identity(EventID(high: 0, low: 0)), at: 0)
        // The identity needs the event's time, which only a whole event has: so first with any identity.
        guard case .mended = judged(whole.text, now) else { return judged(whole.text, now) }
        let log = record.log > 1 ? "/\(record.log)" : ""
        let place = Array("\(record.topic)/\(record.partition)/\(record.offset)\(log)".utf8)
        var ids = StableIDs(format: "rejection")
        let eventTime = decoder.click.eventTime
        let id = place.withUnsafeBytes { ids.next($0, eventTime: eventTime) }
        whole.members[0] = Self.identity(id)
        return judged(whole.text, now)
    }

    private func judged(_ value: [UInt8], _ now: Int64) -> Outcome {
        switch value.withUnsafeBytes({ decoder.decode($0, producedAt: now) }) {
        case .rejected(let rejection): return .refused(rejection)
        case .click:
            let id = decoder.click.eventID
            return .mended(value: value, eventID: EventID(high: id.high, low: id.low))
        }
    }

    private static func identity(_ id: EventID) -> JSONMembers.Member {
        .init(name: Array("event_id".utf8), value: Array("\"\(id)\"".utf8))
    }
}
