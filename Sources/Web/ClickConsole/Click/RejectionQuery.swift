internal import PostgresClient

/// A record that could not be stored: why, its bytes, and what came of it.
enum RejectionQuery {
    /// More bytes than these are not shown.
    private static let longest = 16_384

    /// - Returns: `nil` where there is none at this place.
    static func json(
        _ position: ClickPosition, _ masks: MaskingRules, _ connection: PostgresConnection
    ) throws -> String? {
        let found = try connection.query(sql, position.parameters)
        guard found.rowCount > 0, let known = found.string(0, 0) else { return nil }
        let key = found.string(0, 1).map { masks.value(text(hexadecimal: $0), of: "user_id") }
        let payload = found.string(0, 2)
        // The sentence may quote the value of a field that is masked.
        let detail = masks.isEmpty ? found.string(0, 3) ?? "" : MaskingRules.hidden
        let members: [(String, String?)] = [
            ("key", key), ("text", payload.map { masks.payload(text(hexadecimal: $0)) }), ("detail", detail),
            ("hex", masks.isEmpty ? payload : nil),
        ]
        let written = members.map { name, value in
            "\"\(name)\":\(value.map(JSONText.quoted) ?? "null")"
        }
        return "{\"kind\":\"rejection\",\(written.joined(separator: ",")),\(known.dropFirst())"
    }

    /// Bytes that are not UTF-8 as replacement characters: the hexadecimal form shows them.
    private static func text(hexadecimal: String) -> String {
        let bytes = HexText.bytes(hexadecimal) ?? []
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let sql = """
        SELECT jsonb_build_object(
                'place', jsonb_build_object('topic', topic, 'partition', kafka_partition, 'offset', kafka_offset),
                'id', id, 'reason', reason, 'field', field, 'bytes', octet_length(payload),
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
            encode(substring(record_key FOR 256), 'hex'), encode(substring(payload FOR \(longest)), 'hex'), detail
        FROM rejected_clicks AS r
        WHERE \(ClickPosition.topicCondition) AND kafka_partition = $1::integer AND kafka_offset = $2::bigint
        ORDER BY id DESC LIMIT 1
        """
}
