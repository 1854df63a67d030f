-- What Shopify's cost budget of each shop is believed to hold, less what calls under way have taken of it. Every process
-- pays here before it asks. Unlogged: a guess that is lost is made anew from the next answer.
CREATE UNLOGGED TABLE shopify_budget (
  tenant_id    int PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
  -- Below zero: so much is promised to callers that wait their turn.
  available    double precision NOT NULL,
  maximum      double precision NOT NULL,
  -- Points a second.
  restore_rate double precision NOT NULL,
  at           timestamptz NOT NULL
) WITH (fillfactor = 50);
