-- ── the members list ────────────────────────────────────────────────────────────────────────────────────────────────
-- A filter may meet any order of a million members. Each order has an index that also carries what can be filtered by,
-- so that walking past those who do not match never visits the table.

-- Bound when they are made (RETURN): a restored dump has no search path to find one function from another by.
-- Lower case, without accents, and of a full-width letter the plain one: what two spellings of a name have in common.
CREATE FUNCTION fold_text(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(words) = length(words) THEN lower(words)
    ELSE lower(normalize(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g'), NFC)) END;

-- Trigrams are made of what the database's locale takes for letters, in locale C of ASCII alone. So other letters are
-- written as their bytes, '\345\260\217', which are digits everywhere: any part of a name in any script is then found.
CREATE FUNCTION search_text(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(words) = length(words) THEN ' ' || lower(words)
    ELSE encode(convert_to(' ' || fold_text(words), 'UTF8'), 'escape') END;

-- Tags compare without regard to case, as Shopify compares them; a tier is a label that no tag can be mistaken for.
CREATE FUNCTION member_labels(tags text[], tier text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT coalesce(array_agg(DISTINCT lower(label)), '{}') FROM unnest(tags || (E'tier\x1f' || tier)) AS label WHERE label IS NOT NULL);

-- 55 bits above the 8 of the flags: who lacks a bit of a label's lacks the label, who has them all may have it. Each label
-- has two of the lower nine bits, by which members_labelled is ordered, and three of the other 46.
CREATE FUNCTION label_bits(labels text[]) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT coalesce(bit_or(
      (1::bigint << (8 + (hash & 1023)::int % 9)) | (1::bigint << (8 + ((hash & 1023)::int % 9 + 1 + (hash >> 10 & 1023)::int % 8) % 9))
      | (1::bigint << (17 + (hash >> 20 & 1023)::int % 46)) | (1::bigint << (17 + (hash >> 30 & 1023)::int % 46))
      | (1::bigint << (17 + (hash >> 40 & 1023)::int % 46))), 0)
    FROM (SELECT hashtextextended(label, 0) AS hash FROM unnest(labels) AS label) AS hashed);

-- Each value of the lower nine bits that has all of them that `bits` has.
CREATE FUNCTION label_keys(bits bigint) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT array_agg(key::bigint) FROM generate_series(1, 511) AS key WHERE key & (bits >> 8 & 511) = bits >> 8 & 511);

DROP INDEX members_newest, members_points, members_no_consent, members_sms, members_bounced, members_complained, members_search;
ALTER TABLE members DROP COLUMN search;
ALTER TABLE members
  ADD COLUMN search text NOT NULL GENERATED ALWAYS AS (
    search_text(coalesce(email, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '')
      -- Chinese, Japanese and Korean names are written as one word, the family's first.
      || CASE WHEN octet_length(last_name) <> length(last_name) THEN ' ' || last_name || coalesce(first_name, '') ELSE '' END)) STORED,
  -- What the list shows as the name. By code points, so that the order is the same on every server.
  ADD COLUMN sort_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (left(fold_text(coalesce(
    nullif(btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), nullif(email, ''), 'customer ' || member_id)), 100)) STORED,
  ADD COLUMN labels text[] NOT NULL GENERATED ALWAYS AS (
    CASE WHEN tags = '{}' AND tier IS NULL THEN '{}' ELSE member_labels(tags, tier) END) STORED,
  ADD COLUMN facets bigint NOT NULL GENERATED ALWAYS AS (
    (email_state = 'SUBSCRIBED' AND NOT email_unsubscribed)::int::bigint
    | ((email_unsubscribed OR email_state = 'UNSUBSCRIBED')::int::bigint << 1)
    | ((sms_state = 'SUBSCRIBED')::int::bigint << 2)
    | ((email_bounce_type IS NOT NULL AND email_bounce_type = 'soft')::int::bigint << 3)
    | ((email_bounce_type IS NOT NULL AND email_bounce_type = 'hard')::int::bigint << 4)
    | ((email_complaint_at IS NOT NULL)::int::bigint << 5)
    | (CASE WHEN tags = '{}' AND tier IS NULL THEN 0 ELSE label_bits(member_labels(tags, tier)) END)) STORED;

CREATE INDEX members_newest ON members (tenant_id, created_at, member_id)
  INCLUDE (facets, points, orders_count, amount_spent, last_order_at);
CREATE INDEX members_points ON members (tenant_id, points, member_id)
  INCLUDE (facets, created_at, orders_count, amount_spent, last_order_at);
CREATE INDEX members_spent ON members (tenant_id, amount_spent, member_id)
  INCLUDE (facets, created_at, points, orders_count, last_order_at);
CREATE INDEX members_name ON members (tenant_id, sort_name, member_id)
  INCLUDE (facets, created_at, points, orders_count, amount_spent, last_order_at);
CREATE INDEX members_orders ON members (tenant_id, orders_count, member_id)
  INCLUDE (facets, created_at, points, amount_spent, last_order_at);
CREATE INDEX members_last_order ON members (tenant_id, last_order_at, member_id)
  INCLUDE (facets, created_at, points, orders_count, amount_spent);
CREATE INDEX members_bounced ON members (tenant_id, (facets & 24), member_id)
  INCLUDE (facets, created_at, points, orders_count, amount_spent, last_order_at) WHERE (facets & 24) <> 0;
CREATE INDEX members_complained ON members (tenant_id, (facets & 32), member_id)
  INCLUDE (facets, created_at, points, orders_count, amount_spent, last_order_at) WHERE (facets & 32) <> 0;
-- The labels' nine bits have but 511 values: those that a label may have are named one by one.
CREATE INDEX members_labelled ON members (tenant_id, (facets >> 8 & 511), member_id)
  INCLUDE (facets, created_at, points, orders_count, amount_spent, last_order_at) WHERE (facets >> 8 & 511) <> 0;
CREATE INDEX members_labels ON members USING gin (tenant_id, labels);
CREATE INDEX members_search ON members USING gin (tenant_id, search gin_trgm_ops);
-- How often each flag is set, alone and with others, for the planner.
CREATE STATISTICS members_flags (mcv) ON (facets & 3), (facets & 4), (facets & 24), (facets & 32) FROM members;
-- A value that the planner has not seen counts as an average one: so it gets to see nearly all of the 511.
CREATE STATISTICS members_label_keys ON (facets >> 8 & 511) FROM members;
ALTER STATISTICS members_label_keys SET STATISTICS 300;

-- How many members of each kind a shop has, without counting them. Every statement that writes members appends what it
-- changed; the worker folds that into the totals. No row is updated by two writers, so none waits for another.
CREATE TABLE member_totals (
  tenant_id    int PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
  members      int NOT NULL,
  reachable    int NOT NULL,
  consented    int NOT NULL,
  sms          int NOT NULL,
  unsubscribed int NOT NULL,
  hard         int NOT NULL,
  soft         int NOT NULL,
  complained   int NOT NULL
);
CREATE TABLE member_total_changes (
  tenant_id    int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  change_id    bigint GENERATED BY DEFAULT AS IDENTITY,
  members      int NOT NULL,
  reachable    int NOT NULL,
  consented    int NOT NULL,
  sms          int NOT NULL,
  unsubscribed int NOT NULL,
  hard         int NOT NULL,
  soft         int NOT NULL,
  complained   int NOT NULL,
  PRIMARY KEY (tenant_id, change_id)
);

-- Reachable is whom skipReason() of members/consent.ts lets be mailed; a test holds them equal.
CREATE FUNCTION note_inserted_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO member_total_changes (tenant_id, members, reachable, consented, sms, unsubscribed, hard, soft, complained)
    SELECT tenant_id, count(*) AS members,
      count(*) FILTER (WHERE coalesce(email, '') <> '' AND (facets & 51) = 1) AS reachable,
      count(*) FILTER (WHERE (facets & 3) = 1) AS consented,
      count(*) FILTER (WHERE (facets & 4) = 4) AS sms,
      count(*) FILTER (WHERE (facets & 3) = 2) AS unsubscribed,
      count(*) FILTER (WHERE (facets & 24) = 16) AS hard,
      count(*) FILTER (WHERE (facets & 24) = 8) AS soft,
      count(*) FILTER (WHERE (facets & 32) = 32) AS complained
    FROM inserted GROUP BY tenant_id;
  RETURN NULL;
END $$;

CREATE FUNCTION note_deleted_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- With the shop itself nothing is left to count.
  INSERT INTO member_total_changes (tenant_id, members, reachable, consented, sms, unsubscribed, hard, soft, complained)
    SELECT tenant_id, -members, -reachable, -consented, -sms, -unsubscribed, -hard, -soft, -complained FROM (
      SELECT tenant_id, count(*) AS members,
      count(*) FILTER (WHERE coalesce(email, '') <> '' AND (facets & 51) = 1) AS reachable,
      count(*) FILTER (WHERE (facets & 3) = 1) AS consented,
      count(*) FILTER (WHERE (facets & 4) = 4) AS sms,
      count(*) FILTER (WHERE (facets & 3) = 2) AS unsubscribed,
      count(*) FILTER (WHERE (facets & 24) = 16) AS hard,
      count(*) FILTER (WHERE (facets & 24) = 8) AS soft,
      count(*) FILTER (WHERE (facets & 32) = 32) AS complained
      FROM deleted GROUP BY tenant_id
    ) AS gone WHERE EXISTS (SELECT FROM tenants WHERE tenants.tenant_id = gone.tenant_id);
  RETURN NULL;
END $$;

CREATE FUNCTION note_updated_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO member_total_changes (tenant_id, members, reachable, consented, sms, unsubscribed, hard, soft, complained)
    SELECT tenant_id, sum(members), sum(reachable), sum(consented), sum(sms), sum(unsubscribed), sum(hard), sum(soft), sum(complained) FROM (
      SELECT tenant_id, count(*) AS members,
      count(*) FILTER (WHERE coalesce(email, '') <> '' AND (facets & 51) = 1) AS reachable,
      count(*) FILTER (WHERE (facets & 3) = 1) AS consented,
      count(*) FILTER (WHERE (facets & 4) = 4) AS sms,
      count(*) FILTER (WHERE (facets & 3) = 2) AS unsubscribed,
      count(*) FILTER (WHERE (facets & 24) = 16) AS hard,
      count(*) FILTER (WHERE (facets & 24) = 8) AS soft,
      count(*) FILTER (WHERE (facets & 32) = 32) AS complained
      FROM inserted GROUP BY tenant_id
      UNION ALL
      SELECT tenant_id, -members, -reachable, -consented, -sms, -unsubscribed, -hard, -soft, -complained FROM (
        SELECT tenant_id, count(*) AS members,
      count(*) FILTER (WHERE coalesce(email, '') <> '' AND (facets & 51) = 1) AS reachable,
      count(*) FILTER (WHERE (facets & 3) = 1) AS consented,
      count(*) FILTER (WHERE (facets & 4) = 4) AS sms,
      count(*) FILTER (WHERE (facets & 3) = 2) AS unsubscribed,
      count(*) FILTER (WHERE (facets & 24) = 16) AS hard,
      count(*) FILTER (WHERE (facets & 24) = 8) AS soft,
      count(*) FILTER (WHERE (facets & 32) = 32) AS complained
        FROM deleted GROUP BY tenant_id) AS was
    ) AS counted GROUP BY tenant_id
    HAVING (sum(members), sum(reachable), sum(consented), sum(sms), sum(unsubscribed), sum(hard), sum(soft), sum(complained)) <> (0, 0, 0, 0, 0, 0, 0, 0);
  RETURN NULL;
END $$;

CREATE TRIGGER members_inserted AFTER INSERT ON members REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION note_inserted_members();
CREATE TRIGGER members_deleted AFTER DELETE ON members REFERENCING OLD TABLE AS deleted
  FOR EACH STATEMENT EXECUTE FUNCTION note_deleted_members();
CREATE TRIGGER members_updated AFTER UPDATE ON members REFERENCING NEW TABLE AS inserted OLD TABLE AS deleted
  FOR EACH STATEMENT EXECUTE FUNCTION note_updated_members();

INSERT INTO member_totals (tenant_id, members, reachable, consented, sms, unsubscribed, hard, soft, complained)
  SELECT tenant_id, count(*) AS members,
      count(*) FILTER (WHERE coalesce(email, '') <> '' AND (facets & 51) = 1) AS reachable,
      count(*) FILTER (WHERE (facets & 3) = 1) AS consented,
      count(*) FILTER (WHERE (facets & 4) = 4) AS sms,
      count(*) FILTER (WHERE (facets & 3) = 2) AS unsubscribed,
      count(*) FILTER (WHERE (facets & 24) = 16) AS hard,
      count(*) FILTER (WHERE (facets & 24) = 8) AS soft,
      count(*) FILTER (WHERE (facets & 32) = 32) AS complained
  FROM members GROUP BY tenant_id;

-- Lists of members that the staff have named; what they hold is the list's URL.
CREATE TABLE member_views (
  tenant_id  int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  view_id    int GENERATED BY DEFAULT AS IDENTITY,
  name       text NOT NULL,
  parameters text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, view_id)
);
CREATE UNIQUE INDEX member_views_name ON member_views (tenant_id, lower(name));

-- One thing done to many members: those ticked (member_ids), or all whom a list holds (parameters).
CREATE TABLE bulk_actions (
  tenant_id   int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  action_id   int GENERATED BY DEFAULT AS IDENTITY,
  kind        text NOT NULL CHECK (kind IN ('clear-bounce', 'add-tag', 'remove-tag')),
  tag         text,
  member_ids  bigint[],
  parameters  text,
  asked_by    text NOT NULL,
  total       int NOT NULL,
  done        int NOT NULL DEFAULT 0,
  failed      int NOT NULL DEFAULT 0,
  -- Members up to this number are done: whoever takes the work up again goes on after it.
  after       bigint NOT NULL DEFAULT 0,
  error       text,
  asked_at    timestamptz NOT NULL,
  finished_at timestamptz,
  dismissed_at timestamptz,
  PRIMARY KEY (tenant_id, action_id),
  CHECK ((kind = 'clear-bounce') = (tag IS NULL)),
  CHECK ((member_ids IS NULL) <> (parameters IS NULL))
);
CREATE UNIQUE INDEX bulk_actions_live ON bulk_actions (tenant_id) WHERE finished_at IS NULL;

CREATE TABLE bulk_failures (
  tenant_id int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  action_id int NOT NULL,
  member_id bigint NOT NULL,
  reason    text NOT NULL,
  PRIMARY KEY (tenant_id, action_id, member_id)
);
