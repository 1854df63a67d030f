-- What a shop keeps of its customers' opens and clicks, and for how long; and who asked not to be tracked.
ALTER TABLE settings
  ADD COLUMN track_marketing boolean NOT NULL DEFAULT true,
  ADD COLUMN track_transactional boolean NOT NULL DEFAULT true,
  ADD COLUMN events_kept_days smallint NOT NULL DEFAULT 90 CHECK (events_kept_days IN (30, 90, 180, 365, 730)),
  ADD COLUMN addresses_kept_days smallint NOT NULL DEFAULT 30 CHECK (addresses_kept_days IN (0, 30));

-- Until now events were kept for 25 months. Nobody's go because of an update: a shop that is there keeps them for as long as can be chosen.
INSERT INTO settings (tenant_id, updated_at) SELECT tenant_id, installed_at FROM tenants ON CONFLICT (tenant_id) DO NOTHING;
UPDATE settings SET events_kept_days = 730;

-- Whoever asked by their browser. Nothing tells when, or in what e-mail.
CREATE TABLE do_not_track (
  tenant_id int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  member_id bigint NOT NULL,
  PRIMARY KEY (tenant_id, member_id)
);

-- Whether the e-mail was handed over without tracking, because the member had chosen so.
ALTER TABLE recipients ADD COLUMN untracked boolean NOT NULL DEFAULT false;

-- How many recipients of a closed mailing had which state, and how many members they were: their rows may be gone.
ALTER TABLE mailings ADD COLUMN kept_counts jsonb;
