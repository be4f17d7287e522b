-- Version 6: instances that a server manager lists. A released migration is
-- never edited: write the next one.

-- Such a service is in no configuration. `listed_url` is for people.
ALTER TABLE service ADD COLUMN is_listed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE service ADD COLUMN listed_url TEXT;

-- What is told of an instance, a JSON object, is long and seldom new: it lies
-- apart from the row that every check writes.
CREATE TABLE instance (
    service_id INTEGER PRIMARY KEY REFERENCES service (id),
    told       TEXT NOT NULL
) STRICT;
INSERT INTO instance (service_id, told)
    SELECT id, instance FROM service WHERE instance IS NOT NULL;
ALTER TABLE service DROP COLUMN instance;
