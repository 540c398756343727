internal import PostgresClient

/// A record's place in Kafka.
struct ClickPosition {
    /// `nil` where it was not told: then any topic that a sink has stored.
    let topic: String?
    let partition: Int64
    let offset: Int64

    var parameters: [PostgresParameter] { [.integer(partition), .integer(offset), .text(topic ?? "")] }

    /// The condition on a column with the topic; `$3` is it, or empty.
    static let topicCondition = "topic IN (SELECT topic FROM sink_offsets WHERE $3 = '' OR topic = $3)"

    /// As JSON. Rows do not keep their topic: it is the one that a sink stores from, and where there are
    /// several, the one that it last stored from.
    static func object(_ topic: String, _ partition: String, _ offset: String) -> String {
        """
        jsonb_build_object('topic', coalesce(\(topic), (SELECT topic FROM sink_offsets
                WHERE kafka_partition = \(partition) ORDER BY updated_at DESC, topic LIMIT 1)),
            'partition', \(partition), 'offset', \(offset))
        """
    }

    /// Of a place that has neither a row nor a rejection: what the sink's account says of it.
    /// - Parameter event: the event that the record there holds.
    func json(event: String?, _ connection: PostgresConnection) throws -> String? {
        try connection.query(Self.account, parameters + [.text(event ?? "")]).string(0, 0)
    }

    private static let account = """
        SELECT jsonb_build_object(
            'kind', CASE WHEN $2::bigint >= next_offset OR next_offset IS NULL THEN 'waiting'
                WHEN $2::bigint < first_offset THEN 'before'
                WHEN gap IS NOT NULL THEN 'lost'
                WHEN row IS NOT NULL THEN 'duplicate' ELSE 'unknown' END,
            'place', jsonb_build_object('topic', topic, 'partition', $1::integer, 'offset', $2::bigint),
            'next_offset', next_offset, 'duplicates', duplicates, 'skipped', skipped,
            'duplicate_of', row, 'gap', gap)
        FROM sink_offsets
            LEFT JOIN LATERAL (SELECT jsonb_build_object('id', id, 'partition', kafka_partition,
                    'offset', kafka_offset) AS row
                FROM user_clicks WHERE $4 <> '' AND event_id = nullif($4, '')::uuid ORDER BY id DESC LIMIT 1
            ) AS stored ON true
            LEFT JOIN LATERAL (SELECT reason AS gap FROM offset_gaps
                WHERE offset_gaps.topic = sink_offsets.topic AND kafka_partition = $1::integer
                    AND from_offset <= $2::bigint AND to_offset > $2::bigint LIMIT 1) AS gaps ON true
        WHERE kafka_partition = $1::integer AND ($3 = '' OR topic = $3)
        ORDER BY updated_at DESC LIMIT 1
        """
}
