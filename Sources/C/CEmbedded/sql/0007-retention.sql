-- Old days are dropped. What was dropped never comes back, and is still accounted for.
CREATE TABLE retention_horizon (
    only_row        boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    dropped_before  date,
    cleaned_before  date,
    updated_at      timestamptz NOT NULL DEFAULT now()
);
INSERT INTO retention_horizon DEFAULT VALUES;

COMMENT ON TABLE retention_horizon IS
    'One row: up to where retention has dropped clicks. It only moves forward.';
COMMENT ON COLUMN retention_horizon.only_row IS 'Sees to it that there is one row.';
COMMENT ON COLUMN retention_horizon.dropped_before IS
    'Clicks of UTC days before this one are dropped, and never stored again; NULL while all are kept.';
COMMENT ON COLUMN retention_horizon.cleaned_before IS
    'As dropped_before, for the rows of the other tables: they follow in small steps.';
COMMENT ON COLUMN retention_horizon.updated_at IS 'When this row last changed.';

CREATE TABLE dropped_days (
    day         date PRIMARY KEY,
    table_name  text NOT NULL,
    detached_at timestamptz NOT NULL DEFAULT now(),
    dropped_at  timestamptz,
    clicks      bigint NOT NULL DEFAULT 0
);

COMMENT ON TABLE dropped_days IS 'The days of user_clicks that retention has dropped.';
COMMENT ON COLUMN dropped_days.day IS 'The UTC day of event_time.';
COMMENT ON COLUMN dropped_days.table_name IS 'The table that held it.';
COMMENT ON COLUMN dropped_days.detached_at IS 'When its rows left user_clicks.';
COMMENT ON COLUMN dropped_days.dropped_at IS
    'When its table was dropped; NULL while that is still to be done, and the rows to be counted.';
COMMENT ON COLUMN dropped_days.clicks IS 'How many rows it had.';

CREATE TABLE dropped_rows (
    kafka_partition integer PRIMARY KEY,
    clicks          bigint NOT NULL DEFAULT 0,
    rejections      bigint NOT NULL DEFAULT 0
);

COMMENT ON TABLE dropped_rows IS
    'What retention has dropped of the rows that sink_offsets counts. The audit needs it to stay exact.';
COMMENT ON COLUMN dropped_rows.kafka_partition IS 'The partition of the records that the rows came from.';
COMMENT ON COLUMN dropped_rows.clicks IS 'Dropped rows of user_clicks.';
COMMENT ON COLUMN dropped_rows.rejections IS 'Dropped rows of rejected_clicks.';

-- Records that Kafka no longer had when the sink came to them.
CREATE TABLE offset_gaps (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic           text NOT NULL,
    kafka_partition integer NOT NULL,
    from_offset     bigint NOT NULL,
    to_offset       bigint NOT NULL,
    found_at        timestamptz NOT NULL DEFAULT now(),
    reason          text NOT NULL,
    CHECK (to_offset > from_offset)
);

COMMENT ON TABLE offset_gaps IS
    'LOST CLICKS: offsets whose records were gone from Kafka before the sink had stored them.';
COMMENT ON COLUMN offset_gaps.id IS 'In the order in which they were found.';
COMMENT ON COLUMN offset_gaps.topic IS 'The topic.';
COMMENT ON COLUMN offset_gaps.kafka_partition IS 'Its partition.';
COMMENT ON COLUMN offset_gaps.from_offset IS 'The first offset that is lost.';
COMMENT ON COLUMN offset_gaps.to_offset IS 'The first offset after it that is not.';
COMMENT ON COLUMN offset_gaps.found_at IS 'When the sink found it.';
COMMENT ON COLUMN offset_gaps.reason IS
    'expired: the log began behind the offset that was to be stored next.';

-- Logs of a topic that was deleted and made anew. The new log gives the same offsets again.
CREATE TABLE former_logs (
    topic           text NOT NULL,
    number          integer NOT NULL,
    kafka_partition integer NOT NULL,
    first_offset    bigint,
    next_offset     bigint,
    stored          bigint NOT NULL,
    duplicates      bigint NOT NULL,
    rejected        bigint NOT NULL,
    skipped         bigint NOT NULL,
    last_click_id   bigint NOT NULL,
    ended_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, number, kafka_partition)
);

COMMENT ON TABLE former_logs IS
    'What sink_offsets said of a topic''s log when its sink started over with a new one.';
COMMENT ON COLUMN former_logs.topic IS 'The topic.';
COMMENT ON COLUMN former_logs.number IS 'Counts the topic''s logs from 1.';
COMMENT ON COLUMN former_logs.kafka_partition IS 'The partition.';
COMMENT ON COLUMN former_logs.first_offset IS 'Where the sink had begun; NULL where it had not.';
COMMENT ON COLUMN former_logs.next_offset IS 'Up to where that log was stored, exclusively.';
COMMENT ON COLUMN former_logs.stored IS 'As in sink_offsets.';
COMMENT ON COLUMN former_logs.duplicates IS 'As in sink_offsets.';
COMMENT ON COLUMN former_logs.rejected IS 'As in sink_offsets.';
COMMENT ON COLUMN former_logs.skipped IS 'As in sink_offsets.';
COMMENT ON COLUMN former_logs.last_click_id IS
    'Rows of user_clicks with an id up to this one came from this log or an earlier one.';
COMMENT ON COLUMN former_logs.ended_at IS 'When the sink started over.';

ALTER TABLE rejected_clicks ADD former_log integer NOT NULL DEFAULT 0;
ALTER TABLE rejected_clicks DROP CONSTRAINT rejected_clicks_topic_kafka_partition_kafka_offset_key;
ALTER TABLE rejected_clicks ADD UNIQUE (topic, kafka_partition, kafka_offset, former_log);

COMMENT ON COLUMN rejected_clicks.former_log IS
    '0, or the number in former_logs of the log that the record came from.';
COMMENT ON COLUMN sink_offsets.skipped IS
    'Offsets that hold no record for us: transaction markers, what compaction or Kafka''s retention took '
    '(see offset_gaps), and clicks of days that our retention has dropped.';
