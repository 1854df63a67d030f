-- Consent that can be proved: an order of Shopify's statements that does not depend on their arrival, a ledger whose rows
-- are chained by hashes, and opt-outs that outlive the erasure of a person.

ALTER TYPE consent_source ADD VALUE 'reconcile';
ALTER TYPE consent_source ADD VALUE 'erased-opt-out';

-- Whether Shopify said when the person decided; a state without its time never outweighs one that has it.
ALTER TABLE members
  ADD COLUMN email_consent_exact boolean NOT NULL DEFAULT false,
  ADD COLUMN sms_consent_exact boolean NOT NULL DEFAULT false;
UPDATE members SET
  email_consent_exact = email_consent_updated_at IS NOT NULL AND email_state <> 'NOT_SUBSCRIBED',
  sms_consent_exact = sms_consent_updated_at IS NOT NULL AND sms_state <> 'NOT_SUBSCRIBED';

-- Of two statements about a channel the greater counts, whichever came first: one that has its time, or ends consent,
-- before one that has not; then the later; then the stricter; the level only settles what is left.
CREATE FUNCTION consent_rank(exact boolean, state marketing_state) RETURNS int LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE WHEN exact OR state = 'UNSUBSCRIBED' THEN 2 ELSE 1 END $$;
CREATE FUNCTION consent_strictness(state marketing_state) RETURNS int LANGUAGE sql IMMUTABLE AS
  $$ SELECT CASE state WHEN 'SUBSCRIBED' THEN 0 WHEN 'NOT_SUBSCRIBED' THEN 1 WHEN 'PENDING' THEN 2 WHEN 'INVALID' THEN 3
    WHEN 'REDACTED' THEN 4 ELSE 5 END $$;

-- ── the chain ───────────────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE consent_ledger ADD COLUMN actor text, ADD COLUMN hash bytea;

-- What a row's hash is made of: its columns, one a line, times in microseconds since 1970, nothing for NULL. The last one
-- alone may hold a line's end, so that no two rows share a text.
CREATE FUNCTION consent_payload(row_of consent_ledger) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT row_of.tenant_id || E'\n' || row_of.member_id || E'\n' || row_of.seq || E'\n' || row_of.channel || E'\n' || row_of.source
    || E'\n' || coalesce(row_of.actor, '') || E'\n' || coalesce(row_of.old_state::text, '') || E'\n' || row_of.new_state
    || E'\n' || coalesce(row_of.opt_in_level::text, '') || E'\n' || coalesce((extract(epoch FROM row_of.shopify_at) * 1000000)::bigint::text, '')
    || E'\n' || (extract(epoch FROM row_of.recorded_at) * 1000000)::bigint || E'\n' || coalesce(row_of.campaign_id::text, '')
    || E'\n' || coalesce(row_of.reference, '') $$;

CREATE FUNCTION consent_link(state bytea, previous bytea, payload text) RETURNS bytea LANGUAGE sql IMMUTABLE AS
  $$ SELECT sha256(coalesce(state, previous) || convert_to(payload, 'UTF8')) $$;
-- As a window function over a member's new rows: sha256(hash of the row before || payload), from `previous` on.
CREATE AGGREGATE consent_chain(previous bytea, payload text) (SFUNC = consent_link, STYPE = bytea);

-- The newest row of each member's chain: without it, nobody would miss a row cut off at the end.
CREATE TABLE consent_heads (
  tenant_id int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  member_id bigint NOT NULL,
  seq       int NOT NULL,
  hash      bytea NOT NULL,
  PRIMARY KEY (tenant_id, member_id)
) WITH (fillfactor = 80);

UPDATE consent_ledger SET actor = CASE
  WHEN source IN ('unsubscribe-link', 'one-click', 'resubscribe-link', 'complaint') THEN 'customer'
  WHEN source = 'admin' THEN 'staff' ELSE 'shopify' END;
WITH chained AS (
  SELECT tenant_id, member_id, seq,
    consent_chain('', consent_payload(l)) OVER (PARTITION BY tenant_id, member_id ORDER BY seq) AS hash
  FROM consent_ledger l
)
UPDATE consent_ledger l SET hash = c.hash FROM chained c
WHERE l.tenant_id = c.tenant_id AND l.member_id = c.member_id AND l.seq = c.seq;
INSERT INTO consent_heads
  SELECT DISTINCT ON (tenant_id, member_id) tenant_id, member_id, seq, hash FROM consent_ledger
  ORDER BY tenant_id, member_id, seq DESC;
ALTER TABLE consent_ledger ALTER COLUMN actor SET NOT NULL, ALTER COLUMN hash SET NOT NULL;

-- ── opt-outs of people who were erased ──────────────────────────────────────────────────────────────────────────────
-- A keyed hash (app/members/erased-addresses.server.ts) of an address or number whose owner had opted out, complained or
-- could not be reached: enough to recognise it, too little to write to it.
CREATE TABLE erased_addresses (
  tenant_id       int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  channel         channel NOT NULL,
  address_hash    bytea NOT NULL,
  unsubscribed_at timestamptz,
  complaint_at    timestamptz,
  bounced_at      timestamptz,
  erased_at       timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, channel, address_hash)
);
