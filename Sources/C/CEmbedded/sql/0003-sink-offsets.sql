-- Each row is updated by every batch: room on its page keeps those updates off the index.
CREATE TABLE sink_offsets (
    topic           text NOT NULL,
    kafka_partition integer NOT NULL,
    first_offset    bigint,
    next_offset     bigint,
    stored          bigint NOT NULL DEFAULT 0,
    duplicates      bigint NOT NULL DEFAULT 0,
    rejected        bigint NOT NULL DEFAULT 0,
    skipped         bigint NOT NULL DEFAULT 0,
    epoch           bigint NOT NULL DEFAULT 1,
    owner           text NOT NULL,
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, kafka_partition),
    CHECK (next_offset >= first_offset)
) WITH (fillfactor = 20);

COMMENT ON TABLE sink_offsets IS
    'How far each partition of a topic is stored. Written in the transaction of the rows, never apart.';
COMMENT ON COLUMN sink_offsets.topic IS 'The topic.';
COMMENT ON COLUMN sink_offsets.kafka_partition IS 'Its partition.';
COMMENT ON COLUMN sink_offsets.first_offset IS 'Where the sink began; NULL before the first record.';
COMMENT ON COLUMN sink_offsets.next_offset IS 'The first offset that is not accounted for yet.';
COMMENT ON COLUMN sink_offsets.stored IS 'Offsets since first_offset that became rows of user_clicks.';
COMMENT ON COLUMN sink_offsets.duplicates IS 'Offsets whose event was stored already.';
COMMENT ON COLUMN sink_offsets.rejected IS 'Offsets that became rows of rejected_clicks.';
COMMENT ON COLUMN sink_offsets.skipped IS
    'Offsets that hold no record for us: transaction markers, and what compaction or retention took.';
COMMENT ON COLUMN sink_offsets.epoch IS
    'Grows with each sink that takes the partition over; one with an older epoch can no longer commit.';
COMMENT ON COLUMN sink_offsets.owner IS 'The sink that took it over last.';
COMMENT ON COLUMN sink_offsets.updated_at IS 'When this row last changed.';
