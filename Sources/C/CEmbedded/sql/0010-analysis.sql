-- What the analysis pages find their rows by. Everything here is an index, and each costs the sink next to nothing:
-- see docs/decisions/0011-questions-from-a-sample-of-users.md.

-- One in sixteen users, whole: all their clicks, visits and days, and no one else's. A question about so many clicks
-- that they can't all be read in the time of a page takes some of these users. Users fall into 8192 parts by the hash
-- of their id; the indexes hold the first 512 of them.
CREATE INDEX user_clicks_sample ON user_clicks ((hashtext(user_id) & 8191), event_time)
    INCLUDE (user_id, session_id, event_id, event_type, is_bot) WHERE (hashtext(user_id) & 8191) < 512;
CREATE INDEX sessions_sample ON sessions ((hashtext(user_id) & 8191), started_at)
    WHERE (hashtext(user_id) & 8191) < 512;
CREATE INDEX user_days_sample ON user_days ((hashtext(user_id) & 8191), day)
    WHERE (hashtext(user_id) & 8191) < 512;
CREATE INDEX users_sample ON users ((hashtext(user_id) & 8191), first_day)
    WHERE (hashtext(user_id) & 8191) < 512;

-- Visits newest first, and those that bought something.
CREATE INDEX sessions_newest ON sessions (started_at);
CREATE INDEX sessions_bought ON sessions (started_at) WHERE purchases > 0;
