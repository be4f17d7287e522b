-- Version 4: what monitoring APIs tell. A released migration is never edited:
-- write the next one.

-- `perfdata` is as the plugin printed it.
ALTER TABLE service ADD COLUMN disk_used_bytes INTEGER;
ALTER TABLE service ADD COLUMN disk_used_percent REAL;
ALTER TABLE service ADD COLUMN perfdata TEXT;
-- A JSON object, as the service's API last told it.
ALTER TABLE service ADD COLUMN instance TEXT;
