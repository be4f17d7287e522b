-- Version 1. A released migration is never edited: write the next one.
-- Times are milliseconds since 1970 in UTC; words are those of the contract.

CREATE TABLE equipment (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    name             TEXT NOT NULL UNIQUE,
    source_host_uuid TEXT NOT NULL UNIQUE
) STRICT;

-- A service without a condition was only named, by a request or a maintenance
-- mode, and never checked; or it was forgotten and its requests still name it.
CREATE TABLE service (
    id                     INTEGER PRIMARY KEY AUTOINCREMENT,
    equipment_id           INTEGER NOT NULL REFERENCES equipment (id),
    name                   TEXT NOT NULL,
    condition              TEXT,
    condition_since        INTEGER,
    is_declared_ko         INTEGER NOT NULL DEFAULT 0,
    consecutive_fails      INTEGER NOT NULL DEFAULT 0,
    consecutive_oks        INTEGER NOT NULL DEFAULT 0,
    last_http_status_code  INTEGER,
    http_status_ok         INTEGER,
    last_check_at          INTEGER,
    last_pass_began        INTEGER,
    latency_ms             INTEGER,
    detail                 TEXT,
    retested               INTEGER NOT NULL DEFAULT 0,
    failure_kind           TEXT,
    failure_class          TEXT,
    failure_incident       TEXT,
    certificate_expires_at INTEGER,
    UNIQUE (equipment_id, name)
) STRICT;

CREATE TABLE pass (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    is_full          INTEGER NOT NULL,
    started_at       INTEGER NOT NULL,
    finished_at      INTEGER,
    exit_code        INTEGER,
    checked          INTEGER NOT NULL DEFAULT 0,
    ok               INTEGER NOT NULL DEFAULT 0,
    ko               INTEGER NOT NULL DEFAULT 0,
    skipped          INTEGER NOT NULL DEFAULT 0,
    retested         INTEGER NOT NULL DEFAULT 0,
    blind            INTEGER NOT NULL DEFAULT 0,
    deadline_reached INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The rows of a pass lie together, so that a pass appends to a few pages. A
-- service's history looks one row up in each pass: an index by service would
-- have every pass rewrite a page for every service.
CREATE TABLE result (
    pass_id          INTEGER NOT NULL REFERENCES pass (id),
    service_id       INTEGER NOT NULL REFERENCES service (id),
    at               INTEGER NOT NULL,
    condition        TEXT NOT NULL,
    http_status_code INTEGER,
    latency_ms       INTEGER,
    detail           TEXT,
    PRIMARY KEY (pass_id, service_id)
) STRICT, WITHOUT ROWID;

-- `day` is counted from 1970-01-01, in UTC. The order is that of `result`, for the same reason.
CREATE TABLE day_summary (
    day            INTEGER NOT NULL,
    service_id     INTEGER NOT NULL REFERENCES service (id),
    checks         INTEGER NOT NULL,
    failures       INTEGER NOT NULL,
    latencies      INTEGER NOT NULL,
    latency_sum_ms INTEGER NOT NULL,
    max_latency_ms INTEGER,
    PRIMARY KEY (day, service_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE request (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    name             TEXT NOT NULL,
    description      TEXT NOT NULL,
    priority         TEXT NOT NULL,
    maintenance_type TEXT NOT NULL,
    stage            TEXT NOT NULL,
    equipment_id     INTEGER NOT NULL REFERENCES equipment (id),
    service_id       INTEGER REFERENCES service (id),
    source           TEXT NOT NULL,
    failure_kind     TEXT,
    failure_class    TEXT,
    opened_at        INTEGER NOT NULL,
    closed_at        INTEGER,
    closed_by        TEXT,
    note             TEXT
) STRICT;

-- Whatever goes wrong elsewhere, an outage never has two open requests.
CREATE UNIQUE INDEX request_open_check ON request (service_id)
    WHERE source = 'check' AND stage IN ('new', 'in-progress');
CREATE INDEX request_open ON request (id) WHERE stage IN ('new', 'in-progress');
CREATE INDEX request_equipment ON request (equipment_id);
CREATE INDEX request_service ON request (service_id);

CREATE TABLE maintenance (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    equipment_id INTEGER NOT NULL REFERENCES equipment (id),
    service_id   INTEGER REFERENCES service (id),
    since        INTEGER NOT NULL,
    until        INTEGER NOT NULL,
    reason       TEXT
) STRICT;

CREATE UNIQUE INDEX maintenance_place ON maintenance (equipment_id, ifnull(service_id, 0));

CREATE TABLE delivery (
    sequence        INTEGER PRIMARY KEY AUTOINCREMENT,
    id              TEXT NOT NULL UNIQUE,
    destination     TEXT NOT NULL,
    kind            TEXT NOT NULL,
    event           TEXT NOT NULL,
    subject         TEXT NOT NULL,
    equipment       TEXT NOT NULL,
    request_id      INTEGER REFERENCES request (id),
    payload         TEXT NOT NULL,
    status          TEXT NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER,
    last_error      TEXT,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX delivery_unfinished ON delivery (sequence)
    WHERE status IN ('new', 'running', 'error');
CREATE INDEX delivery_done ON delivery (updated_at)
    WHERE status IN ('finished', 'failed', 'ignored');

CREATE TABLE destination (
    name            TEXT PRIMARY KEY,
    failures        INTEGER NOT NULL,
    next_attempt_at INTEGER
) STRICT, WITHOUT ROWID;
