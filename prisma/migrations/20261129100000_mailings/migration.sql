-- A mailing is one thing sent to many, or a template's mail of one month sent one by one. Until here a campaign was that
-- itself: each campaign that was started gets a mailing of its own number, so that every signed URL, unsubscribe token and
-- SES tag already sent means what it meant. README.md: what it takes to run this on a large database.
CREATE TYPE mailing_source AS ENUM ('campaign', 'automation', 'bulk', 'transactional', 'system');
CREATE TYPE mailing_purpose AS ENUM ('marketing', 'transactional', 'system');
CREATE TYPE mailing_transport AS ENUM ('ses', 'smtp');
CREATE TYPE mailing_status AS ENUM ('preparing', 'sending', 'paused', 'sent', 'cancelled', 'open');

-- What was sent, once, however many mailings name it. links: [{linkNo, url, label, kind}].
CREATE SEQUENCE contents_content_id_seq AS int;
CREATE TABLE contents (
  tenant_id  int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  content_id int NOT NULL DEFAULT nextval('contents_content_id_seq'),
  subject    text NOT NULL,
  preheader  text NOT NULL,
  html       text NOT NULL,
  -- The author's own text part; empty where it is made from the HTML.
  text       text NOT NULL DEFAULT '',
  links      jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, content_id)
);
ALTER SEQUENCE contents_content_id_seq OWNED BY contents.content_id;

-- Numbers come in blocks of 2^20 a month: app/sending/mailing-ids.server.ts. Block 0 holds all that was before.
CREATE SEQUENCE mailings_mailing_id_seq AS int;
CREATE TABLE mailings (
  tenant_id      int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  mailing_id     int NOT NULL,
  source         mailing_source NOT NULL,
  source_id      int NOT NULL,
  -- A step of an automation; 0 elsewhere.
  source_part    int NOT NULL DEFAULT 0,
  variant        smallint NOT NULL DEFAULT 0,
  purpose        mailing_purpose NOT NULL,
  content_id     int NOT NULL,
  sender         jsonb NOT NULL,
  track_opens    boolean NOT NULL,
  track_clicks   boolean NOT NULL,
  -- {medium, campaign}; null when links get no UTM parameters.
  utm            jsonb,
  transport      mailing_transport NOT NULL DEFAULT 'ses',
  -- The rules that choose its recipients; null when they are added one by one.
  audience       jsonb,
  -- What stands before is frozen, but for the sender, which a resume may replace.
  status         mailing_status NOT NULL,
  pause_reason   text,
  pause_detail   text,
  sender_version int NOT NULL DEFAULT 1,
  past_senders   jsonb NOT NULL DEFAULT '[]',
  prepare_tries  smallint NOT NULL DEFAULT 0,
  opened_at      timestamptz NOT NULL,
  -- When its recipients were frozen; null while they are not, and for an open one.
  frozen_at      timestamptz,
  last_sent_at   timestamptz,
  -- Nobody is left to send to, or nobody else shall get it.
  ended_at       timestamptz,
  -- Its events may be gone: later hits count nothing.
  closed_at      timestamptz,
  PRIMARY KEY (tenant_id, mailing_id)
);
ALTER SEQUENCE mailings_mailing_id_seq OWNED BY mailings.mailing_id;
CREATE INDEX mailings_source ON mailings (tenant_id, source, source_id, source_part, variant, mailing_id);
CREATE UNIQUE INDEX mailings_open ON mailings (tenant_id, source, source_id, source_part, variant) WHERE status = 'open';
CREATE INDEX mailings_live ON mailings (tenant_id, mailing_id) WHERE status IN ('preparing', 'sending', 'open');
CREATE INDEX mailings_cancelled ON mailings (tenant_id, ended_at) WHERE status = 'cancelled';
CREATE INDEX mailings_closed ON mailings (tenant_id, mailing_id) WHERE closed_at IS NOT NULL;
CREATE INDEX mailings_unclosed ON mailings (mailing_id) WHERE closed_at IS NULL;

