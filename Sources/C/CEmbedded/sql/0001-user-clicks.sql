CREATE TABLE user_clicks (
    id              bigint GENERATED ALWAYS AS IDENTITY,
    event_id        uuid NOT NULL,
    event_type      text NOT NULL,
    event_time      timestamptz NOT NULL,
    user_id         text NOT NULL,
    session_id      text,
    page_url        text,
    page_title      text,
    referrer        text,
    product_id      text,
    product_name    text,
    category        text,
    brand           text,
    price           numeric(18, 4),
    quantity        integer,
    currency        text,
    order_id        text,
    search_query    text,
    utm_source      text,
    utm_medium      text,
    utm_campaign    text,
    user_agent      text,
    device          text,
    browser         text,
    os              text,
    language        text,
    country         text,
    screen          text,
    is_bot          boolean NOT NULL,
    source          text,
    properties      jsonb,
    kafka_partition integer NOT NULL,
    kafka_offset    bigint NOT NULL,
    produced_at     timestamptz NOT NULL,
    ingested_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, event_time),
    UNIQUE (event_id, event_time)
) PARTITION BY RANGE (event_time);

COMMENT ON TABLE user_clicks IS
    'One row a click. Partitioned by UTC day of event_time: user_clicks_YYYYMMDD, made as days appear.';
COMMENT ON COLUMN user_clicks.id IS
    'In the order of arrival, with gaps: ORDER BY id DESC LIMIT 10 shows the latest clicks at any size.';
COMMENT ON COLUMN user_clicks.event_id IS
    'UUID given at the source. The same event_id with the same event_time is stored once.';
COMMENT ON COLUMN user_clicks.event_type IS
    'page_view, search, view_item, add_to_cart, begin_checkout, purchase … or a name of the user''s own.';
COMMENT ON COLUMN user_clicks.event_time IS 'When it happened, at the source.';
COMMENT ON COLUMN user_clicks.user_id IS 'A visitor or a customer; the key of the Kafka record.';
COMMENT ON COLUMN user_clicks.session_id IS 'The visit, where the source knows it.';
COMMENT ON COLUMN user_clicks.page_url IS 'Where the click happened.';
COMMENT ON COLUMN user_clicks.page_title IS 'The title of that page.';
COMMENT ON COLUMN user_clicks.referrer IS 'The page before it.';
COMMENT ON COLUMN user_clicks.product_id IS 'The product that the event is about.';
COMMENT ON COLUMN user_clicks.product_name IS 'Its name at that time.';
COMMENT ON COLUMN user_clicks.category IS 'Its category, levels separated by dots.';
COMMENT ON COLUMN user_clicks.brand IS 'Its brand.';
COMMENT ON COLUMN user_clicks.price IS 'Price of one piece, exact, in currency.';
COMMENT ON COLUMN user_clicks.quantity IS 'Number of pieces.';
COMMENT ON COLUMN user_clicks.currency IS 'ISO 4217, as in EUR.';
COMMENT ON COLUMN user_clicks.order_id IS 'The order that a purchase belongs to.';
COMMENT ON COLUMN user_clicks.search_query IS 'What was searched for.';
COMMENT ON COLUMN user_clicks.utm_source IS 'Campaign: where the visitor came from.';
COMMENT ON COLUMN user_clicks.utm_medium IS 'Campaign: by which medium.';
COMMENT ON COLUMN user_clicks.utm_campaign IS 'Campaign: its name.';
COMMENT ON COLUMN user_clicks.user_agent IS 'The browser''s User-Agent header.';
COMMENT ON COLUMN user_clicks.device IS 'desktop, mobile, tablet …';
COMMENT ON COLUMN user_clicks.browser IS 'The browser''s name.';
COMMENT ON COLUMN user_clicks.os IS 'The operating system''s name.';
COMMENT ON COLUMN user_clicks.language IS 'The visitor''s language, as in en-GB.';
COMMENT ON COLUMN user_clicks.country IS 'The visitor''s country, ISO 3166.';
COMMENT ON COLUMN user_clicks.screen IS 'Screen size, as in 1920x1080.';
COMMENT ON COLUMN user_clicks.is_bot IS 'Whether a program and not a person clicked.';
COMMENT ON COLUMN user_clicks.source IS 'Which producer sent it: web, api, import, simulator …';
COMMENT ON COLUMN user_clicks.properties IS 'Everything else that was sent with the event.';
COMMENT ON COLUMN user_clicks.kafka_partition IS 'The partition of the record that this row was made from.';
COMMENT ON COLUMN user_clicks.kafka_offset IS 'That record''s offset in the partition.';
COMMENT ON COLUMN user_clicks.produced_at IS 'That record''s timestamp.';
COMMENT ON COLUMN user_clicks.ingested_at IS 'When the sink made this row.';
