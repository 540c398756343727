internal import PostgresClient

/// A record that could not be stored: why, its bytes, and what came of it.
enum RejectionQuery {
    /// More bytes than these are not shown.
    private static let longest = 16_384

    /// Whose record it was: of the topic as it is, or of one that was deleted since.
    enum Log {
        case present, former
    }

    /// - Returns: `nil` where there is none at this place.
    static func json(
        _ position: ClickPosition, _ log: Log, _ masks: MaskingRules, _ connection: PostgresConnection
    ) throws -> String? {
        let condition = """
            \(ClickPosition.topicCondition) AND kafka_partition = $1::integer AND kafka_offset = $2::bigint
                AND former_log \(log == .present ? "=" : ">") 0
            """
        return try json(where: condition, position.parameters, masks, connection)
    }

    /// - Returns: `nil` where there is none of this number.
    static func json(
        id: Int64, _ masks: MaskingRules, _ connection: PostgresConnection
    ) throws -> String? {
        try json(where: "id = $1::bigint", [.integer(id)], masks, connection)
    }

    private static func json(
        where condition: String, _ parameters: [PostgresParameter], _ masks: MaskingRules,
        _ connection: PostgresConnection
    ) throws -> String? {
        let found = try connection.query(sql(condition), parameters)
        guard found.rowCount > 0, let known = found.string(0, 0) else { return nil }
        let payload = found.string(0, 2)
        let value = payload.map { shown($0, size: Int(found.integer(0, 4) ?? 0)) }
        let key = found.string(0, 1).map { shown($0, size: nil) }
        // The sentence may quote the value of a field that is masked.
        let detail = masks.isEmpty ? found.string(0, 3) ?? "" : MaskingRules.hidden
        let text = masks.isEmpty ? payload.map { self.text($0) } : masks.recordValue(value)?.text
        let members: [(String, String?)] = [
            ("key", masks.recordKey(key, RecordMask.isReadable(value))?.text), ("text", text),
            ("detail", detail), ("hex", masks.isEmpty ? payload : nil),
        ]
        let written = members.map { ($0, $1.map(JSONText.quoted) ?? "null") }
        return JSONText.object([("kind", "\"rejection\"")] + written, others: masks.json(known))
    }

    private static func shown(_ hexadecimal: String, size: Int?) -> ShownBytes {
        ShownBytes(HexText.bytes(hexadecimal) ?? [], size: size)
    }

    /// Bytes that are not UTF-8 as replacement characters: the hexadecimal form shows them.
    private static func text(_ hexadecimal: String) -> String {
        String(decoding: HexText.bytes(hexadecimal) ?? [], as: UTF8.self)
    }

    private static func sql(_ condition: String) -> String {
        """
        SELECT jsonb_build_object(
                'place', jsonb_build_object('topic', topic, 'partition', kafka_partition, 'offset', kafka_offset),
                'id', id, 'former', former_log > 0, 'reason', reason, 'field', field, 'bytes', octet_length(payload),
                'cut', octet_length(payload) > \(longest),
                'times', jsonb_build_object('produced', \(ClickQuery.milliseconds("produced_at")),
                    'rejected', \(ClickQuery.milliseconds("rejected_at")),
                    'retried', \(ClickQuery.milliseconds("retried_at"))),
                'retry', CASE WHEN retried_at IS NOT NULL THEN jsonb_build_object('topic', topic,
                    'partition', retried_partition, 'offset', retried_offset, 'event_id', retried_event_id,
                    'row', (SELECT id FROM user_clicks WHERE event_id = r.retried_event_id
                        ORDER BY id DESC LIMIT 1)) END,
                'retry_of', (SELECT jsonb_build_object('topic', o.topic, 'partition', o.kafka_partition,
                        'offset', o.kafka_offset, 'reason', o.reason)
                    FROM rejected_clicks AS o WHERE o.topic = r.topic AND o.retried_at IS NOT NULL
                        AND o.retried_partition = r.kafka_partition AND o.retried_offset = r.kafka_offset
                    ORDER BY o.id DESC LIMIT 1)),
            encode(substring(record_key FOR 256), 'hex'), encode(substring(payload FOR \(longest)), 'hex'), detail,
            octet_length(payload)
        FROM rejected_clicks AS r
        WHERE \(condition)
        ORDER BY id DESC LIMIT 1
        """
    }
}
