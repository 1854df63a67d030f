-- What a PostgreSQL that is spread over several machines by tenant_id does not take: triggers, identity columns, functions
-- over a table's row type, and what is unique without its tenant. `npm run db:distribute` needs nothing more than this.

-- ── what counts the members ─────────────────────────────────────────────────────────────────────────────────────────
-- The statements that write members append what they changed (app/members/core/totals.server.ts).
DROP TRIGGER members_inserted ON members;
DROP TRIGGER members_updated ON members;
DROP TRIGGER members_deleted ON members;
DROP FUNCTION note_inserted_members, note_updated_members, note_deleted_members;

-- ── the ledger only grows ───────────────────────────────────────────────────────────────────────────────────────────
-- Rules, for a spread table takes them. Rows still go with their shop, whose row is then gone already.
DROP TRIGGER consent_ledger_only_grows ON consent_ledger;
DROP FUNCTION refuse_ledger_change;
CREATE FUNCTION refuse_ledger_change() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the consent ledger is append-only';
END $$;
CREATE RULE consent_ledger_never_changes AS ON UPDATE TO consent_ledger DO INSTEAD SELECT refuse_ledger_change();
CREATE RULE consent_ledger_only_grows AS ON DELETE TO consent_ledger
  WHERE EXISTS (SELECT FROM tenants WHERE tenants.tenant_id = OLD.tenant_id) DO INSTEAD SELECT refuse_ledger_change();

-- What a row's hash is made of, as before: its columns, one a line, times in microseconds since 1970, nothing for NULL. The
-- last one alone may hold a line's end, so that no two rows share a text.
DROP FUNCTION consent_payload(consent_ledger);
CREATE FUNCTION consent_payload(tenant_id int, member_id bigint, seq int, channel channel, source consent_source, actor text,
    old_state marketing_state, new_state marketing_state, opt_in_level opt_in_level, shopify_at timestamptz,
    recorded_at timestamptz, mailing_id int, reference text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT tenant_id || E'\n' || member_id || E'\n' || seq || E'\n' || channel || E'\n' || source
    || E'\n' || coalesce(actor, '') || E'\n' || coalesce(old_state::text, '') || E'\n' || new_state
    || E'\n' || coalesce(opt_in_level::text, '') || E'\n' || coalesce((extract(epoch FROM shopify_at) * 1000000)::bigint::text, '')
    || E'\n' || (extract(epoch FROM recorded_at) * 1000000)::bigint || E'\n' || coalesce(mailing_id::text, '')
    || E'\n' || coalesce(reference, '') $$;

-- ── numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────
-- From plain sequences, which the coordinator draws from: the numbers of an identity jump by 2^48 from machine to machine,
-- and those of an int have no room for that. Each goes on where it was.
DO $$
DECLARE
  numbered record;
  last bigint;
BEGIN
  FOR numbered IN
    SELECT c.oid::regclass AS table_name, c.relname, a.attname, format_type(a.atttypid, NULL) AS type
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND a.attidentity <> '' AND NOT a.attisdropped
    ORDER BY c.relname
  LOOP
    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', numbered.table_name);
    last := pg_sequence_last_value(pg_get_serial_sequence(numbered.table_name::text, numbered.attname)::regclass);
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP IDENTITY', numbered.table_name, numbered.attname);
    EXECUTE format('CREATE SEQUENCE %I AS %s OWNED BY %s.%I', numbered.relname || '_' || numbered.attname || '_seq',
      numbered.type, numbered.table_name, numbered.attname);
    IF last IS NOT NULL THEN
      PERFORM setval((numbered.relname || '_' || numbered.attname || '_seq')::regclass, last);
    END IF;
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT nextval(%L)', numbered.table_name, numbered.attname,
      numbered.relname || '_' || numbered.attname || '_seq');
  END LOOP;
END $$;

-- ── keys of a shop's own programs ───────────────────────────────────────────────────────────────────────────────────
-- A key names its shop now; one of before is looked for among all shops.
ALTER TABLE api_keys DROP CONSTRAINT api_keys_hash_key;
CREATE UNIQUE INDEX api_keys_tenant_id_hash_key ON api_keys (tenant_id, hash);
CREATE INDEX api_keys_hash ON api_keys (hash);
