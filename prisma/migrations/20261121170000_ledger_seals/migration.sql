-- Each finished day of the ledger under a seal that only the app's key can make, what the nightly check found, and a
-- ledger that only grows.

-- One hash for many: sha256(what came before || the next hash), in the order of the aggregate.
CREATE FUNCTION consent_digest_step(state bytea, hash bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS
  $$ SELECT sha256(state || hash) $$;
CREATE AGGREGATE consent_digest(hash bytea) (SFUNC = consent_digest_step, STYPE = bytea, INITCOND = '');

-- A day (UTC) of a shop: how many rows were recorded and the digest of their hashes by member and seq, signed together
-- with the seal before it (app/members/ledger-seal.server.ts). Days without rows have none.
CREATE TABLE ledger_seals (
  tenant_id int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  day       date NOT NULL,
  changes   int NOT NULL,
  digest    bytea NOT NULL,
  sealed_at timestamptz NOT NULL,
  signature bytea NOT NULL,
  PRIMARY KEY (tenant_id, day)
);

CREATE TABLE ledger_checks (
  tenant_id    int PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
  checked_at   timestamptz NOT NULL,
  entries      int NOT NULL,
  members      int NOT NULL,
  faults       int NOT NULL,
  sealed_until date
);

-- The rows of a day: they lie together, for the ledger only grows.
CREATE INDEX consent_ledger_recorded ON consent_ledger USING brin (recorded_at) WITH (autosummarize = on);

-- Nothing rewrites the ledger by mistake. Rows go only with their shop, whose row is then gone already.
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' OR EXISTS (SELECT FROM tenants WHERE tenant_id = OLD.tenant_id) THEN
    RAISE EXCEPTION 'the consent ledger is append-only';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER consent_ledger_only_grows BEFORE UPDATE OR DELETE ON consent_ledger
  FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change();
