-- The list of campaigns, in its orders by date and by name, without those that were archived.
CREATE INDEX campaigns_by_date ON campaigns (tenant_id, (coalesce(started_at, scheduled_for, updated_at)), campaign_id) WHERE archived_at IS NULL;
CREATE INDEX campaigns_by_name ON campaigns (tenant_id, lower(name), campaign_id) WHERE archived_at IS NULL;
CREATE INDEX campaigns_archived ON campaigns (tenant_id, archived_at) WHERE archived_at IS NOT NULL;
CREATE INDEX campaigns_held ON campaigns (tenant_id, campaign_id) WHERE held_at IS NOT NULL AND started_at IS NULL;
