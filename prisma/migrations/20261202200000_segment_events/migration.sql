-- What segments ask of all members and is rare among very many rows: whose e-mail failed, who replied, who was left out.
-- Each is answered from the index alone.
CREATE INDEX mail_events_seldom ON mail_events (tenant_id, type, member_id, created_at) INCLUDE (seen_hits)
  WHERE link_no = 0 AND type IN (9, 15);
CREATE INDEX recipients_skipped ON recipients (tenant_id, member_id, settled_at) INCLUDE (skip_reason) WHERE state = 'skipped';
