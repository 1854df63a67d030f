-- How engaged a member is, folded with the events: counts, last times, the days of the last ten, and a level that says by
-- itself how old all of it is (app/tracking/engagement). Hits that show that somebody looked are told from those of Apple's
-- privacy proxy, which loads images nobody looks at: only they count here. mail_events has four bytes free for it in each row.
ALTER TABLE mail_events ADD COLUMN seen_hits int NOT NULL DEFAULT 0;
ALTER TABLE mail_stats ADD COLUMN seen_people bigint NOT NULL DEFAULT 0;

CREATE TABLE member_engagement (
  tenant_id       int NOT NULL,
  member_id       bigint NOT NULL,
  receipts        int NOT NULL DEFAULT 0,
  opens           int NOT NULL DEFAULT 0,
  clicks          int NOT NULL DEFAULT 0,
  -- The parts of those three, and of the weight, whose events are gone with their month.
  base_receipts   int NOT NULL DEFAULT 0,
  base_opens      int NOT NULL DEFAULT 0,
  base_clicks     int NOT NULL DEFAULT 0,
  device          smallint NOT NULL DEFAULT 0,
  client          smallint NOT NULL DEFAULT 0,
  -- Null while nothing was opened or clicked.
  level           smallint,
  -- What the last change of it replaced.
  level_before    smallint,
  weight          double precision NOT NULL DEFAULT 0,
  base_weight     double precision NOT NULL DEFAULT 0,
  last_receipt_at timestamptz,
  last_open_at    timestamptz,
  last_click_at   timestamptz,
  -- Days since 2020 in UTC, newest first, ten at the most.
  receipt_days    smallint[] NOT NULL DEFAULT '{}',
  open_days       smallint[] NOT NULL DEFAULT '{}',
  click_days      smallint[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, member_id)
) WITH (fillfactor = 80);
CREATE INDEX member_engagement_level ON member_engagement (tenant_id, level) WHERE level IS NOT NULL;

-- How many members have a level.
CREATE TABLE engagement_levels (
  tenant_id int NOT NULL,
  level     smallint NOT NULL,
  slot      smallint NOT NULL,
  members   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, level, slot)
) WITH (fillfactor = 50);

-- When a closed mailing's share of its members' engagement was moved beneath what can be counted again from events.
ALTER TABLE mailings ADD COLUMN shares_moved_at timestamptz;
