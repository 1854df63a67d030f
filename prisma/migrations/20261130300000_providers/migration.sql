-- By receiving provider (app/tracking/provider). Who that is, is frozen when an e-mail is handed over; NULL says that it was
-- not yet, or by a release before this one, and then the recipient counts in no figure by provider.
ALTER TABLE recipients ADD COLUMN provider smallint, ADD COLUMN bounce_cause smallint;

-- A day is one of UTC. metric: app/tracking/provider-stats.ts.
CREATE TABLE provider_stats (
  tenant_id int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  provider  smallint NOT NULL,
  day       date NOT NULL,
  metric    smallint NOT NULL,
  slot      smallint NOT NULL,
  amount    bigint NOT NULL DEFAULT 0,
  -- The part of it whose events are gone with their month.
  base      bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, provider, day, metric, slot)
) WITH (fillfactor = 50);

-- What DNS says of the domains that people have their mailboxes at, for all shops: kept for seven days, and forgotten when
-- nobody is mailed there any more.
CREATE TABLE mail_domains (
  domain      text PRIMARY KEY CHECK (length(domain) <= 253),
  provider    smallint NOT NULL DEFAULT 0,
  -- The registrable domain of the first mail host.
  mx          text CHECK (length(mx) <= 253),
  answer      smallint NOT NULL DEFAULT 0,
  resolved_at timestamptz,
  -- How many people of an audience stand behind it: the most first.
  people      int NOT NULL DEFAULT 1,
  wanted_at   timestamptz NOT NULL,
  -- When DNS is to be asked; null while there is nothing to ask.
  ask_at      timestamptz,
  tries       smallint NOT NULL DEFAULT 0
);
CREATE INDEX mail_domains_due ON mail_domains (ask_at) WHERE ask_at IS NOT NULL;
