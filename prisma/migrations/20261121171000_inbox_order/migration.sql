-- The order in which deliveries came, and the customers whom each concerns: one, or the two of a merge.
ALTER TABLE webhook_inbox
  ADD COLUMN arrival   bigint GENERATED ALWAYS AS IDENTITY,
  ADD COLUMN member_id bigint,
  ADD COLUMN merged_id bigint,
  -- In a worker's hands until not_before; still true once that has passed: the worker died over it.
  ADD COLUMN leased    boolean NOT NULL DEFAULT false;

-- What has been worked off is not needed any more, and speaks of people.
UPDATE webhook_inbox SET body = '', error = NULL WHERE state = 'done';
ALTER TABLE webhook_inbox ADD CONSTRAINT webhook_inbox_done_is_empty CHECK (state <> 'done' OR (body = '' AND error IS NULL));

DROP INDEX webhook_inbox_waiting;
CREATE INDEX webhook_inbox_ready ON webhook_inbox (tenant_id, arrival) WHERE state = 'waiting' AND not_before IS NULL;
CREATE INDEX webhook_inbox_held ON webhook_inbox (not_before) WHERE state = 'waiting' AND not_before IS NOT NULL;
CREATE INDEX webhook_inbox_held_of ON webhook_inbox (tenant_id, member_id)
  WHERE state = 'waiting' AND not_before IS NOT NULL;
CREATE INDEX webhook_inbox_held_merges ON webhook_inbox (tenant_id, merged_id)
  WHERE state = 'waiting' AND not_before IS NOT NULL AND merged_id IS NOT NULL;
-- Counts of a day, and the purge.
CREATE INDEX webhook_inbox_received ON webhook_inbox (tenant_id, received_at);

-- What the shop has granted, as Shopify said last; null until it says something.
ALTER TABLE tenants ADD COLUMN scopes text[], ADD COLUMN scopes_at timestamptz;
