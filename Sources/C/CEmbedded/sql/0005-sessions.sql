CREATE FUNCTION add_money(a jsonb, b jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT jsonb_object_agg(currency, amount)
    FROM (SELECT key AS currency, sum(value::numeric) AS amount
          FROM (SELECT * FROM jsonb_each_text(a) UNION ALL SELECT * FROM jsonb_each_text(b)) AS both_sides
          GROUP BY key) AS sums
$$;
COMMENT ON FUNCTION add_money IS 'Adds amounts by currency, as in {"EUR": 12.5000}; exact.';

CREATE AGGREGATE sum_money(jsonb) (SFUNC = add_money, STYPE = jsonb, PARALLEL = SAFE);
COMMENT ON AGGREGATE sum_money(jsonb) IS 'Sums amounts by currency; NULL where there are none.';

CREATE TABLE users (
    user_id   text COLLATE "C" PRIMARY KEY,
    first_day date NOT NULL,
    last_day  date NOT NULL,
    is_bot    boolean NOT NULL
) WITH (fillfactor = 80);
COMMENT ON TABLE users IS
    'Everybody who has clicked, as far back as retention reaches. The sink locks a row while it works on that '
    'user''s visits.';
COMMENT ON COLUMN users.user_id IS 'A visitor or a customer.';
COMMENT ON COLUMN users.first_day IS 'The UTC day of the first click.';
COMMENT ON COLUMN users.last_day IS 'The UTC day of the latest click.';
COMMENT ON COLUMN users.is_bot IS 'Whether any of the clicks was a program''s.';

CREATE TABLE user_days (
    day     date NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    is_bot  boolean NOT NULL,
    PRIMARY KEY (day, user_id, is_bot)
);
COMMENT ON TABLE user_days IS
    'Who clicked on which UTC day: exact daily and weekly actives, and with users.first_day retention.';
COMMENT ON COLUMN user_days.day IS 'The UTC day of event_time.';
COMMENT ON COLUMN user_days.user_id IS 'Who clicked.';
COMMENT ON COLUMN user_days.is_bot IS 'Whether a program did; a user who was both has two rows.';

CREATE TABLE sessions (
    user_id        text COLLATE "C" NOT NULL,
    by_inactivity  boolean NOT NULL,
    session_id     text COLLATE "C" NOT NULL,
    started_at     timestamptz NOT NULL,
    ended_at       timestamptz NOT NULL,
    duration       interval NOT NULL GENERATED ALWAYS AS (ended_at - started_at) STORED,
    clicks         bigint NOT NULL,
    is_bounce      boolean NOT NULL GENERATED ALWAYS AS (clicks = 1) STORED,
    page_views     bigint NOT NULL,
    furthest_step  smallint NOT NULL,
    purchases      bigint NOT NULL,
    revenue        jsonb,
    entry_event_id uuid NOT NULL,
    exit_event_id  uuid NOT NULL,
    entry_page     text,
    exit_page      text,
    source         text,
    medium         text,
    campaign       text,
    device         text,
    browser        text,
    os             text,
    language       text,
    country        text,
    is_bot         boolean NOT NULL,
    PRIMARY KEY (user_id, by_inactivity, session_id)
) WITH (fillfactor = 60);
-- New visits come last, so a summary of page ranges finds them as fast as a tree, and costs nearly nothing.
CREATE INDEX sessions_started_at ON sessions USING brin (started_at) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX sessions_found ON sessions (user_id, started_at) WHERE by_inactivity;

COMMENT ON TABLE sessions IS
    'One row a visit, exact at every commit, and the same in whatever order the clicks arrive.';
COMMENT ON COLUMN sessions.user_id IS 'Who visited.';
COMMENT ON COLUMN sessions.by_inactivity IS
    'The clicks have no session_id: a visit ends where 30 minutes pass without a click of that user.';
COMMENT ON COLUMN sessions.session_id IS
    'The clicks'' own session_id; with by_inactivity the first click''s event_id and its microseconds since 1970.';
COMMENT ON COLUMN sessions.started_at IS 'event_time of the first click.';
COMMENT ON COLUMN sessions.ended_at IS 'event_time of the last click.';
COMMENT ON COLUMN sessions.duration IS 'From the first click to the last.';
COMMENT ON COLUMN sessions.clicks IS 'Events of any type.';
COMMENT ON COLUMN sessions.is_bounce IS 'Whether there was one click only.';
COMMENT ON COLUMN sessions.page_views IS 'Events page_view.';
COMMENT ON COLUMN sessions.furthest_step IS
    '4 after a purchase, 3 begin_checkout or add_payment_info, 2 add_to_cart, 1 view_item, else 0.';
COMMENT ON COLUMN sessions.purchases IS 'Events purchase.';
COMMENT ON COLUMN sessions.revenue IS
    'Sum of price times quantity over purchases, by currency (XXX where they have none); NULL without any.';
COMMENT ON COLUMN sessions.entry_event_id IS 'The first click, by event_time and event_id.';
COMMENT ON COLUMN sessions.exit_event_id IS 'The last click, by event_time and event_id.';
COMMENT ON COLUMN sessions.entry_page IS 'page_path of the first click.';
COMMENT ON COLUMN sessions.exit_page IS 'page_path of the last click.';
COMMENT ON COLUMN sessions.source IS 'click_source of the first click; NULL where nothing is known to have brought it.';
COMMENT ON COLUMN sessions.medium IS 'utm_medium of the first click.';
COMMENT ON COLUMN sessions.campaign IS 'utm_campaign of the first click.';
COMMENT ON COLUMN sessions.device IS 'device of the first click.';
COMMENT ON COLUMN sessions.browser IS 'browser of the first click.';
COMMENT ON COLUMN sessions.os IS 'os of the first click.';
COMMENT ON COLUMN sessions.language IS 'language of the first click.';
COMMENT ON COLUMN sessions.country IS 'country of the first click.';
COMMENT ON COLUMN sessions.is_bot IS 'Whether any click was a program''s.';

-- Takes over the pieces of visits that the sink has found in a batch, from its temporary table batch_visits: the
-- columns of sessions that are not generated, and the UTC day. A piece has the clicks of one session_id on one
-- day, or of one user without session_id in one half hour; session_id is NULL there. There is one row a piece.
--
-- is_news tells whether the sink does not know that the user's day is there already; it is always true for pieces
-- without a session_id. The rows of users come first: they make transactions that have such a user in common wait
-- for each other.
CREATE FUNCTION add_visits() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    piece_day date;
BEGIN
    INSERT INTO users AS u
    SELECT user_id, min(day), max(day), bool_or(is_bot) FROM batch_visits WHERE is_news
    GROUP BY user_id ORDER BY user_id
    ON CONFLICT (user_id) DO UPDATE SET
        first_day = least(u.first_day, excluded.first_day), last_day = greatest(u.last_day, excluded.last_day),
        is_bot = u.is_bot OR excluded.is_bot
    WHERE excluded.first_day < u.first_day OR excluded.last_day > u.last_day OR excluded.is_bot AND NOT u.is_bot;

    INSERT INTO user_days
    SELECT day, user_id, true FROM batch_visits WHERE is_news AND has_bot_clicks
    UNION SELECT day, user_id, false FROM batch_visits WHERE is_news AND has_human_clicks
    ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING;

    -- A session has one piece a day, and ON CONFLICT takes each row once.
    FOR piece_day IN SELECT DISTINCT day FROM batch_visits WHERE session_id IS NOT NULL ORDER BY day LOOP
        INSERT INTO sessions AS s (user_id, by_inactivity, session_id, started_at, ended_at, clicks, page_views,
            furthest_step, purchases, revenue, entry_event_id, exit_event_id, entry_page, exit_page, source,
            medium, campaign, device, browser, os, language, country, is_bot)
        SELECT user_id, false, session_id, started_at, ended_at, clicks, page_views,
            furthest_step, purchases, revenue, entry_event_id, exit_event_id, entry_page, exit_page, source,
            medium, campaign, device, browser, os, language, country, is_bot
        FROM batch_visits WHERE session_id IS NOT NULL AND day = piece_day ORDER BY user_id, session_id
        ON CONFLICT (user_id, by_inactivity, session_id) DO UPDATE SET
            started_at = least(s.started_at, excluded.started_at),
            ended_at = greatest(s.ended_at, excluded.ended_at),
            clicks = s.clicks + excluded.clicks, page_views = s.page_views + excluded.page_views,
            furthest_step = greatest(s.furthest_step, excluded.furthest_step),
            purchases = s.purchases + excluded.purchases,
            revenue = CASE WHEN excluded.revenue IS NULL THEN s.revenue WHEN s.revenue IS NULL THEN excluded.revenue
                ELSE add_money(s.revenue, excluded.revenue) END,
            exit_event_id = CASE WHEN (excluded.ended_at, excluded.exit_event_id) > (s.ended_at, s.exit_event_id)
                THEN excluded.exit_event_id ELSE s.exit_event_id END,
            exit_page = CASE WHEN (excluded.ended_at, excluded.exit_event_id) > (s.ended_at, s.exit_event_id)
                THEN excluded.exit_page ELSE s.exit_page END,
            entry_event_id = CASE WHEN (excluded.started_at, excluded.entry_event_id) < (s.started_at, s.entry_event_id)
                THEN excluded.entry_event_id ELSE s.entry_event_id END,
            entry_page = CASE WHEN (excluded.started_at, excluded.entry_event_id) < (s.started_at, s.entry_event_id)
                THEN excluded.entry_page ELSE s.entry_page END,
            source = CASE WHEN (excluded.started_at, excluded.entry_event_id) < (s.started_at, s.entry_event_id)
                THEN excluded.source ELSE s.source END,
            medium = CASE WHEN (excluded.started_at, excluded.entry_event_id) < (s.started_at, s.entry_event_id)
                THEN excluded.medium ELSE s.medium END,
            campaign = CASE WHEN (excluded.started_at, excluded.entry_event_id) < (s.started_at, s.entry_event_id)
                THEN excluded.campaign ELSE s.campaign END,
            device = CASE WHEN (excluded.started_at, excluded.entry_event_id) < (s.started_at, s.entry_event_id)
                THEN excluded.device ELSE s.device END,
            browser = CASE WHEN (excluded.started_at, excluded.entry_event_id) < (s.started_at, s.entry_event_id)
                THEN excluded.browser ELSE s.browser END,
            os = CASE WHEN (excluded.started_at, excluded.entry_event_id) < (s.started_at, s.entry_event_id)
                THEN excluded.os ELSE s.os END,
            language = CASE WHEN (excluded.started_at, excluded.entry_event_id) < (s.started_at, s.entry_event_id)
                THEN excluded.language ELSE s.language END,
            country = CASE WHEN (excluded.started_at, excluded.entry_event_id) < (s.started_at, s.entry_event_id)
                THEN excluded.country ELSE s.country END,
            is_bot = s.is_bot OR excluded.is_bot;
    END LOOP;

    IF EXISTS (SELECT FROM batch_visits WHERE session_id IS NULL) THEN PERFORM join_visits(); END IF;
END
$$;
COMMENT ON FUNCTION add_visits IS 'Adds the pieces of visits in batch_visits to users, user_days and sessions.';

-- Pieces without a session_id: those that have less than 30 minutes between them are one visit, and a piece may
-- join visits that were two. What it touches is taken out, put together with the pieces and stored anew.
--
-- The temporary table has no statistics, so the way to its few rows is laid down: by index.
CREATE FUNCTION join_visits() RETURNS void LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    WITH pieces AS MATERIALIZED (
        SELECT p.*, (SELECT max(s.started_at) FROM sessions s
            WHERE s.by_inactivity AND s.user_id = p.user_id AND s.started_at <= p.started_at) AS visit_before
        FROM batch_visits p WHERE p.session_id IS NULL
    ), touched AS (
        DELETE FROM sessions s USING pieces p
        WHERE s.by_inactivity AND s.user_id = p.user_id
            AND s.started_at >= coalesce(p.visit_before, p.started_at)
            AND s.started_at < p.ended_at + interval '30 minutes'
            AND s.ended_at > p.started_at - interval '30 minutes'
        RETURNING s.*
    ), parts AS (
        SELECT user_id, started_at, ended_at, clicks, page_views, furthest_step, purchases, revenue,
            entry_event_id, exit_event_id, entry_page, exit_page, source, medium, campaign, device, browser, os,
            language, country, is_bot FROM touched
        UNION ALL
        SELECT user_id, started_at, ended_at, clicks, page_views, furthest_step, purchases, revenue,
            entry_event_id, exit_event_id, entry_page, exit_page, source, medium, campaign, device, browser, os,
            language, country, is_bot FROM pieces
    ), marked AS (
        SELECT *, coalesce(started_at - max(ended_at) OVER earlier >= interval '30 minutes', true) AS is_first
        FROM parts
        WINDOW earlier AS (PARTITION BY user_id ORDER BY started_at, entry_event_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ), numbered AS (
        SELECT *, count(*) FILTER (WHERE is_first)
            OVER (PARTITION BY user_id ORDER BY started_at, entry_event_id) AS visit
        FROM marked
    )
    INSERT INTO sessions (user_id, by_inactivity, session_id, started_at, ended_at, clicks, page_views,
        furthest_step, purchases, revenue, entry_event_id, exit_event_id, entry_page, exit_page, source, medium,
        campaign, device, browser, os, language, country, is_bot)
    SELECT user_id, true,
        (array_agg(entry_event_id ORDER BY started_at, entry_event_id))[1] || '/'
            || (extract(epoch FROM min(started_at)) * 1000000)::bigint,
        min(started_at), max(ended_at), sum(clicks), sum(page_views), max(furthest_step), sum(purchases),
        sum_money(revenue),
        (array_agg(entry_event_id ORDER BY started_at, entry_event_id))[1],
        (array_agg(exit_event_id ORDER BY ended_at DESC, exit_event_id DESC))[1],
        (array_agg(entry_page ORDER BY started_at, entry_event_id))[1],
        (array_agg(exit_page ORDER BY ended_at DESC, exit_event_id DESC))[1],
        (array_agg(source ORDER BY started_at, entry_event_id))[1],
        (array_agg(medium ORDER BY started_at, entry_event_id))[1],
        (array_agg(campaign ORDER BY started_at, entry_event_id))[1],
        (array_agg(device ORDER BY started_at, entry_event_id))[1],
        (array_agg(browser ORDER BY started_at, entry_event_id))[1],
        (array_agg(os ORDER BY started_at, entry_event_id))[1],
        (array_agg(language ORDER BY started_at, entry_event_id))[1],
        (array_agg(country ORDER BY started_at, entry_event_id))[1],
        bool_or(is_bot)
    FROM numbered GROUP BY user_id, visit ORDER BY user_id, visit;
END
$$;
COMMENT ON FUNCTION join_visits IS 'The part of add_visits for clicks without a session_id.';

-- The clicks that are there already: each is a piece of its own half hour, or of its session's day.
CREATE TEMPORARY TABLE batch_visits ON COMMIT DROP AS
SELECT user_id, nullif(session_id, '') AS session_id, (event_time AT TIME ZONE 'UTC')::date AS day,
    min(event_time) AS started_at, max(event_time) AS ended_at, count(*) AS clicks,
    count(*) FILTER (WHERE event_type = 'page_view') AS page_views,
    max(CASE event_type WHEN 'purchase' THEN 4 WHEN 'begin_checkout' THEN 3 WHEN 'add_payment_info' THEN 3
        WHEN 'add_to_cart' THEN 2 WHEN 'view_item' THEN 1 ELSE 0 END)::smallint AS furthest_step,
    count(*) FILTER (WHERE event_type = 'purchase') AS purchases,
    sum_money(CASE WHEN event_type = 'purchase' AND price IS NOT NULL THEN
        jsonb_build_object(coalesce(currency, 'XXX'), price * coalesce(quantity, 1)) END) AS revenue,
    (array_agg(event_id ORDER BY event_time, event_id))[1] AS entry_event_id,
    (array_agg(event_id ORDER BY event_time DESC, event_id DESC))[1] AS exit_event_id,
    (array_agg(page_path(page_url) ORDER BY event_time, event_id))[1] AS entry_page,
    (array_agg(page_path(page_url) ORDER BY event_time DESC, event_id DESC))[1] AS exit_page,
    (array_agg(click_source(utm_source, referrer, page_url) ORDER BY event_time, event_id))[1] AS source,
    (array_agg(utm_medium ORDER BY event_time, event_id))[1] AS medium,
    (array_agg(utm_campaign ORDER BY event_time, event_id))[1] AS campaign,
    (array_agg(device ORDER BY event_time, event_id))[1] AS device,
    (array_agg(browser ORDER BY event_time, event_id))[1] AS browser,
    (array_agg(os ORDER BY event_time, event_id))[1] AS os,
    (array_agg(language ORDER BY event_time, event_id))[1] AS language,
    (array_agg(country ORDER BY event_time, event_id))[1] AS country,
    bool_or(is_bot) AS is_bot, bool_or(is_bot) AS has_bot_clicks, bool_or(NOT is_bot) AS has_human_clicks,
    true AS is_news
FROM user_clicks
GROUP BY user_id, nullif(session_id, ''), day,
    CASE WHEN coalesce(session_id, '') = '' THEN floor(extract(epoch FROM event_time) / 1800) END;
SELECT add_visits();
DROP TABLE batch_visits;
