-- An import that goes on at the byte where it was, and a check of what we know against what Shopify has.

CREATE TYPE import_kind AS ENUM ('import', 'reconcile');
ALTER TABLE imports
  ADD COLUMN kind            import_kind NOT NULL DEFAULT 'import',
  -- What changed here from then on is no difference: Shopify's file is of that moment or later.
  ADD COLUMN exported_from   timestamptz,
  -- Up to here the file is in the members; file_tag says which file it is.
  ADD COLUMN bytes_loaded    bigint NOT NULL DEFAULT 0,
  ADD COLUMN file_tag        text,
  ADD COLUMN rows_unreadable int NOT NULL DEFAULT 0,
  ADD COLUMN unreadable      text[] NOT NULL DEFAULT '{}',
  ADD COLUMN failures        smallint NOT NULL DEFAULT 0;
DROP INDEX imports_live;
CREATE UNIQUE INDEX imports_live ON imports (tenant_id, kind) WHERE status IN ('requested', 'running', 'loading');

CREATE TYPE difference_about AS ENUM ('email', 'sms', 'customer');
CREATE TYPE difference_class AS ENUM ('webhook-late', 'webhook-lost', 'webhook-failed', 'write-back-waiting', 'write-back-refused', 'opt-out-kept', 'merged', 'deleted', 'missing-here');
CREATE TYPE difference_repair AS ENUM ('adopted', 'owed', 'waiting', 'refused', 'added', 'joined', 'removed');

-- What a check found: numbers and classes, nothing of the person.
CREATE TABLE reconcile_differences (
  tenant_id int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  import_id int NOT NULL,
  member_id bigint NOT NULL,
  about     difference_about NOT NULL,
  class     difference_class NOT NULL,
  -- NULL until it is settled.
  repair    difference_repair,
  found_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, import_id, member_id, about)
);
