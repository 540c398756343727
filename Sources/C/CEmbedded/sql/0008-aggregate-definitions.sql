-- What the tables of sums, visits and visitors have to hold, by the rows of user_clicks alone. The sink keeps those
-- tables as clicks arrive; `clickstream verify` compares them with these, and `clickstream rebuild` mends them.
-- Clicks before `since` are left out: where retention has dropped some, the rest of them says nothing any more.

-- As before, in two steps: the hosts of many clicks are found faster once for each URL.
CREATE FUNCTION source_by_hosts(utm_source text, referrer_host text, page_host text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        nullif(utm_source, ''), CASE WHEN referrer_host IS DISTINCT FROM page_host THEN referrer_host END)
$$;
COMMENT ON FUNCTION source_by_hosts IS 'click_source, of what url_host gives for the referrer and the page.';

CREATE OR REPLACE FUNCTION click_source(utm_source text, referrer text, page_url text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT source_by_hosts(utm_source, url_host(referrer), url_host(page_url))
$$;

CREATE FUNCTION expected_rollups(since timestamptz, rolled_before timestamptz)
RETURNS TABLE (
    table_name text, dimension text, start timestamptz, value text, is_bot boolean, currency text, clicks bigint,
    page_views bigint, product_views bigint, cart_additions bigint, checkouts bigint, purchases bigint,
    units bigint, revenue numeric
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH urls AS MATERIALIZED (
        SELECT url, page_path(url) AS page, url_host(url) AS host
        FROM (SELECT page_url AS url FROM user_clicks WHERE event_time >= since
              UNION SELECT referrer FROM user_clicks WHERE event_time >= since) AS u
        WHERE url IS NOT NULL
    ), clicks AS (
        SELECT date_trunc('minute', event_time, 'UTC') AS minute, is_bot, quantity, price,
            (CASE WHEN event_type = 'purchase' AND price IS NOT NULL THEN coalesce(currency, 'XXX') ELSE '' END)
                COLLATE "C" AS currency,
            event_type COLLATE "C" AS event_type, here.page COLLATE "C" AS page,
            nullif(product_id, '') COLLATE "C" AS product,
            source_by_hosts(utm_source, before.host, here.host) COLLATE "C" AS source,
            nullif(utm_campaign, '') COLLATE "C" AS campaign, nullif(device, '') COLLATE "C" AS device,
            nullif(country, '') COLLATE "C" AS country
        FROM user_clicks LEFT JOIN urls AS here ON here.url = page_url LEFT JOIN urls AS before ON before.url = referrer
        WHERE event_time >= since
    ), minutes AS MATERIALIZED (
        SELECT CASE 0 WHEN grouping(event_type) THEN 'event_type' WHEN grouping(page) THEN 'page'
                WHEN grouping(product) THEN 'product' WHEN grouping(source) THEN 'source'
                WHEN grouping(campaign) THEN 'campaign' WHEN grouping(device) THEN 'device'
                WHEN grouping(country) THEN 'country' ELSE 'all' END AS dimension,
            minute, coalesce(event_type, page, product, source, campaign, device, country, '') AS value,
            is_bot, currency, count(*) AS clicks,
            count(*) FILTER (WHERE event_type = 'page_view') AS page_views,
            count(*) FILTER (WHERE event_type = 'view_item') AS product_views,
            count(*) FILTER (WHERE event_type = 'add_to_cart') AS cart_additions,
            count(*) FILTER (WHERE event_type = 'begin_checkout') AS checkouts,
            count(*) FILTER (WHERE event_type = 'purchase') AS purchases,
            coalesce(sum(coalesce(quantity, 1)) FILTER (WHERE event_type = 'purchase'), 0) AS units,
            coalesce(sum(price * coalesce(quantity, 1)) FILTER (WHERE event_type = 'purchase'), 0) AS revenue
        FROM clicks
        GROUP BY minute, is_bot, currency,
            GROUPING SETS ((), event_type, page, product, source, campaign, device, country)
        -- Without the clicks that have no such value.
        HAVING num_nonnulls(event_type, page, product, source, campaign, device, country) = 1
            OR grouping(event_type, page, product, source, campaign, device, country) = 127
    )
    SELECT 'clicks_by_minute', dimension, minute, value, is_bot, currency, clicks, page_views, product_views,
        cart_additions, checkouts, purchases, units, revenue
    FROM minutes
    UNION ALL
    SELECT unit.table_name, dimension, unit.start, value, is_bot, currency, sum(clicks)::bigint,
        sum(page_views)::bigint, sum(product_views)::bigint, sum(cart_additions)::bigint, sum(checkouts)::bigint,
        sum(purchases)::bigint, sum(units)::bigint, sum(revenue)
    FROM minutes, LATERAL (VALUES ('rolled_hours', date_trunc('hour', minute, 'UTC')),
        ('rolled_days', date_trunc('day', minute, 'UTC'))) AS unit (table_name, start)
    WHERE minute < rolled_before
    GROUP BY unit.table_name, dimension, unit.start, value, is_bot, currency
$$;
COMMENT ON FUNCTION expected_rollups IS
    'What clicks_by_minute holds, summed over lanes, and rolled_hours and rolled_days of the minutes before '
    'rolled_before.';

-- A visit has the clicks of one user with the same session_id, or those without that lie less than 30 minutes apart.
CREATE FUNCTION expected_sessions(since timestamptz)
RETURNS TABLE (
    user_id text, by_inactivity boolean, session_id text, started_at timestamptz, ended_at timestamptz,
    clicks bigint, page_views bigint, furthest_step smallint, purchases bigint, revenue jsonb,
    entry_event_id uuid, exit_event_id uuid, entry_page text, exit_page text, source text, medium text,
    campaign text, device text, browser text, os text, language text, country text, is_bot boolean
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH clicks AS (
        SELECT user_id COLLATE "C" AS user_id, nullif(session_id, '') COLLATE "C" AS session, event_id, event_time,
            event_type, page_url, referrer, price, quantity, currency, utm_source, utm_medium, utm_campaign, device,
            browser, os, language, country, is_bot,
            event_time - lag(event_time) OVER visitor AS pause
        FROM user_clicks WHERE event_time >= since
        WINDOW visitor AS (PARTITION BY user_id COLLATE "C", nullif(session_id, '') COLLATE "C"
            ORDER BY event_time, event_id)
    ), marked AS (
        SELECT *, pause IS NULL OR session IS NULL AND pause >= interval '30 minutes' AS is_first FROM clicks
    ), numbered AS (
        SELECT *, count(*) FILTER (WHERE is_first) OVER visitor AS visit,
            lead(is_first, 1, true) OVER visitor AS is_last
        FROM marked WINDOW visitor AS (PARTITION BY user_id, session ORDER BY event_time, event_id)
    )
    SELECT user_id, session IS NULL,
        CASE WHEN session IS NULL THEN (array_agg(event_id) FILTER (WHERE is_first))[1] || '/'
            || (extract(epoch FROM min(event_time)) * 1000000)::bigint ELSE session END,
        min(event_time), max(event_time), count(*), count(*) FILTER (WHERE event_type = 'page_view'),
        max(CASE event_type WHEN 'purchase' THEN 4 WHEN 'begin_checkout' THEN 3 WHEN 'add_payment_info' THEN 3
            WHEN 'add_to_cart' THEN 2 WHEN 'view_item' THEN 1 ELSE 0 END)::smallint,
        count(*) FILTER (WHERE event_type = 'purchase'),
        sum_money(jsonb_build_object(coalesce(currency, 'XXX'), price * coalesce(quantity, 1)))
            FILTER (WHERE event_type = 'purchase' AND price IS NOT NULL),
        (array_agg(event_id) FILTER (WHERE is_first))[1], (array_agg(event_id) FILTER (WHERE is_last))[1],
        max(page_path(page_url)) FILTER (WHERE is_first), max(page_path(page_url)) FILTER (WHERE is_last),
        max(click_source(utm_source, referrer, page_url)) FILTER (WHERE is_first),
        max(utm_medium) FILTER (WHERE is_first), max(utm_campaign) FILTER (WHERE is_first),
        max(device) FILTER (WHERE is_first), max(browser) FILTER (WHERE is_first),
        max(os) FILTER (WHERE is_first), max(language) FILTER (WHERE is_first),
        max(country) FILTER (WHERE is_first), bool_or(is_bot)
    FROM numbered GROUP BY user_id, session, visit
$$;
COMMENT ON FUNCTION expected_sessions IS
    'What sessions holds. Of a visit that began before since, only what came of it after.';

CREATE FUNCTION expected_users(since timestamptz)
RETURNS TABLE (user_id text, first_day date, last_day date, is_bot boolean) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT user_id COLLATE "C", (min(event_time) AT TIME ZONE 'UTC')::date, (max(event_time) AT TIME ZONE 'UTC')::date,
        bool_or(is_bot)
    FROM user_clicks WHERE event_time >= since GROUP BY 1
$$;
COMMENT ON FUNCTION expected_users IS 'What users holds of those who have clicked since then.';

CREATE FUNCTION expected_user_days(since timestamptz)
RETURNS TABLE (day date, user_id text, is_bot boolean) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (event_time AT TIME ZONE 'UTC')::date, user_id COLLATE "C", is_bot
    FROM user_clicks WHERE event_time >= since GROUP BY 1, 2, 3
$$;
COMMENT ON FUNCTION expected_user_days IS 'What user_days holds.';

-- The first rows that a comparison finds, however many there are.
CREATE FUNCTION keep_few(kept jsonb[], one jsonb, most integer) RETURNS jsonb[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN cardinality(kept) < most THEN kept || one ELSE kept END
$$;
COMMENT ON FUNCTION keep_few IS 'Appends to an array, up to a length.';

CREATE AGGREGATE first_few(jsonb, integer) (SFUNC = keep_few, STYPE = jsonb[], INITCOND = '{}');
COMMENT ON AGGREGATE first_few(jsonb, integer) IS 'Some of the values, at most so many.';

-- A sink remembers whose day is in users and user_days already. A rebuild that changes these makes it forget.
ALTER TABLE rollup_progress ADD COLUMN visitor_rebuilds bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN rollup_progress.visitor_rebuilds IS 'How often a rebuild has changed users or user_days.';

CREATE FUNCTION expect_visitor_rebuilds(expected bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT visitor_rebuilds FROM rollup_progress) IS DISTINCT FROM expected THEN
        RAISE EXCEPTION 'users and user_days were rebuilt meanwhile' USING ERRCODE = 'CLK01';
    END IF;
END
$$;
COMMENT ON FUNCTION expect_visitor_rebuilds IS
    'Fails where what a sink knows of users and user_days may no longer be so. To be called behind add_rollups, which '
    'waits for a rebuild under way.';
