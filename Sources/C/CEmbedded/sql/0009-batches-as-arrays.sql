-- What a batch adds comes as an array, not through temporary tables: PostgreSQL empties those at each commit, which
-- took longer than all the rest of a small batch.
DROP FUNCTION add_rollups();
DROP FUNCTION add_late_rollups();
DROP FUNCTION add_visits();
DROP FUNCTION join_visits();

-- As add_rollups.
CREATE FUNCTION add_late_rollups(batch clicks_by_minute[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rolled_hours AS r
    SELECT dimension, date_trunc('hour', minute, 'UTC') AS hour, value, lane, is_bot, currency,
        sum(clicks), sum(page_views), sum(product_views), sum(cart_additions), sum(checkouts),
        sum(purchases), sum(units), sum(revenue)
    FROM unnest(batch) AS b WHERE minute < (SELECT hours_before FROM rollup_progress)
    GROUP BY dimension, hour, value, lane, is_bot, currency
    ORDER BY dimension, hour, value, lane, is_bot, currency
    ON CONFLICT (dimension, hour, value, lane, is_bot, currency) DO UPDATE SET
        clicks = r.clicks + excluded.clicks, page_views = r.page_views + excluded.page_views,
        product_views = r.product_views + excluded.product_views,
        cart_additions = r.cart_additions + excluded.cart_additions,
        checkouts = r.checkouts + excluded.checkouts, purchases = r.purchases + excluded.purchases,
        units = r.units + excluded.units, revenue = r.revenue + excluded.revenue;

    INSERT INTO rolled_days AS r
    SELECT dimension, (minute AT TIME ZONE 'UTC')::date AS day, value, lane, is_bot, currency,
        sum(clicks), sum(page_views), sum(product_views), sum(cart_additions), sum(checkouts),
        sum(purchases), sum(units), sum(revenue)
    FROM unnest(batch) AS b WHERE minute < (SELECT hours_before FROM rollup_progress)
    GROUP BY dimension, day, value, lane, is_bot, currency
    ORDER BY dimension, day, value, lane, is_bot, currency
    ON CONFLICT (dimension, day, value, lane, is_bot, currency) DO UPDATE SET
        clicks = r.clicks + excluded.clicks, page_views = r.page_views + excluded.page_views,
        product_views = r.product_views + excluded.product_views,
        cart_additions = r.cart_additions + excluded.cart_additions,
        checkouts = r.checkouts + excluded.checkouts, purchases = r.purchases + excluded.purchases,
        units = r.units + excluded.units, revenue = r.revenue + excluded.revenue;
END
$$;
COMMENT ON FUNCTION add_late_rollups IS 'The part of add_rollups for minutes of hours that are summed up already.';

-- One row a key in each array. The sink sorts them, so that two transactions that meet after all (see lane) wait for
-- each other in one direction.
CREATE FUNCTION add_rollups(batch clicks_by_minute[], first_minute timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO clicks_by_minute AS r
    SELECT * FROM unnest(batch)
    ON CONFLICT (dimension, minute, value, lane, is_bot, currency) DO UPDATE SET
        clicks = r.clicks + excluded.clicks, page_views = r.page_views + excluded.page_views,
        product_views = r.product_views + excluded.product_views,
        cart_additions = r.cart_additions + excluded.cart_additions,
        checkouts = r.checkouts + excluded.checkouts, purchases = r.purchases + excluded.purchases,
        units = r.units + excluded.units, revenue = r.revenue + excluded.revenue;

    PERFORM pg_advisory_xact_lock_shared(rollup_lock());
    IF first_minute < (SELECT hours_before FROM rollup_progress) THEN
        PERFORM add_late_rollups(batch);
    END IF;
END
$$;
COMMENT ON FUNCTION add_rollups IS 'Adds what the sink has summed up to the rollups; first_minute is the earliest.';

CREATE TYPE visit_piece AS (
    user_id        text,
    session_id     text,
    started_at     timestamptz,
    ended_at       timestamptz,
    clicks         bigint,
    page_views     bigint,
    furthest_step  smallint,
    purchases      bigint,
    revenue        jsonb,
    entry_event_id uuid,
    exit_event_id  uuid,
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
    is_bot         boolean
);
COMMENT ON TYPE visit_piece IS
    'What a batch adds to sessions: the clicks of one session_id on one day, or without one those of a user in one half '
    'hour; session_id is NULL there.';

-- The rows of users come before all others of visits: they make transactions that have such a user in common wait for
-- each other. The days of users that the sink knows to be there may be left out, except where clicks without a
-- session_id come with them.
CREATE FUNCTION add_users(batch user_days[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO users AS u
    SELECT user_id, min(day), max(day), bool_or(is_bot) FROM unnest(batch) GROUP BY user_id ORDER BY user_id
    ON CONFLICT (user_id) DO UPDATE SET
        first_day = least(u.first_day, excluded.first_day), last_day = greatest(u.last_day, excluded.last_day),
        is_bot = u.is_bot OR excluded.is_bot
    WHERE excluded.first_day < u.first_day OR excluded.last_day > u.last_day OR excluded.is_bot AND NOT u.is_bot;

    INSERT INTO user_days SELECT day, user_id, is_bot FROM unnest(batch) ORDER BY day, user_id, is_bot
    ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION add_users IS 'Adds days of users to users and user_days.';

-- Nearly all of what the sink sends here is new, which an INSERT that can't go around a conflict stores in two thirds
-- of the time. Only what meets a session that is there takes the other road. ON CONFLICT takes each row once, so an
-- array holds pieces of one day only; the sink sorts them by user_id and session_id.
CREATE FUNCTION add_visits(batch visit_piece[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        INSERT INTO sessions (user_id, by_inactivity, session_id, started_at, ended_at, clicks, page_views,
            furthest_step, purchases, revenue, entry_event_id, exit_event_id, entry_page, exit_page, source,
            medium, campaign, device, browser, os, language, country, is_bot)
        SELECT user_id, false, session_id, started_at, ended_at, clicks, page_views,
            furthest_step, purchases, revenue, entry_event_id, exit_event_id, entry_page, exit_page, source,
            medium, campaign, device, browser, os, language, country, is_bot
        FROM unnest(batch);
    EXCEPTION WHEN unique_violation THEN
        INSERT INTO sessions AS s (user_id, by_inactivity, session_id, started_at, ended_at, clicks, page_views,
            furthest_step, purchases, revenue, entry_event_id, exit_event_id, entry_page, exit_page, source,
            medium, campaign, device, browser, os, language, country, is_bot)
        SELECT user_id, false, session_id, started_at, ended_at, clicks, page_views,
            furthest_step, purchases, revenue, entry_event_id, exit_event_id, entry_page, exit_page, source,
            medium, campaign, device, browser, os, language, country, is_bot
        FROM unnest(batch)
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
    END;
END
$$;
COMMENT ON FUNCTION add_visits IS 'Adds pieces of visits that have a session_id to sessions.';

-- The same for sessions that the sink has stored before. Fails where one is gone, as after retention, with the
-- SQLSTATE of expect_visitor_rebuilds: the sink then forgets what it remembers. An array has no statistics, so the way is laid down: by index.
CREATE FUNCTION extend_visits(batch visit_piece[]) RETURNS void LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    extended bigint;
BEGIN
    UPDATE sessions AS s SET
        started_at = least(s.started_at, p.started_at),
        ended_at = greatest(s.ended_at, p.ended_at),
        clicks = s.clicks + p.clicks, page_views = s.page_views + p.page_views,
        furthest_step = greatest(s.furthest_step, p.furthest_step),
        purchases = s.purchases + p.purchases,
        revenue = CASE WHEN p.revenue IS NULL THEN s.revenue WHEN s.revenue IS NULL THEN p.revenue
            ELSE add_money(s.revenue, p.revenue) END,
        exit_event_id = CASE WHEN (p.ended_at, p.exit_event_id) > (s.ended_at, s.exit_event_id)
            THEN p.exit_event_id ELSE s.exit_event_id END,
        exit_page = CASE WHEN (p.ended_at, p.exit_event_id) > (s.ended_at, s.exit_event_id)
            THEN p.exit_page ELSE s.exit_page END,
        entry_event_id = CASE WHEN (p.started_at, p.entry_event_id) < (s.started_at, s.entry_event_id)
            THEN p.entry_event_id ELSE s.entry_event_id END,
        entry_page = CASE WHEN (p.started_at, p.entry_event_id) < (s.started_at, s.entry_event_id)
            THEN p.entry_page ELSE s.entry_page END,
        source = CASE WHEN (p.started_at, p.entry_event_id) < (s.started_at, s.entry_event_id)
            THEN p.source ELSE s.source END,
        medium = CASE WHEN (p.started_at, p.entry_event_id) < (s.started_at, s.entry_event_id)
            THEN p.medium ELSE s.medium END,
        campaign = CASE WHEN (p.started_at, p.entry_event_id) < (s.started_at, s.entry_event_id)
            THEN p.campaign ELSE s.campaign END,
        device = CASE WHEN (p.started_at, p.entry_event_id) < (s.started_at, s.entry_event_id)
            THEN p.device ELSE s.device END,
        browser = CASE WHEN (p.started_at, p.entry_event_id) < (s.started_at, s.entry_event_id)
            THEN p.browser ELSE s.browser END,
        os = CASE WHEN (p.started_at, p.entry_event_id) < (s.started_at, s.entry_event_id)
            THEN p.os ELSE s.os END,
        language = CASE WHEN (p.started_at, p.entry_event_id) < (s.started_at, s.entry_event_id)
            THEN p.language ELSE s.language END,
        country = CASE WHEN (p.started_at, p.entry_event_id) < (s.started_at, s.entry_event_id)
            THEN p.country ELSE s.country END,
        is_bot = s.is_bot OR p.is_bot
    FROM unnest(batch) AS p
    WHERE s.user_id = p.user_id AND s.by_inactivity = false AND s.session_id = p.session_id;
    GET DIAGNOSTICS extended = ROW_COUNT;
    IF extended <> cardinality(batch) THEN
        RAISE EXCEPTION 'a session that the sink had stored is gone' USING ERRCODE = 'CLK01';
    END IF;
END
$$;
COMMENT ON FUNCTION extend_visits IS 'Adds pieces of visits to sessions that are there.';

-- Pieces without a session_id: those that have less than 30 minutes between them are one visit, and a piece may
-- join visits that were two. What it touches is taken out, put together with the pieces and stored anew.
--
-- An array has no statistics, so the way to its few rows is laid down: by index.
CREATE FUNCTION join_visits(batch visit_piece[]) RETURNS void LANGUAGE plpgsql
    SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    WITH pieces AS MATERIALIZED (
        SELECT p.*, (SELECT max(s.started_at) FROM sessions s
            WHERE s.by_inactivity AND s.user_id = p.user_id AND s.started_at <= p.started_at) AS visit_before
        FROM unnest(batch) AS p
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
COMMENT ON FUNCTION join_visits IS 'Adds pieces of visits that have no session_id to sessions.';
