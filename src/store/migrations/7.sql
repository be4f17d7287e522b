-- Version 7: the status page shows what others report of an equipment. A
-- released migration is never edited: write the next one.

ALTER TABLE status_page ADD COLUMN equipment_id INTEGER REFERENCES equipment (id);
CREATE UNIQUE INDEX status_page_equipment ON status_page (equipment_id);
