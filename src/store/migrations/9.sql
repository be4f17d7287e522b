-- Version 9: a delivery says what it is about and what it sends as what these
-- are. A released migration is never edited: write the next one.

-- What a delivery is about was one text, EQUIPMENT/SERVICE, or the name of an
-- equipment, or that of a heartbeat beside an empty equipment.
CREATE TABLE new_delivery (
    sequence         INTEGER PRIMARY KEY AUTOINCREMENT,
    id               TEXT NOT NULL UNIQUE,
    destination      TEXT NOT NULL,
    kind             TEXT NOT NULL,
    event            TEXT NOT NULL,
    equipment        TEXT,
    service          TEXT,
    heartbeat        TEXT,
    request_id       INTEGER REFERENCES request (id),
    payload          TEXT NOT NULL,
    status           TEXT NOT NULL,
    attempts         INTEGER NOT NULL DEFAULT 0,
    may_have_arrived INTEGER NOT NULL DEFAULT 0,
    successor        TEXT,
    next_attempt_at  INTEGER,
    last_error       TEXT,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    CHECK ((equipment IS NULL) = (heartbeat IS NOT NULL)),
    CHECK (service IS NULL OR equipment IS NOT NULL)
) STRICT;

-- What it sends was told apart by the fields that were there; "type" names it.
-- A text that is no JSON cannot be read by any version, and stays as it is.
INSERT INTO new_delivery
    SELECT sequence, id, destination, kind, event,
           nullif(equipment, ''),
           CASE WHEN equipment <> '' AND instr(subject, '/') > 0
                THEN substr(subject, instr(subject, '/') + 1) END,
           CASE WHEN equipment = '' THEN subject END,
           request_id,
           CASE WHEN NOT json_valid(payload) THEN payload
                WHEN json_type(payload, '$.page.status') = 'object'
                THEN json_set(json_extract(payload, '$.page.status'), '$.type', 'status')
                WHEN json_type(payload, '$.page.latency') = 'object'
                THEN json_set(json_extract(payload, '$.page.latency'), '$.type', 'latency')
                WHEN json_type(payload, '$.push') = 'object'
                THEN json_set(json_extract(payload, '$.push'), '$.type', 'push')
                ELSE json_set(payload, '$.type', 'call') END,
           status, attempts, may_have_arrived, successor, next_attempt_at, last_error,
           created_at, updated_at
    FROM delivery;

-- The next number is not that of a delivery that was deleted.
DELETE FROM sqlite_sequence WHERE name = 'new_delivery';
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'new_delivery', seq FROM sqlite_sequence WHERE name = 'delivery';
DROP TABLE delivery;
ALTER TABLE new_delivery RENAME TO delivery;

CREATE INDEX delivery_unfinished ON delivery (sequence)
    WHERE status IN ('new', 'running', 'error');
CREATE INDEX delivery_done ON delivery (updated_at)
    WHERE status IN ('finished', 'failed', 'ignored');
CREATE INDEX delivery_request ON delivery (request_id) WHERE request_id IS NOT NULL;
