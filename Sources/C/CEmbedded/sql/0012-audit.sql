-- What was changed by the console's pages, and by whom. A row is written before the action, and completed after it:
-- one without an end was under way when the console ended.
CREATE TABLE console_actions (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    who      text NOT NULL,
    role     text NOT NULL,
    address  text NOT NULL,
    action   text NOT NULL,
    status   integer,
    outcome  text,
    CHECK (num_nulls(ended_at, status, outcome) IN (0, 3))
);

COMMENT ON TABLE console_actions IS
    'The audit trail: every request to the console that changes something, whatever came of it.';
COMMENT ON COLUMN console_actions.id IS 'In the order in which they began.';
COMMENT ON COLUMN console_actions.began_at IS 'When the request came.';
COMMENT ON COLUMN console_actions.ended_at IS 'When it was answered; NULL where nobody knows what came of it.';
COMMENT ON COLUMN console_actions.who IS 'The user or the token''s name; "without login" where none is needed.';
COMMENT ON COLUMN console_actions.role IS 'viewer or operator.';
COMMENT ON COLUMN console_actions.address IS 'Where the request came from.';
COMMENT ON COLUMN console_actions.action IS 'The method and the path.';
COMMENT ON COLUMN console_actions.status IS 'Of the answer, as HTTP numbers it: below 300 it was done.';
COMMENT ON COLUMN console_actions.outcome IS '"done", or the sentence that says why not.';
