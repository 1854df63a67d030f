-- A campaign may start at a time. scheduled_for stays once it has started. A start that was missed or stopped is held: without
-- problems it was missed, with them it was stopped by them. A worker that looks at one that is due has it until start_lease_until.
ALTER TABLE campaigns
  ADD COLUMN scheduled_for timestamptz,
  ADD COLUMN held_at timestamptz,
  ADD COLUMN held_problems jsonb,
  ADD COLUMN start_lease_until timestamptz,
  -- Of the draft: an editor that has an older one changes nothing.
  ADD COLUMN version int NOT NULL DEFAULT 1,
  ADD COLUMN archived_at timestamptz;
CREATE INDEX campaigns_due ON campaigns (scheduled_for, tenant_id)
  WHERE scheduled_for IS NOT NULL AND started_at IS NULL AND held_at IS NULL;

-- How late a scheduled campaign may still start by itself.
ALTER TABLE settings ADD COLUMN start_window_minutes smallint NOT NULL DEFAULT 60
  CHECK (start_window_minutes IN (15, 60, 180, 360, 720));
