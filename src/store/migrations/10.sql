-- Version 10: destinations that fail, and what was given up and is still to be said.
-- A released migration is never edited: write the next one.

-- A destination that fails, until a full pass has told of its end.
CREATE TABLE outage (
    kind     TEXT NOT NULL,
    name     TEXT NOT NULL,
    since    INTEGER NOT NULL,
    reason   TEXT NOT NULL,
    -- A full pass has told of the beginning.
    is_told  INTEGER NOT NULL DEFAULT 0,
    -- It works again.
    is_over  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- What was given up, until a full pass has said so. News of a status page are told
-- anew, and stay here until they arrive: giving the same up again is no news.
CREATE TABLE given_up (
    key         TEXT PRIMARY KEY,
    delivery    TEXT NOT NULL,
    destination TEXT NOT NULL,
    reason      TEXT NOT NULL,
    is_said     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- The last news of each subject for the status page, and those that were given up.
CREATE INDEX delivery_shown ON delivery (equipment, service, heartbeat, sequence)
    WHERE event = 'status.changed';
CREATE INDEX delivery_lost ON delivery (sequence)
    WHERE event = 'status.changed' AND status = 'failed';

-- What was given up is told anew, and may quote what is not for the public.
UPDATE delivery SET payload = json_set(payload, '$.message', json_extract(payload, '$.title'))
    WHERE event = 'status.changed' AND status = 'failed' AND json_valid(payload)
      AND json_type(payload, '$.title') = 'text';
