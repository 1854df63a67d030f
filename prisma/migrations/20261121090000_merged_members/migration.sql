-- Customers that Shopify merged into others: the unsubscribe links in e-mails already sent name the one that is gone.
CREATE TABLE merged_members (
  tenant_id int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  gone      bigint NOT NULL,
  kept      bigint NOT NULL,
  PRIMARY KEY (tenant_id, gone)
);
CREATE INDEX merged_members_kept ON merged_members (tenant_id, kept);
