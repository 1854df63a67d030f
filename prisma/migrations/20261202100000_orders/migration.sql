-- A shop's orders, as Shopify last told of each. Money is in the shop's currency; what the customer saw and paid in stands
-- beside it. `total` is before returns and refunds, which are rows of their own at their time; `current_total` is after them
-- and after edits. A row of an older revision never replaces one of a newer: (updated_at, told_at) only rises.
CREATE TABLE orders (
  tenant_id            int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  order_id             bigint NOT NULL,
  -- Null of a guest whom Shopify made no customer of.
  member_id            bigint,
  name                 text NOT NULL,
  -- When it was placed: an order that was taken over from another shop system has its time of then.
  ordered_at           timestamptz NOT NULL,
  created_at           timestamptz NOT NULL,
  total                numeric(18,3) NOT NULL,
  current_total        numeric(18,3) NOT NULL,
  currency             text NOT NULL,
  presentment_total    numeric(18,3) NOT NULL,
  presentment_currency text NOT NULL,
  is_test              boolean NOT NULL DEFAULT false,
  cancelled_at         timestamptz,
  updated_at           timestamptz NOT NULL,
  told_at              timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, order_id)
);
CREATE INDEX orders_member ON orders (tenant_id, member_id, ordered_at) INCLUDE (total, is_test, cancelled_at);

-- `price` is that of one, before discounts, in the shop's currency. `current_quantity` is without what was taken back or
-- edited out. A product that was deleted, or may not be read, is null.
CREATE TABLE order_lines (
  tenant_id        int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  order_id         bigint NOT NULL,
  line_id          bigint NOT NULL,
  product_id       bigint,
  variant_id       bigint,
  title            text NOT NULL,
  quantity         int NOT NULL,
  current_quantity int NOT NULL,
  price            numeric(18,3) NOT NULL,
  PRIMARY KEY (tenant_id, order_id, line_id)
);
CREATE INDEX order_lines_product ON order_lines (tenant_id, product_id, order_id);

-- A refund may come before its order. `amount` is in the shop's currency; null while only the other is known.
CREATE TABLE order_refunds (
  tenant_id            int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  order_id             bigint NOT NULL,
  refund_id            bigint NOT NULL,
  refunded_at          timestamptz NOT NULL,
  amount               numeric(18,3),
  presentment_amount   numeric(18,3) NOT NULL,
  presentment_currency text NOT NULL,
  told_at              timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, order_id, refund_id)
);

-- What is imported beside the customers, each by an export of its own: what Shopify refuses of one fails no other.
CREATE TABLE side_imports (
  tenant_id         int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  kind              text NOT NULL CHECK (kind IN ('orders', 'cities')),
  status            text NOT NULL CHECK (status IN ('requested', 'running', 'loading', 'done', 'failed', 'refused')),
  -- What changed since; null for all that Shopify shows.
  since             timestamptz,
  requested_at      timestamptz NOT NULL,
  bulk_operation_id text,
  exported_from     timestamptz,
  rows_loaded       int NOT NULL DEFAULT 0,
  failures          smallint NOT NULL DEFAULT 0,
  error             text,
  finished_at       timestamptz,
  -- From when on the last one that was done has told.
  done_from         timestamptz,
  PRIMARY KEY (tenant_id, kind)
);

-- All orders placed from orders_known_since until orders_known_until are here, and what webhooks told since.
ALTER TABLE tenants
  ADD COLUMN orders_known_since timestamptz,
  ADD COLUMN orders_known_until timestamptz;

-- `first_order_at` is null of who has not ordered, and of whose first order (orders_count > 0) was before what we know.
ALTER TABLE members
  ADD COLUMN country_code   text,
  ADD COLUMN province_code  text,
  ADD COLUMN time_zone      text,
  ADD COLUMN city           text,
  ADD COLUMN first_order_at timestamptz;

-- Asked for without what Shopify refuses to some apps.
ALTER TABLE imports ADD COLUMN bare boolean NOT NULL DEFAULT false;
