-- Who was erased of late, by number: an export that was begun before still holds them. Deleted once no such export is left.
CREATE TABLE erased_members (
  tenant_id int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  member_id bigint NOT NULL,
  erased_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, member_id)
);
