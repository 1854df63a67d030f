-- What is owed to Shopify: each channel with the time of its own decision and the change in the ledger that it came from;
-- a lease, so that no two workers are at Shopify for one member; and a record of what Shopify was told.

ALTER TYPE outbox_state ADD VALUE 'skipped';
ALTER TYPE outbox_state ADD VALUE 'superseded';

ALTER TABLE outbox
  ADD COLUMN email_at timestamptz,
  -- The unsubscribe that a SUBSCRIBED takes back: what Shopify recorded after it is a newer decision and stands.
  ADD COLUMN email_undoes_at timestamptz,
  ADD COLUMN email_seq int,
  ADD COLUMN sms_at timestamptz,
  ADD COLUMN sms_undoes_at timestamptz,
  ADD COLUMN sms_seq int,
  -- Raised by every new decision: a worker that comes back from Shopify settles only what it set out with.
  ADD COLUMN version int NOT NULL DEFAULT 1,
  -- Raised by every claim: whose lease it is.
  ADD COLUMN claims int NOT NULL DEFAULT 0,
  ADD COLUMN lease_until timestamptz,
  -- Claims that ended without a word, because the worker died.
  ADD COLUMN lost smallint NOT NULL DEFAULT 0;

UPDATE outbox o SET
  email_at = CASE WHEN email_state IS NOT NULL THEN consented_at END,
  email_undoes_at = CASE WHEN email_state = 'SUBSCRIBED' THEN undoes_at END,
  email_seq = (SELECT max(seq) FROM consent_ledger l WHERE l.tenant_id = o.tenant_id AND l.member_id = o.member_id
    AND channel = 'email' AND new_state = o.email_state),
  sms_at = CASE WHEN sms_state IS NOT NULL THEN consented_at END,
  sms_undoes_at = CASE WHEN sms_state = 'SUBSCRIBED' THEN undoes_at END,
  sms_seq = (SELECT max(seq) FROM consent_ledger l WHERE l.tenant_id = o.tenant_id AND l.member_id = o.member_id
    AND channel = 'sms' AND new_state = o.sms_state);

ALTER TABLE outbox DROP COLUMN consented_at, DROP COLUMN undoes_at;

-- A shop with many rows must not hide another's.
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (tenant_id, not_before) WHERE state = 'waiting';

-- What became of a change of consent on its way to Shopify, beside its row in the ledger.
CREATE TABLE consent_deliveries (
  tenant_id    int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  member_id    bigint NOT NULL,
  seq          int NOT NULL,
  outcome      text NOT NULL CHECK (outcome IN ('told', 'confirmed', 'refused', 'skipped', 'superseded')),
  -- When the decision was made, as Shopify was told it.
  consented_at timestamptz NOT NULL,
  told_at      timestamptz,
  confirmed_at timestamptz,
  -- When Shopify's own message about it came back.
  echoed_at    timestamptz,
  error        text,
  PRIMARY KEY (tenant_id, member_id, seq)
);
