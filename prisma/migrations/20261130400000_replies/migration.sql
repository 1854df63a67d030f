-- Replies to e-mails of mailings. `raw` is the mail as it came, on its way to the shop, and null once that has it or it is
-- given up; the rest is kept for a day or two, so that a mail that comes twice is handed on once, and nobody sends hundreds.
CREATE TABLE reply_forwards (
  tenant_id    int NOT NULL REFERENCES tenants ON DELETE CASCADE,
  mailing_id   int NOT NULL,
  send_no      smallint NOT NULL,
  member_id    bigint NOT NULL,
  message_hash bytea NOT NULL,
  received_at  timestamptz NOT NULL,
  raw          bytea,
  attempts     smallint NOT NULL DEFAULT 0,
  not_before   timestamptz NOT NULL,
  error        text,
  PRIMARY KEY (tenant_id, mailing_id, send_no, member_id, message_hash)
);
CREATE INDEX reply_forwards_due ON reply_forwards (tenant_id, not_before) WHERE raw IS NOT NULL;
CREATE INDEX reply_forwards_member ON reply_forwards (tenant_id, member_id);

-- As before, with 'replied'.
CREATE OR REPLACE VIEW campaign_events AS
  SELECT md5(concat_ws('-', e.tenant_id, e.mailing_id, e.type, e.link_no, e.send_no, e.member_id))::uuid AS id,
    w.source_id AS campaign_id, e.member_id, e.tenant_id,
    (ARRAY['sent', 'delivered', 'bounced', NULL, 'opened', 'clicked', 'unsubscribed', 'complained', 'failed', NULL,
      'resubscribed', 'delayed', 'suppressed', 'rejected', 'replied'])[e.type] AS event_type,
    m.email, e.created_at
  FROM mail_events e
  JOIN mailings w ON w.tenant_id = e.tenant_id AND w.mailing_id = e.mailing_id AND w.source = 'campaign'
  LEFT JOIN merged_members g ON g.tenant_id = e.tenant_id AND g.gone = e.member_id
  LEFT JOIN members m ON m.tenant_id = e.tenant_id AND m.member_id = coalesce(g.kept, e.member_id)
  WHERE e.link_no = 0 AND e.type NOT IN (4, 10) AND e.hits > 0;
