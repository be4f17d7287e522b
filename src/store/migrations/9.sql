-- Version 9: a delivery says what it is about and what it sends as what these
-- are. A released migration is never edited: write the next one.

-- What a delivery is about was one text, EQUIPMENT/SERVICE, or the name of an
-- equipment, or that of a heartbeat beside an empty equipment. Now it has an
-- equipment, with or without a service, or else a heartbeat.
ALTER TABLE delivery ADD COLUMN service TEXT;
ALTER TABLE delivery ADD COLUMN heartbeat TEXT;
ALTER TABLE delivery ADD COLUMN host TEXT;

-- What it sends was told apart by the fields that were there; "type" names it.
-- A text that is no JSON cannot be read by any version, and stays as it is.
UPDATE delivery SET
    host = nullif(equipment, ''),
    service = CASE WHEN equipment <> '' AND instr(subject, '/') > 0
                   THEN substr(subject, instr(subject, '/') + 1) END,
    heartbeat = CASE WHEN equipment = '' THEN subject END,
    payload = CASE
        WHEN NOT json_valid(payload) THEN payload
        WHEN json_type(payload, '$.page.status') = 'object'
        THEN json_set(json_extract(payload, '$.page.status'), '$.type', 'status')
        WHEN json_type(payload, '$.page.latency') = 'object'
        THEN json_set(json_extract(payload, '$.page.latency'), '$.type', 'latency')
        WHEN json_type(payload, '$.push') = 'object'
        THEN json_set(json_extract(payload, '$.push'), '$.type', 'push')
        ELSE json_set(payload, '$.type', 'call') END;

-- In place: a table that is made anew would leave its pages behind.
ALTER TABLE delivery DROP COLUMN subject;
ALTER TABLE delivery DROP COLUMN equipment;
ALTER TABLE delivery RENAME COLUMN host TO equipment;
