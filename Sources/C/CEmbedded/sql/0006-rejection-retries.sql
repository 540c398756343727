ALTER TABLE rejected_clicks
    ADD COLUMN retried_at        timestamptz,
    ADD COLUMN retried_partition integer,
    ADD COLUMN retried_offset    bigint,
    ADD COLUMN retried_event_id  uuid,
    ADD CHECK (num_nulls(retried_at, retried_partition, retried_offset, retried_event_id) IN (0, 4));

COMMENT ON COLUMN rejected_clicks.retried_at IS
    'When the record was mended and sent again, the last time; NULL until then.';
COMMENT ON COLUMN rejected_clicks.retried_partition IS 'The partition that it was sent to then, of the same topic.';
COMMENT ON COLUMN rejected_clicks.retried_offset IS 'Its offset there.';
COMMENT ON COLUMN rejected_clicks.retried_event_id IS
    'The event that it held then: the event_id of the row that came of it, also where an equal one was there already.';

-- From the rejection of a retried record back to the rejection that it came from.
CREATE INDEX rejected_clicks_retries ON rejected_clicks (topic, retried_partition, retried_offset)
    WHERE retried_at IS NOT NULL;
