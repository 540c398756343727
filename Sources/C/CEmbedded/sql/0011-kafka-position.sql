-- From a record's place in Kafka to its row: a summary of every 32 pages, which costs the sink next to nothing.
-- Several partitions fill the same pages, each with offsets of its own, so that a summary keeps several ranges.
CREATE INDEX user_clicks_position ON user_clicks USING brin (kafka_offset int8_minmax_multi_ops)
    WITH (pages_per_range = 32, autosummarize = on);
