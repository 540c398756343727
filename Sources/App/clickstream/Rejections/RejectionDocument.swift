import ClickModel
import ClickStore
import FoundationEssentials

/// A rejection for a script. What an export has of it can be edited and fed back.
struct RejectionDocument: Encodable {
    private let click: RejectedClick
    private let withBytes: Bool

    /// - Parameter withBytes: whether `click` has its key and its payload.
    init(_ click: RejectedClick, withBytes: Bool) {
        self.click = click
        self.withBytes = withBytes
    }

    private enum Key: String, CodingKey {
        case id, topic, partition, offset, producedAt, rejectedAt, reason, field, detail, key, keyBase64,
            payload,
            payloadBase64, formerLog, retriedAt, retriedPartition, retriedOffset, retriedEventId
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(click.id, forKey: .id)
        try container.encode(click.topic, forKey: .topic)
        try container.encode(click.partition, forKey: .partition)
        try container.encode(click.offset, forKey: .offset)
        if click.formerLog > 0 { try container.encode(click.formerLog, forKey: .formerLog) }
        try container.encode(TimeStamp.text(click.producedAt), forKey: .producedAt)
        try container.encode(TimeStamp.text(click.rejectedAt), forKey: .rejectedAt)
        try container.encode(click.reason, forKey: .reason)
        try container.encode(click.field, forKey: .field)
        try container.encode(click.detail, forKey: .detail)
        if withBytes {
            try encode(click.key, .key, .keyBase64, &container)
            try encode(click.payload, .payload, .payloadBase64, &container)
        }
        try container.encode(click.retry.map { TimeStamp.text($0.at) }, forKey: .retriedAt)
        guard let retry = click.retry else { return }
        try container.encode(retry.partition, forKey: .retriedPartition)
        try container.encode(retry.offset, forKey: .retriedOffset)
        try container.encode(retry.eventID.description, forKey: .retriedEventId)
    }

    /// As text where it is text, else as base64; null where there is none.
    private func encode(
        _ bytes: [UInt8]?, _ plain: Key, _ base64: Key, _ container: inout KeyedEncodingContainer<Key>
    ) throws {
        guard let bytes else { return try container.encodeNil(forKey: plain) }
        if let text = String(validating: bytes, as: UTF8.self) {
            try container.encode(text, forKey: plain)
        } else {
            try container.encode(Data(bytes).base64EncodedString(), forKey: base64)
        }
    }
}
