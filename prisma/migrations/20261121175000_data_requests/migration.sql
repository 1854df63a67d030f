-- Customers who asked the shop for their data (Shopify's customers/data_request, by its number): the shop has thirty days
-- to hand it over. The number stays after the customer is erased, as the record that the request was met.
CREATE TABLE data_requests (
  tenant_id        int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  request_id       bigint NOT NULL,
  member_id        bigint NOT NULL,
  -- Shopify's numbers of the orders that the customer asked about.
  orders_requested bigint[] NOT NULL DEFAULT '{}',
  requested_at     timestamptz NOT NULL,
  due_at           timestamptz NOT NULL,
  handed_over_at   timestamptz,
  PRIMARY KEY (tenant_id, request_id)
);
CREATE INDEX data_requests_open ON data_requests (tenant_id, due_at) WHERE handed_over_at IS NULL;
