-- Trigrams are made of what the database's locale takes for letters, in locale C of ASCII alone. So other letters are
-- written as their bytes, '\345\260\217', which are digits everywhere: any part of a name in any script is then found.
DROP INDEX members_search, members_newest, members_points, members_spent, members_name, members_orders, members_last_order,
  members_bounced, members_complained;
DROP STATISTICS members_flags;
ALTER TABLE members DROP COLUMN search, DROP COLUMN facets;

CREATE OR REPLACE FUNCTION search_text(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length(words) = length(words) THEN ' ' || lower(words)
    ELSE encode(convert_to(' ' || fold_text(words), 'UTF8'), 'escape') END;

-- Three bits of the 55 for each label, so that few have all three of a label that they lack.
CREATE OR REPLACE FUNCTION label_bits(labels text[]) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (SELECT coalesce(bit_or((1::bigint << (8 + (hash & 1023)::int % 55)) | (1::bigint << (8 + (hash >> 10 & 1023)::int % 55))
      | (1::bigint << (8 + (hash >> 20 & 1023)::int % 55))), 0)
    FROM (SELECT hashtextextended(label, 0) AS hash FROM unnest(labels) AS label) AS hashed);

ALTER TABLE members
  ADD COLUMN search text NOT NULL GENERATED ALWAYS AS (
    search_text(coalesce(email, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '')
      -- Chinese, Japanese and Korean names are written as one word, the family's first.
      || CASE WHEN octet_length(last_name) <> length(last_name) THEN ' ' || last_name || coalesce(first_name, '') ELSE '' END)) STORED,
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
CREATE INDEX members_search ON members USING gin (tenant_id, search gin_trgm_ops);
-- How often each flag is set, alone and with others, for the planner.
CREATE STATISTICS members_flags (mcv) ON (facets & 3), (facets & 4), (facets & 24), (facets & 32) FROM members;
