-- When a person had a dead delivery tried again: the page shows what became of it.
ALTER TABLE webhook_inbox ADD COLUMN replayed_at timestamptz;
CREATE INDEX webhook_inbox_replayed ON webhook_inbox (tenant_id, replayed_at) WHERE replayed_at IS NOT NULL;
