-- Version 8: what may have arrived although its try failed, and what another
-- delivery tells instead. A released migration is never edited: write the next
-- one.

-- A try that broke after the request had begun to be sent; one success or a
-- clear refusal later takes nothing back.
ALTER TABLE delivery ADD COLUMN may_have_arrived INTEGER NOT NULL DEFAULT 0;
-- The id of the delivery that it was folded into, or superseded by.
ALTER TABLE delivery ADD COLUMN successor TEXT;

-- Reasons as earlier versions wrote them. A reason without an answer ends in its
-- label; a connection that could not be made at all has the same one as one
-- that broke, and is taken for the latter.
UPDATE delivery SET may_have_arrived = 1
WHERE last_error LIKE '%: timed out waiting for the response'
   OR last_error LIKE '%: connection closed'
   OR last_error LIKE '%: invalid HTTP response'
   OR last_error LIKE '% answered HTTP 504'
   OR last_error LIKE '% answered HTTP 504, to be tried again in %'
   OR last_error LIKE '%; it may have arrived';
UPDATE delivery SET successor = substr(last_error, -36)
WHERE status = 'ignored'
  AND (last_error GLOB 'folded into ????????-????-????-????-????????????'
       OR last_error GLOB 'superseded by ????????-????-????-????-????????????');

-- The deliveries of a request are looked for when its end is told.
CREATE INDEX delivery_request ON delivery (request_id) WHERE request_id IS NOT NULL;