UPDATE campaigns SET started_at = coalesce(started_at, updated_at) WHERE status <> 'draft';
INSERT INTO contents (tenant_id, content_id, subject, preheader, html, links, created_at)
  SELECT c.tenant_id, c.campaign_id, c.subject, c.preheader, c.html, coalesce(l.links, '[]'), c.started_at
  FROM campaigns c LEFT JOIN (
    SELECT tenant_id, campaign_id,
      jsonb_agg(jsonb_build_object('linkNo', link_no, 'url', url, 'label', label, 'kind', kind) ORDER BY link_no) AS links
    FROM campaign_links GROUP BY 1, 2) l USING (tenant_id, campaign_id)
  WHERE c.status <> 'draft';

-- The values of UTM parameters freeze when a campaign starts; its mailings copy them.
ALTER TABLE campaigns ADD COLUMN utm_values jsonb;
UPDATE campaigns SET utm_values = jsonb_build_object('medium', coalesce(sender ->> 'utmMedium', 'email'), 'campaign', campaign_id::text)
  WHERE status <> 'draft' AND utm;

INSERT INTO mailings (tenant_id, mailing_id, source, source_id, purpose, content_id, sender, track_opens, track_clicks, utm,
    audience, status, pause_reason, pause_detail, sender_version, past_senders, prepare_tries, opened_at, frozen_at,
    last_sent_at, ended_at)
  SELECT c.tenant_id, c.campaign_id, 'campaign', c.campaign_id, 'marketing', c.campaign_id, coalesce(c.sender, '{}') - 'utmMedium',
    c.track_opens, c.track_clicks, c.utm_values, coalesce(c.segment_rules, s.rules), c.status::text::mailing_status,
    c.pause_reason, c.pause_detail, c.sender_version, c.past_senders, c.prepare_tries, c.started_at,
    coalesce(c.frozen_at, r.frozen_at), r.last_sent_at, c.finished_at
  FROM campaigns c
  LEFT JOIN segments s ON s.tenant_id = c.tenant_id AND s.segment_id = c.segment_id
  LEFT JOIN (
    SELECT tenant_id, campaign_id, min(frozen_at) AS frozen_at, max(settled_at) FILTER (WHERE state IN ('sent', 'unconfirmed')) AS last_sent_at
    FROM recipients GROUP BY 1, 2) r ON r.tenant_id = c.tenant_id AND r.campaign_id = c.campaign_id
  WHERE c.status <> 'draft';
UPDATE campaigns c SET segment_name = s.name, segment_rules = s.rules FROM segments s
  WHERE s.tenant_id = c.tenant_id AND s.segment_id = c.segment_id AND c.status <> 'draft' AND c.segment_rules IS NULL;
-- Nobody can say any more whom it was to go to: the segment was deleted before its recipients were chosen.
UPDATE mailings SET status = 'cancelled', ended_at = opened_at
  WHERE audience IS NULL AND frozen_at IS NULL AND status IN ('preparing', 'paused');
UPDATE mailings SET ended_at = coalesce(last_sent_at, opened_at) WHERE ended_at IS NULL AND status IN ('sent', 'cancelled');

SELECT setval('contents_content_id_seq', (SELECT max(content_id) FROM contents)) WHERE EXISTS (SELECT FROM contents);
SELECT setval('mailings_mailing_id_seq', (SELECT max(campaign_id) FROM campaigns)) WHERE EXISTS (SELECT FROM campaigns);

-- A campaign is what the merchant writes; its state is that of its mailings. started_at is set by its first, which freezes it.
DROP INDEX campaigns_live, campaigns_cancelled;
ALTER TABLE campaigns DROP COLUMN status, DROP COLUMN sender, DROP COLUMN pause_reason, DROP COLUMN pause_detail,
  DROP COLUMN sender_version, DROP COLUMN past_senders, DROP COLUMN prepare_tries, DROP COLUMN finished_at, DROP COLUMN frozen_at;
