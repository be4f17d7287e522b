-- Version 7: the status page shows what others report of an equipment, and long
-- lists of notifications are quick. A released migration is never edited: write
-- the next one.

ALTER TABLE status_page ADD COLUMN equipment_id INTEGER REFERENCES equipment (id);
CREATE UNIQUE INDEX status_page_equipment ON status_page (equipment_id);

-- For lists of notifications: by the times that grow with the number, of which
-- each next one would be sorted in before the last, and of one host.
CREATE INDEX notification_generated ON notification (generated_at, created_at);
CREATE INDEX notification_updated
    ON notification (ifnull(updated_at, -9223372036854775807), created_at);
CREATE INDEX notification_host ON notification (equipment_id, created_at);
