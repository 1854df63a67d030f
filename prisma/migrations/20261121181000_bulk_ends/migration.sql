-- When a bulk action last got further: one that does not for an hour is given up.
ALTER TABLE bulk_actions ADD COLUMN moved_at timestamptz;
UPDATE bulk_actions SET moved_at = coalesce(finished_at, now());
ALTER TABLE bulk_actions ALTER COLUMN moved_at SET NOT NULL;
-- What staff searched for may be a customer's address; who is done needs it no longer.
UPDATE bulk_actions SET parameters = '' WHERE finished_at IS NOT NULL AND parameters IS NOT NULL;