DROP TYPE campaign_status;
DROP TABLE campaign_links;

-- Recipients are partitioned with the events. A member may get a mailing again: send_no, 0 at first.
ALTER TABLE recipients RENAME COLUMN campaign_id TO mailing_id;
ALTER TABLE recipients ADD COLUMN send_no smallint NOT NULL DEFAULT 0, DROP CONSTRAINT recipients_pkey,
  DROP CONSTRAINT recipients_tenant_id_fkey;
ALTER TABLE recipients RENAME TO recipients_0;
DROP INDEX recipients_queued, recipients_leased, recipients_unconfirmed, recipients_member;
CREATE TABLE recipients (
  tenant_id   int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  mailing_id  int NOT NULL,
  member_id   bigint NOT NULL,
  state       recipient_state NOT NULL,
  skip_reason skip_reason,
  attempt     smallint NOT NULL DEFAULT 0,
  send_no     smallint NOT NULL DEFAULT 0,
  worker      text,
  lease_until timestamptz,
  not_before  timestamptz,
  message_id  text,
  error       text,
  frozen_at   timestamptz NOT NULL,
  settled_at  timestamptz,
  PRIMARY KEY (tenant_id, mailing_id, send_no, member_id)
) PARTITION BY RANGE (mailing_id);
CREATE INDEX recipients_queued ON recipients (tenant_id, mailing_id, send_no, member_id) WHERE state = 'queued';
CREATE INDEX recipients_leased ON recipients (lease_until) WHERE state = 'sending';
CREATE INDEX recipients_unconfirmed ON recipients (tenant_id, mailing_id, send_no, member_id) WHERE state = 'unconfirmed';
CREATE INDEX recipients_member ON recipients (tenant_id, member_id, mailing_id DESC);
ALTER TABLE recipients ATTACH PARTITION recipients_0 FOR VALUES FROM (MINVALUE) TO (1048576);

-- The table gets the name of what it is; the columns that the product documents are shown by a view.
ALTER TABLE campaign_events RENAME TO mail_events;
ALTER TABLE mail_events RENAME COLUMN campaign_id TO mailing_id;
ALTER TABLE mail_events ADD COLUMN send_no smallint NOT NULL DEFAULT 0, DROP CONSTRAINT campaign_events_pkey;
ALTER TABLE mail_events ADD PRIMARY KEY (tenant_id, mailing_id, type, link_no, send_no, member_id);
ALTER INDEX campaign_events_created RENAME TO mail_events_created;
DROP FUNCTION cut_event_partition();
-- The open partition ends where the next month's block begins.
DO $$
DECLARE
  open_name text;
  lower_bound text;
BEGIN
  SELECT c.relname, substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \((.*?)\)') INTO STRICT open_name, lower_bound
    FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
    WHERE i.inhparent = 'mail_events'::regclass AND pg_get_expr(c.relpartbound, c.oid) LIKE '%TO (MAXVALUE)';
  EXECUTE format('ALTER TABLE mail_events DETACH PARTITION %I', open_name);
  EXECUTE format('ALTER TABLE mail_events ATTACH PARTITION %I FOR VALUES FROM (%s) TO (1048576)', open_name, lower_bound);
END $$;

ALTER TABLE campaign_stats RENAME TO mail_stats;
ALTER TABLE mail_stats RENAME COLUMN campaign_id TO mailing_id;
ALTER TABLE campaign_stats_hourly RENAME TO mail_stats_by_time;
ALTER TABLE mail_stats_by_time RENAME COLUMN campaign_id TO mailing_id;
ALTER TABLE mail_stats_by_time RENAME COLUMN hour TO quarter;
ALTER TABLE link_stats RENAME COLUMN campaign_id TO mailing_id;
ALTER INDEX campaign_stats_pkey RENAME TO mail_stats_pkey;
ALTER INDEX campaign_stats_hourly_pkey RENAME TO mail_stats_by_time_pkey;

