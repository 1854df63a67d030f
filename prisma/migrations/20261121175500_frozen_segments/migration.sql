-- A segment may be changed or deleted after a campaign: what chose its recipients, and when, stays with the campaign.
-- Null for a campaign that has not begun, or began before these columns.
ALTER TABLE campaigns
  ADD COLUMN segment_name text,
  ADD COLUMN segment_rules jsonb,
  ADD COLUMN frozen_at timestamptz;
