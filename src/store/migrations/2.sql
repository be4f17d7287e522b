-- Version 2: a status page beside the webhooks. A released migration is never
-- edited: write the next one.

-- Receivers of different kinds may have the same name.
ALTER TABLE destination RENAME TO old_destination;
CREATE TABLE destination (
    kind            TEXT NOT NULL,
    name            TEXT NOT NULL,
    failures        INTEGER NOT NULL,
    next_attempt_at INTEGER,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
INSERT INTO destination (kind, name, failures, next_attempt_at)
    SELECT 'webhook', name, failures, next_attempt_at FROM old_destination;
DROP TABLE old_destination;

-- What the status page was told of a service. `told` is the status that was
-- last queued, NULL when it is not known what the page shows. `incident_shown`
-- is the status that its incident, or after its end its component, was told
-- last; `unsure_title` is that of an incident of which nobody knows whether it
-- was made.
CREATE TABLE status_page (
    id             INTEGER PRIMARY KEY,
    service_id     INTEGER UNIQUE REFERENCES service (id),
    told           TEXT,
    component_id   INTEGER,
    incident_id    INTEGER,
    incident_shown TEXT,
    unsure_title   TEXT
) STRICT;
