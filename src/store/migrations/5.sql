-- Version 5: alerts of other monitors, and the recovery that they begin. A
-- released migration is never edited: write the next one.

-- `subject` is what failed or came back, the same for the same thing.
CREATE TABLE notification (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid         TEXT NOT NULL UNIQUE,
    type         TEXT NOT NULL,
    status       TEXT NOT NULL,
    equipment_id INTEGER NOT NULL REFERENCES equipment (id),
    generated_at INTEGER NOT NULL,
    payload      TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER,
    message      TEXT,
    subject      TEXT,
    request_id   INTEGER REFERENCES request (id),
    errors       INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX notification_created ON notification (created_at, id);
CREATE INDEX notification_same ON notification (equipment_id, type, generated_at);
CREATE INDEX notification_unfinished ON notification (id)
    WHERE status IN ('new', 'running', 'error');
CREATE INDEX notification_request ON notification (request_id);

-- What a notification's recovery runs, as it was configured when it began.
CREATE TABLE recovery_task (
    notification_id INTEGER NOT NULL REFERENCES notification (id),
    position        INTEGER NOT NULL,
    name            TEXT NOT NULL,
    state           TEXT NOT NULL,
    process_group   INTEGER,
    PRIMARY KEY (notification_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_progress (
    sequence        INTEGER PRIMARY KEY AUTOINCREMENT,
    notification_id INTEGER NOT NULL,
    position        INTEGER NOT NULL,
    at              INTEGER NOT NULL,
    message         TEXT NOT NULL,
    progress        REAL NOT NULL,
    FOREIGN KEY (notification_id, position) REFERENCES recovery_task (notification_id, position)
) STRICT;

CREATE INDEX recovery_progress_task ON recovery_progress (notification_id, position);
