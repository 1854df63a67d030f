-- ── the members list, where few match at the near end of an order ───────────────────────────────────────────────────
-- Who has few points is nowhere near those who spent the most. Members of like points, money, orders, tier and year of
-- the last order are one band; along each order a band has an index of its own, so the first of every band that may match
-- are found at once, however far down the shop they stand.

CREATE FUNCTION amount_bucket(amount numeric) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN width_bucket(amount, '{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000, 500000, 1000000}'::numeric[]);

CREATE FUNCTION orders_bucket(orders int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN width_bucket(orders, '{1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200}'::int[]);

-- Years since 1970, from 1; 0 is never.
CREATE FUNCTION year_bucket(moment timestamptz) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN moment IS NULL THEN 0 ELSE least(8000, greatest(1, floor(extract(epoch FROM moment) / 31557600)))::int END;

CREATE FUNCTION tier_bucket(tier text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(1 + (hashtextextended(lower(tier), 0) & 1023)::int % 7, 0);

ALTER TABLE members ADD COLUMN band int NOT NULL GENERATED ALWAYS AS (
  (year_bucket(last_order_at) << 18) | (tier_bucket(tier) << 15) | (orders_bucket(orders_count) << 10)
  | (amount_bucket(amount_spent) << 5) | amount_bucket(points)) STORED;

-- The first also leads to whoever is in some bands, as the indexes below lead to others: an index that leads holds the names.
CREATE INDEX members_newest_banded ON members (tenant_id, band, created_at, member_id)
  INCLUDE (facets, points, orders_count, amount_spent, last_order_at, sort_name);
CREATE INDEX members_points_banded ON members (tenant_id, band, points, member_id)
  INCLUDE (facets, created_at, orders_count, amount_spent, last_order_at);
CREATE INDEX members_spent_banded ON members (tenant_id, band, amount_spent, member_id)
  INCLUDE (facets, created_at, points, orders_count, last_order_at);

DROP INDEX members_orders, members_last_order, members_bounced, members_complained, members_labelled;
CREATE INDEX members_last_order ON members (tenant_id, last_order_at, member_id)
  INCLUDE (facets, created_at, points, orders_count, amount_spent, sort_name);
CREATE INDEX members_sms ON members (tenant_id, (facets & 4), sort_name, member_id)
  INCLUDE (facets, created_at, points, orders_count, amount_spent, last_order_at) WHERE (facets & 4) <> 0;
CREATE INDEX members_bounced ON members (tenant_id, (facets & 24), member_id)
  INCLUDE (facets, created_at, points, orders_count, amount_spent, last_order_at, sort_name) WHERE (facets & 24) <> 0;
CREATE INDEX members_complained ON members (tenant_id, (facets & 32), member_id)
  INCLUDE (facets, created_at, points, orders_count, amount_spent, last_order_at, sort_name) WHERE (facets & 32) <> 0;
-- Tags and tiers often go with what was spent.
CREATE INDEX members_labelled ON members (tenant_id, (facets >> 8 & 511), amount_spent, member_id)
  INCLUDE (facets, created_at, points, orders_count, last_order_at, sort_name) WHERE (facets >> 8 & 511) <> 0;
-- Which bands there are, how ever many.
ALTER TABLE members ALTER COLUMN band SET STATISTICS 1000;