-- From its second mailing on, a campaign counts each person once for each kind of event, whichever of its mailings it was in.
CREATE TABLE campaign_people (
  tenant_id   int NOT NULL,
  campaign_id int NOT NULL,
  type        smallint NOT NULL,
  member_id   bigint NOT NULL,
  PRIMARY KEY (tenant_id, campaign_id, type, member_id)
);
CREATE TABLE campaign_stats (
  tenant_id   int NOT NULL,
  campaign_id int NOT NULL,
  type        smallint NOT NULL,
  slot        smallint NOT NULL,
  people      bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, campaign_id, type, slot)
) WITH (fillfactor = 50);

ALTER TABLE bounces RENAME COLUMN campaign_id TO mailing_id;
-- The ledger's hashes cover the values, not the names of the columns.
ALTER TABLE consent_ledger RENAME COLUMN campaign_id TO mailing_id;
CREATE OR REPLACE FUNCTION consent_payload(row_of consent_ledger) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT row_of.tenant_id || E'\n' || row_of.member_id || E'\n' || row_of.seq || E'\n' || row_of.channel || E'\n' || row_of.source
    || E'\n' || coalesce(row_of.actor, '') || E'\n' || coalesce(row_of.old_state::text, '') || E'\n' || row_of.new_state
    || E'\n' || coalesce(row_of.opt_in_level::text, '') || E'\n' || coalesce((extract(epoch FROM row_of.shopify_at) * 1000000)::bigint::text, '')
    || E'\n' || (extract(epoch FROM row_of.recorded_at) * 1000000)::bigint || E'\n' || coalesce(row_of.mailing_id::text, '')
    || E'\n' || coalesce(row_of.reference, '') $$;

-- E-mails to the shop's own staff: tests, and what the app has to say. Never recipients, events or figures.
CREATE TABLE system_mails (
  tenant_id  int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  mail_id    bigint GENERATED BY DEFAULT AS IDENTITY,
  kind       text NOT NULL CHECK (kind IN ('test')),
  address    text NOT NULL,
  state      recipient_state NOT NULL,
  attempt    smallint NOT NULL DEFAULT 0,
  message_id text,
  error      text,
  created_at timestamptz NOT NULL,
  settled_at timestamptz,
  PRIMARY KEY (tenant_id, mail_id)
);
CREATE INDEX system_mails_created ON system_mails (tenant_id, created_at);
DROP TABLE test_mails;

-- The documented columns. A bounce is told once, hard and soft folded in; what machines alone did is not told. The address
-- is the present one of the member, or of whom Shopify has merged them into; null once erased.
CREATE VIEW campaign_events AS
  SELECT md5(concat_ws('-', e.tenant_id, e.mailing_id, e.type, e.link_no, e.send_no, e.member_id))::uuid AS id,
    w.source_id AS campaign_id, e.member_id, e.tenant_id,
    (ARRAY['sent', 'delivered', 'bounced', NULL, 'opened', 'clicked', 'unsubscribed', 'complained', 'failed', NULL,
      'resubscribed', 'delayed', 'suppressed', 'rejected'])[e.type] AS event_type,
    m.email, e.created_at
  FROM mail_events e
  JOIN mailings w ON w.tenant_id = e.tenant_id AND w.mailing_id = e.mailing_id AND w.source = 'campaign'
  LEFT JOIN merged_members g ON g.tenant_id = e.tenant_id AND g.gone = e.member_id
  LEFT JOIN members m ON m.tenant_id = e.tenant_id AND m.member_id = coalesce(g.kept, e.member_id)
  WHERE e.link_no = 0 AND e.type NOT IN (4, 10) AND e.hits > 0;
