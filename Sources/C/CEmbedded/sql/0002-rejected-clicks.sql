CREATE TABLE rejected_clicks (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic           text NOT NULL,
    kafka_partition integer NOT NULL,
    kafka_offset    bigint NOT NULL,
    produced_at     timestamptz NOT NULL,
    rejected_at     timestamptz NOT NULL DEFAULT now(),
    reason          text NOT NULL,
    field           text,
    detail          text NOT NULL,
    record_key      bytea,
    payload         bytea,
    UNIQUE (topic, kafka_partition, kafka_offset)
);

COMMENT ON TABLE rejected_clicks IS
    'Records that could not become a row of user_clicks: why not, and their bytes.';
COMMENT ON COLUMN rejected_clicks.id IS 'In the order of arrival, with gaps.';
COMMENT ON COLUMN rejected_clicks.topic IS 'The topic that the record was read from.';
COMMENT ON COLUMN rejected_clicks.kafka_partition IS 'The record''s partition.';
COMMENT ON COLUMN rejected_clicks.kafka_offset IS 'The record''s offset in the partition.';
COMMENT ON COLUMN rejected_clicks.produced_at IS 'The record''s timestamp.';
COMMENT ON COLUMN rejected_clicks.rejected_at IS 'When the sink refused it.';
COMMENT ON COLUMN rejected_clicks.reason IS
    'A stable code: not_json, missing_field, wrong_type, implausible_time …';
COMMENT ON COLUMN rejected_clicks.field IS 'The field at fault; NULL where the record as a whole is.';
COMMENT ON COLUMN rejected_clicks.detail IS 'One sentence: what was found, and what is expected.';
COMMENT ON COLUMN rejected_clicks.record_key IS 'The record''s key as it came; NULL where it had none.';
COMMENT ON COLUMN rejected_clicks.payload IS
    'The record''s value as it came; NULL where it had none. Read it with convert_from(payload, ''UTF8'').';
