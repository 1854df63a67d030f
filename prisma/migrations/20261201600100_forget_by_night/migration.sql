-- Who was erased and is in the log of hits still: the log is gone through once a night (app/tracking/hits).
CREATE TABLE hits_to_forget (
  tenant_id int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  member_id bigint NOT NULL,
  erased_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, member_id)
);
