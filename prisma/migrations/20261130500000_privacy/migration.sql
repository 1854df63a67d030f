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

-- Two more kinds of events: 16 is told under its name; 17, whose e-mail did not arrive, is beside a bounce that is told.
CREATE OR REPLACE VIEW campaign_events AS
  SELECT md5(concat_ws('-', e.tenant_id, e.mailing_id, e.type, e.link_no, e.send_no, e.member_id))::uuid AS id,
    w.source_id AS campaign_id, e.member_id, e.tenant_id,
    (ARRAY['sent', 'delivered', 'bounced', NULL, 'opened', 'clicked', 'unsubscribed', 'complained', 'failed', NULL,
      'resubscribed', 'delayed', 'suppressed', 'rejected', 'replied', 'untracked'])[e.type] AS event_type,
    m.email, e.created_at
  FROM mail_events e
  JOIN mailings w ON w.tenant_id = e.tenant_id AND w.mailing_id = e.mailing_id AND w.source = 'campaign'
  LEFT JOIN merged_members g ON g.tenant_id = e.tenant_id AND g.gone = e.member_id
  LEFT JOIN members m ON m.tenant_id = e.tenant_id AND m.member_id = coalesce(g.kept, e.member_id)
  WHERE e.link_no = 0 AND e.type NOT IN (4, 10, 17) AND e.hits > 0;
