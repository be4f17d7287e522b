-- Version 6: instances that a server manager lists. A released migration is
-- never edited: write the next one.

-- Such a service is in no configuration. `listed_url` is for people.
ALTER TABLE service ADD COLUMN is_listed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE service ADD COLUMN listed_url TEXT;
