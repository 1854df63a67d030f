-- Which link key signed a seal; null is of before keys had numbers, when any kept one may have.
ALTER TABLE ledger_seals ADD COLUMN key_number smallint;

-- Until when a member asked for no marketing e-mail. It is no consent: the ledger and Shopify know nothing of it.
ALTER TABLE members ADD COLUMN paused_until timestamptz;
CREATE INDEX members_paused ON members (tenant_id, paused_until) WHERE paused_until IS NOT NULL;
ALTER TYPE skip_reason ADD VALUE 'paused';

-- How the pages that recipients see look.
ALTER TABLE settings ADD COLUMN page_logo_url text, ADD COLUMN page_color text;

-- Why somebody says that they opted out by a mailing, which they may say or not; the last that they said.
CREATE TYPE opt_out_reason AS ENUM ('too-many', 'not-relevant', 'not-interested', 'never-signed-up', 'other');
CREATE TABLE opt_out_reasons (
  tenant_id  int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  mailing_id int NOT NULL,
  member_id  bigint NOT NULL,
  reason     opt_out_reason NOT NULL,
  said_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, mailing_id, member_id)
);
