-- Version 3: heartbeats, and requests about them, which are about no equipment.
-- A released migration is never edited: write the next one.

-- A row that is not watched belongs to a heartbeat that was disabled or has
-- left the configuration: its requests still name it.
CREATE TABLE heartbeat (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    name             TEXT NOT NULL UNIQUE,
    watched_since    INTEGER,
    last_signal_at   INTEGER,
    down_message     TEXT,
    run_id           TEXT,
    run_started_at   INTEGER,
    last_duration_ms INTEGER,
    last_exit_code   INTEGER
) STRICT;

CREATE TABLE new_request (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    name             TEXT NOT NULL,
    description      TEXT NOT NULL,
    priority         TEXT NOT NULL,
    maintenance_type TEXT NOT NULL,
    stage            TEXT NOT NULL,
    equipment_id     INTEGER REFERENCES equipment (id),
    service_id       INTEGER REFERENCES service (id),
    heartbeat_id     INTEGER REFERENCES heartbeat (id),
    source           TEXT NOT NULL,
    failure_kind     TEXT,
    failure_class    TEXT,
    opened_at        INTEGER NOT NULL,
    closed_at        INTEGER,
    closed_by        TEXT,
    note             TEXT
) STRICT;
INSERT INTO new_request (id, name, description, priority, maintenance_type, stage, equipment_id,
                         service_id, source, failure_kind, failure_class, opened_at, closed_at,
                         closed_by, note)
    SELECT id, name, description, priority, maintenance_type, stage, equipment_id, service_id,
           source, failure_kind, failure_class, opened_at, closed_at, closed_by, note
    FROM request;
DROP TABLE request;
ALTER TABLE new_request RENAME TO request;

-- Whatever goes wrong elsewhere, an outage never has two open requests.
CREATE UNIQUE INDEX request_open_check ON request (service_id)
    WHERE source = 'check' AND stage IN ('new', 'in-progress');
CREATE UNIQUE INDEX request_open_heartbeat ON request (heartbeat_id)
    WHERE source = 'heartbeat' AND stage IN ('new', 'in-progress');
CREATE INDEX request_open ON request (id) WHERE stage IN ('new', 'in-progress');
CREATE INDEX request_equipment ON request (equipment_id);
CREATE INDEX request_service ON request (service_id);
CREATE INDEX request_heartbeat ON request (heartbeat_id);

-- The status page shows heartbeats as well.
ALTER TABLE status_page ADD COLUMN heartbeat_id INTEGER REFERENCES heartbeat (id);
CREATE UNIQUE INDEX status_page_heartbeat ON status_page (heartbeat_id);
