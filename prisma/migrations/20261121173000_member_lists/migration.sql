-- ── the members list ────────────────────────────────────────────────────────────────────────────────────────────────
-- A filter may meet any order of a million members. Each order has an index that also carries what can be filtered by,
-- so that walking past those who do not match never visits the table.

-- Bound when they are made (RETURN): a restored dump has no search path to find one function from another by.
-- Lower case, without accents, and of a full-width letter the plain one: what two spellings of a name have in common.
CREATE FUNCTION fold_text(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(words) = length(words) THEN lower(words)
    ELSE lower(normalize(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g'), NFC)) END;

-- Chinese, Japanese and Korean write no spaces: each of their letters counts as a word, for a trigram needs its edges.
CREATE FUNCTION search_text(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(words) = length(words) THEN ' ' || lower(words) || ' '
    ELSE regexp_replace(regexp_replace(' ' || fold_text(words) || ' ',
      '([\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff])', ' \1 ', 'g'), ' +', ' ', 'g') END;

-- Tags compare without regard to case, as Shopify compares them; a tier is a label that no tag can be mistaken for.
CREATE FUNCTION member_labels(tags text[], tier text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT coalesce(array_agg(DISTINCT lower(label)), '{}') FROM unnest(tags || (E'tier\x1f' || tier)) AS label WHERE label IS NOT NULL);

-- 55 bits above the 8 of the flags: who lacks a label's bit lacks the label, who has it may have it.
CREATE FUNCTION label_bits(labels text[]) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT coalesce(bit_or(1::bigint << (8 + abs(hashtext(label) % 55))), 0) FROM unnest(labels) AS label);

DROP INDEX members_newest, members_points, members_no_consent, members_sms, members_bounced, members_complained, members_search;
ALTER TABLE members DROP COLUMN search;
ALTER TABLE members
  ADD COLUMN search text NOT NULL GENERATED ALWAYS AS (
    search_text(coalesce(email, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, ''))) STORED,
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
CREATE INDEX members_labels ON members USING gin (tenant_id, labels);
CREATE INDEX members_search ON members USING gin (tenant_id, search gin_trgm_ops);
-- How often each flag is set, alone and with others, for the planner.
CREATE STATISTICS members_flags (mcv) ON (facets & 3), (facets & 4), (facets & 24), (facets & 32) FROM members;
