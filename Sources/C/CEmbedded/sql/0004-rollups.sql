-- What rollups and sessions are made of. ClickSink works out the same while it decodes; a difference between
-- the two is a bug.
CREATE FUNCTION page_path(url text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(nullif(left(substring(
        regexp_replace(url, '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*', '') FROM '^[^?#]*'), 500), ''), '/')
$$;
COMMENT ON FUNCTION page_path IS
    'The page of a URL: its path, without host, query and fragment, 500 characters at most.';

CREATE FUNCTION url_host(url text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT nullif(left(regexp_replace(
        translate(
            substring(
                regexp_replace(
                    substring(url FROM '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)'), '^.*@', '')
                FROM '^(?:\[[^]]*\]?|[^:]*)'),
            'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
        '^www\.', ''), 500), '')
$$;
COMMENT ON FUNCTION url_host IS
    'The host of a URL in small letters, without user, port and a leading www.; NULL where there is none.';

CREATE FUNCTION click_source(utm_source text, referrer text, page_url text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        nullif(utm_source, ''),
        CASE WHEN url_host(referrer) IS DISTINCT FROM url_host(page_url) THEN url_host(referrer) END)
$$;
COMMENT ON FUNCTION click_source IS
    'What brought a visitor here: utm_source, else the host of a referrer that is not the site itself.';

-- One row a minute, value, lane (so that sinks never wait for each other), kind of visitor and currency of
-- revenue. Sums over all rows are right whatever is left out of the GROUP BY, except that revenue has to be grouped
-- by currency.
CREATE TABLE clicks_by_minute (
    dimension       text COLLATE "C" NOT NULL,
    minute          timestamptz NOT NULL,
    value           text COLLATE "C" NOT NULL,
    lane            integer NOT NULL,
    is_bot          boolean NOT NULL,
    currency        text COLLATE "C" NOT NULL,
    clicks          bigint NOT NULL,
    page_views      bigint NOT NULL,
    product_views   bigint NOT NULL,
    cart_additions  bigint NOT NULL,
    checkouts       bigint NOT NULL,
    purchases       bigint NOT NULL,
    units           bigint NOT NULL,
    revenue         numeric NOT NULL,
    PRIMARY KEY (dimension, minute, value, lane, is_bot, currency)
) WITH (fillfactor = 60);

COMMENT ON TABLE clicks_by_minute IS
    'Counts of user_clicks by minute of event_time, exact at every commit. dimension says by what else.';
COMMENT ON COLUMN clicks_by_minute.dimension IS
    'all, event_type, page, product, source, campaign, device or country. Clicks without the value are absent.';
COMMENT ON COLUMN clicks_by_minute.minute IS 'When the minute begins.';
COMMENT ON COLUMN clicks_by_minute.value IS
    'The event_type, page_path(page_url), product_id, click_source(…), utm_campaign, device or country; '
    'empty for all.';
COMMENT ON COLUMN clicks_by_minute.lane IS
    'Of no meaning: keeps apart what sinks write at the same time. A partition that the transaction had locked.';
COMMENT ON COLUMN clicks_by_minute.is_bot IS 'Whether these clicks are of programs and not of persons.';
COMMENT ON COLUMN clicks_by_minute.currency IS
    'The currency of the purchases that this row counts (XXX where they have none); empty for all other clicks.';
COMMENT ON COLUMN clicks_by_minute.clicks IS 'Events of any type.';
COMMENT ON COLUMN clicks_by_minute.page_views IS 'Events page_view.';
COMMENT ON COLUMN clicks_by_minute.product_views IS 'Events view_item.';
COMMENT ON COLUMN clicks_by_minute.cart_additions IS 'Events add_to_cart.';
COMMENT ON COLUMN clicks_by_minute.checkouts IS 'Events begin_checkout.';
COMMENT ON COLUMN clicks_by_minute.purchases IS 'Events purchase.';
COMMENT ON COLUMN clicks_by_minute.units IS 'Sum of quantity over purchases; 1 where it is not told.';
COMMENT ON COLUMN clicks_by_minute.revenue IS 'Sum of price times quantity over purchases, exact, in currency.';

-- Hours and days are summed up from the minutes once an hour is over, and later clicks of such an hour are added to
-- both. What came since is read from the minutes. So a click costs one row, and the sums are exact at every commit.
CREATE TABLE rolled_hours (LIKE clicks_by_minute INCLUDING ALL) WITH (fillfactor = 80);
ALTER TABLE rolled_hours RENAME COLUMN minute TO hour;
COMMENT ON TABLE rolled_hours IS 'Part of clicks_by_hour: what is before rollup_progress.hours_before.';
COMMENT ON COLUMN rolled_hours.hour IS 'When the UTC hour begins.';

CREATE TABLE rolled_days (LIKE clicks_by_minute INCLUDING ALL) WITH (fillfactor = 80);
ALTER TABLE rolled_days RENAME COLUMN minute TO day;
ALTER TABLE rolled_days ALTER COLUMN day TYPE date;
COMMENT ON TABLE rolled_days IS 'Part of clicks_by_day: what is before rollup_progress.hours_before.';
COMMENT ON COLUMN rolled_days.day IS 'The UTC day.';

CREATE TABLE rollup_progress (
    only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    hours_before timestamptz NOT NULL
);
INSERT INTO rollup_progress (hours_before) VALUES (date_trunc('hour', now(), 'UTC'));
COMMENT ON TABLE rollup_progress IS 'One row: which hours are summed up.';
COMMENT ON COLUMN rollup_progress.only_row IS 'Sees to it that there is one row.';
COMMENT ON COLUMN rollup_progress.hours_before IS
    'What is before this is in rolled_hours and rolled_days, what is not is in clicks_by_minute alone.';

CREATE VIEW clicks_by_hour AS
SELECT * FROM rolled_hours
UNION ALL
SELECT dimension, date_trunc('hour', minute, 'UTC'), value, lane, is_bot, currency, clicks, page_views, product_views, cart_additions, checkouts, purchases, units, revenue
FROM clicks_by_minute WHERE minute >= (SELECT hours_before FROM rollup_progress);
COMMENT ON VIEW clicks_by_hour IS
    'As clicks_by_minute, by UTC hour. Several rows may have the same key: only their sum says something.';

CREATE VIEW clicks_by_day AS
SELECT * FROM rolled_days
UNION ALL
SELECT dimension, (minute AT TIME ZONE 'UTC')::date, value, lane, is_bot, currency, clicks, page_views, product_views, cart_additions, checkouts, purchases, units, revenue
FROM clicks_by_minute WHERE minute >= (SELECT hours_before FROM rollup_progress);
COMMENT ON VIEW clicks_by_day IS
    'As clicks_by_minute, by UTC day. Several rows may have the same key: only their sum says something.';

-- The number of the lock that add_rollups shares and roll_hours takes alone: "clicks" in ASCII, and a counter.
CREATE FUNCTION rollup_lock() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT x'00636c69636b7304'::bigint
$$;

-- Sums up the hours that are over. Costs nothing when there are none. Whoever adds to the rollups at the same time
-- waits, for a moment once an hour; behind a transaction that does not end it gives up, to be called again.
CREATE FUNCTION roll_hours() RETURNS void LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
    -- Clicks of the last minutes are still on their way; each would cost three rows and not one.
    until CONSTANT timestamptz := date_trunc('hour', clock_timestamp() - interval '5 minutes', 'UTC');
    since timestamptz;
BEGIN
    IF (SELECT hours_before FROM rollup_progress) >= until THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(rollup_lock());
    SELECT hours_before INTO since FROM rollup_progress;
    IF since >= until THEN RETURN; END IF;

    INSERT INTO rolled_hours
    SELECT dimension, date_trunc('hour', minute, 'UTC') AS hour, value, -1, is_bot, currency,
        sum(clicks), sum(page_views), sum(product_views), sum(cart_additions), sum(checkouts),
        sum(purchases), sum(units), sum(revenue)
    FROM clicks_by_minute
    WHERE dimension IN ('all', 'event_type', 'page', 'product', 'source', 'campaign', 'device', 'country')
        AND minute >= since AND minute < until
    GROUP BY dimension, hour, value, is_bot, currency;

    INSERT INTO rolled_days AS r
    SELECT dimension, (minute AT TIME ZONE 'UTC')::date AS day, value, -1, is_bot, currency,
        sum(clicks), sum(page_views), sum(product_views), sum(cart_additions), sum(checkouts),
        sum(purchases), sum(units), sum(revenue)
    FROM clicks_by_minute
    WHERE dimension IN ('all', 'event_type', 'page', 'product', 'source', 'campaign', 'device', 'country')
        AND minute >= since AND minute < until
    GROUP BY dimension, day, value, is_bot, currency
    ON CONFLICT (dimension, day, value, lane, is_bot, currency) DO UPDATE SET
        clicks = r.clicks + excluded.clicks, page_views = r.page_views + excluded.page_views,
        product_views = r.product_views + excluded.product_views,
        cart_additions = r.cart_additions + excluded.cart_additions,
        checkouts = r.checkouts + excluded.checkouts, purchases = r.purchases + excluded.purchases,
        units = r.units + excluded.units, revenue = r.revenue + excluded.revenue;

    UPDATE rollup_progress SET hours_before = until;
END
$$;
COMMENT ON FUNCTION roll_hours IS 'Sums up the hours that are over, from clicks_by_minute.';

-- Adds minutes to the hours and days that are summed up: those of an hour that is over, or late ones.
CREATE FUNCTION add_late_rollups() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rolled_hours AS r
    SELECT dimension, date_trunc('hour', minute, 'UTC') AS hour, value, lane, is_bot, currency,
        sum(clicks), sum(page_views), sum(product_views), sum(cart_additions), sum(checkouts),
        sum(purchases), sum(units), sum(revenue)
    FROM batch_rollups WHERE minute < (SELECT hours_before FROM rollup_progress)
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
    FROM batch_rollups WHERE minute < (SELECT hours_before FROM rollup_progress)
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

-- Takes the sums of a batch over from the sink's temporary table batch_rollups, which has the columns of
-- clicks_by_minute and one row a key. Rows are written in the order of their keys, so that two transactions
-- that meet after all wait for each other in one direction.
CREATE FUNCTION add_rollups() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO clicks_by_minute AS r
    SELECT * FROM batch_rollups ORDER BY dimension, minute, value, lane, is_bot, currency
    ON CONFLICT (dimension, minute, value, lane, is_bot, currency) DO UPDATE SET
        clicks = r.clicks + excluded.clicks, page_views = r.page_views + excluded.page_views,
        product_views = r.product_views + excluded.product_views,
        cart_additions = r.cart_additions + excluded.cart_additions,
        checkouts = r.checkouts + excluded.checkouts, purchases = r.purchases + excluded.purchases,
        units = r.units + excluded.units, revenue = r.revenue + excluded.revenue;

    PERFORM pg_advisory_xact_lock_shared(rollup_lock());
    IF EXISTS (SELECT FROM batch_rollups WHERE minute < (SELECT hours_before FROM rollup_progress)) THEN
        PERFORM add_late_rollups();
    END IF;
END
$$;
COMMENT ON FUNCTION add_rollups IS 'Adds what the sink has summed up in batch_rollups to the rollups.';

-- The clicks that are there already.
CREATE TEMPORARY TABLE batch_rollups ON COMMIT DROP AS
SELECT d.dimension, date_trunc('minute', event_time, 'UTC') AS minute, d.value, 0 AS lane, is_bot, c.currency,
    count(*) AS clicks, count(*) FILTER (WHERE event_type = 'page_view') AS page_views,
    count(*) FILTER (WHERE event_type = 'view_item') AS product_views,
    count(*) FILTER (WHERE event_type = 'add_to_cart') AS cart_additions,
    count(*) FILTER (WHERE event_type = 'begin_checkout') AS checkouts,
    count(*) FILTER (WHERE event_type = 'purchase') AS purchases,
    coalesce(sum(coalesce(quantity, 1)) FILTER (WHERE event_type = 'purchase'), 0) AS units,
    coalesce(sum(price * coalesce(quantity, 1)) FILTER (WHERE event_type = 'purchase'), 0) AS revenue
FROM user_clicks,
    LATERAL (VALUES ('all', ''), ('event_type', event_type), ('page', page_path(page_url)),
        ('product', nullif(product_id, '')), ('source', click_source(utm_source, referrer, page_url)),
        ('campaign', nullif(utm_campaign, '')), ('device', nullif(device, '')),
        ('country', nullif(country, ''))) AS d (dimension, value),
    LATERAL (SELECT CASE WHEN event_type = 'purchase' AND price IS NOT NULL
        THEN coalesce(currency, 'XXX') ELSE '' END AS currency) AS c
WHERE d.value IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6;
SELECT add_rollups();
DROP TABLE batch_rollups;
