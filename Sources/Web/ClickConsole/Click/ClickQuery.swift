internal import ClickStore
internal import PostgresClient

/// The whole way of one click, as JSON. Each question finds its row by an index: the id, the event_id, the
/// summary of offsets, or the place of a rejection.
enum ClickQuery {
    /// - Returns: `nil` where there is no such click.
    static func json(
        _ lookup: ClickLookup, _ masks: MaskingRules, _ connection: PostgresConnection
    ) throws -> String? {
        switch lookup {
        case .id(let id): return try row("id = $1::bigint", [.integer(id)], connection)?.json(masks)
        case .event(let event):
            return try row("event_id = $1::uuid", [.text(event)], connection)?.json(masks)
        case .place(let topic, let partition, let offset, let event):
            let place: [PostgresParameter] = [.integer(partition), .integer(offset), .text(topic ?? "")]
            // Rows do not say their topic: they are of the one that the sink reads.
            let found = try row(
                """
                kafka_partition = $1::integer AND kafka_offset = $2::bigint
                    AND ($3 = '' OR EXISTS (SELECT FROM sink_offsets WHERE topic = $3))
                """, place, connection)
            // The place is one of the topic as it is, and only then of one that was deleted.
            if let found, !found.isFormer { return found.json(masks) }
            let position = ClickPosition(topic: topic, partition: partition, offset: offset)
            if let present = try RejectionQuery.json(position, .present, masks, connection) { return present }
            if let found { return found.json(masks) }
            if let former = try RejectionQuery.json(position, .former, masks, connection) { return former }
            return try position.json(event: event, connection)
        }
    }

    private struct Row {
        let story: String
        /// Whether its record was in a log of the topic that was deleted since.
        let isFormer: Bool

        func json(_ masks: MaskingRules) -> String {
            masks.json(story, names: ClickNames.fields)
        }
    }

    /// Of several rows, as a record's place may have where its topic was made anew, the newest.
    private static func row(
        _ condition: String, _ parameters: [PostgresParameter], _ connection: PostgresConnection
    ) throws -> Row? {
        let found = try connection.query(
            """
            SELECT id, (extract(epoch FROM event_time) * 1000000)::bigint FROM user_clicks WHERE \(condition)
            ORDER BY id DESC LIMIT 1
            """, parameters)
        guard found.rowCount > 0, let id = found.integer(0, 0), let time = found.integer(0, 1) else {
            return nil
        }
        let story = try connection.query(story, [.integer(id), .integer(time)])
        return Row(story: story.string(0, 0) ?? "{}", isFormer: story.bool(0, 1) ?? false)
    }

    /// When the transaction of a row was committed, where the server keeps that.
    private static let committed = """
        CASE current_setting('track_commit_timestamp') WHEN 'on' THEN pg_xact_commit_timestamp(c.xmin) END
        """

    /// The visit that the click is of: the one of its session_id, or else the one that it falls into.
    private static let visit = """
        SELECT jsonb_build_object('user', s.user_id, 'session', s.session_id, 'clicks', s.clicks)
        FROM (SELECT user_id, session_id, clicks FROM sessions
                WHERE c.session_id IS NOT NULL AND user_id = c.user_id AND NOT by_inactivity
                    AND session_id = c.session_id
            UNION ALL (SELECT user_id, session_id, clicks FROM sessions
                WHERE c.session_id IS NULL AND user_id = c.user_id AND by_inactivity
                    AND started_at <= c.event_time AND ended_at >= c.event_time
                ORDER BY started_at DESC LIMIT 1)) AS s LIMIT 1
        """

    private static let story = """
        SELECT jsonb_build_object('kind', 'row',
            'row', to_jsonb(c) - 'price' || jsonb_build_object('price', trim_scale(c.price)::text),
            'place', \(ClickPosition.object("NULL", "c.kafka_partition", "c.kafka_offset")),
            'times', jsonb_build_object('event', \(milliseconds("c.event_time")),
                'produced', \(milliseconds("c.produced_at")), 'read', \(milliseconds("c.ingested_at")),
                'committed', \(milliseconds(committed))),
            'visit', (\(visit)),
            'retry_of', (SELECT jsonb_build_object('topic', topic, 'partition', kafka_partition,
                    'offset', kafka_offset, 'reason', reason)
                FROM rejected_clicks WHERE topic IN (SELECT topic FROM sink_offsets)
                    AND retried_partition = c.kafka_partition AND retried_offset = c.kafka_offset
                    AND retried_at IS NOT NULL AND retried_event_id = c.event_id ORDER BY id DESC LIMIT 1),
            'former', is_former), is_former
        FROM user_clicks AS c
            CROSS JOIN LATERAL (SELECT c.id <= \(FormerLogs.lastClickID) AS is_former) AS f
        WHERE id = $1::bigint AND event_time = timestamptz 'epoch' + $2::bigint * interval '1 microsecond'
        """

    /// To the microsecond.
    static func milliseconds(_ time: String) -> String {
        "round(extract(epoch FROM (\(time)))::numeric * 1000, 3)"
    }
}
