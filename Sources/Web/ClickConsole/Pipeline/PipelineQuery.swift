internal import PostgresClient

/// What the sink has done with the records, as one JSON object. Each part reads a bounded number of rows.
enum PipelineQuery {
    /// A flow is called stopped when nothing was committed for so long.
    static let stoppedAfterSeconds = 60

    static func json(_ connection: PostgresConnection) throws -> String {
        try connection.query(sql, [.integer(stoppedAfterSeconds)]).string(0, 0) ?? "{}"
    }

    private static let sql = """
        WITH latest AS MATERIALIZED (
            SELECT greatest(extract(epoch FROM ingested_at - produced_at) * 1000, 0) AS delay
            FROM user_clicks ORDER BY id DESC LIMIT 1000
        ), reasons AS MATERIALIZED (
            SELECT reason, count(*) AS records, max(rejected_at) AS last_at
            FROM (SELECT reason, rejected_at FROM rejected_clicks ORDER BY id DESC LIMIT 10000) AS newest
            GROUP BY reason
        ), flow AS MATERIALIZED (
            SELECT sum(stored) AS stored, sum(duplicates) AS duplicates, sum(rejected) AS rejected,
                sum(skipped) AS skipped, sum(next_offset - first_offset) AS offsets,
                extract(epoch FROM clock_timestamp() - max(updated_at)) AS age
            FROM sink_offsets WHERE next_offset > first_offset
        )
        SELECT jsonb_build_object(
            'now', (extract(epoch FROM now()) * 1000)::bigint,
            'totals', jsonb_build_object('stored', coalesce(stored, 0), 'duplicates', coalesce(duplicates, 0),
                'rejected', coalesce(rejected, 0), 'skipped', coalesce(skipped, 0),
                'offsets', coalesce(offsets, 0)),
            'accounted', coalesce(stored + duplicates + rejected + skipped = offsets, true),
            'seconds_since_commit', round(age, 1),
            'stopped', coalesce(age > $1::integer, false), 'stopped_after_seconds', $1::integer,
            'freshness_ms', (SELECT jsonb_build_object('clicks', count(*),
                'p50', round(percentile_cont(0.5) WITHIN GROUP (ORDER BY delay)::numeric, 1),
                'p99', round(percentile_cont(0.99) WITHIN GROUP (ORDER BY delay)::numeric, 1)) FROM latest),
            'rejected', (SELECT coalesce(jsonb_agg(jsonb_build_object('reason', reason, 'records', records,
                'last_at', (extract(epoch FROM last_at) * 1000)::bigint) ORDER BY records DESC, reason), '[]')
                FROM reasons),
            'lost', (SELECT coalesce(sum(to_offset - from_offset), 0) FROM offset_gaps),
            'gaps', (SELECT coalesce(jsonb_agg(to_jsonb(g) ORDER BY id DESC), '[]')
                FROM (SELECT id, topic, kafka_partition AS partition, from_offset, to_offset, reason
                    FROM offset_gaps ORDER BY id DESC LIMIT 20) AS g),
            'partitions', (SELECT coalesce(jsonb_agg(to_jsonb(p) ORDER BY topic, partition), '[]')
                FROM (SELECT topic, kafka_partition AS partition, next_offset, stored, duplicates, rejected,
                        skipped, (extract(epoch FROM updated_at) * 1000)::bigint AS updated_at
                    FROM sink_offsets ORDER BY topic, kafka_partition LIMIT 100) AS p))
        FROM flow
        """
}
