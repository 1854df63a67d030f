-- Rows as the release before mailings wrote them, of every kind: its migrations up to 20261128110200.
INSERT INTO tenants (tenant_id, shop, name, installed_at) VALUES
  (1, 'old.myshopify.com', 'Old', '2026-01-01Z'), (2, 'other.myshopify.com', 'Other', '2026-01-01Z');
SELECT setval(pg_get_serial_sequence('tenants', 'tenant_id'), 2);
INSERT INTO imports (tenant_id, status, requested_at, finished_at)
  SELECT tenant_id, 'done', '2026-01-01Z', '2026-01-01Z' FROM tenants;
INSERT INTO settings (tenant_id, postal_address, updated_at) SELECT tenant_id, '1 High Street', '2026-01-01Z' FROM tenants;
INSERT INTO segments (tenant_id, segment_id, name, rules, created_at, updated_at)
  SELECT tenant_id, 1, 'Everybody', '{"match": "all", "rules": []}', '2026-01-01Z', '2026-01-01Z' FROM tenants;
INSERT INTO members (tenant_id, member_id, first_name, email, email_state, email_unsubscribed, email_unsubscribed_at, created_at, updated_at)
  SELECT t, 7000000000000 + n, 'Sarah ' || n, 'sarah-' || t || '-' || n || '@example.com', 'SUBSCRIBED', n % 7 = 0,
    CASE WHEN n % 7 = 0 THEN timestamptz '2026-10-02 10:00Z' END, '2026-01-02Z', '2026-01-02Z'
  FROM generate_series(1, 2) AS t, generate_series(1, 40) AS n;

-- Of each state, of one month and of the next; in shop 2 the same numbers in another order.
INSERT INTO campaigns (tenant_id, campaign_id, segment_id, name, subject, html, utm, sender, status, pause_reason, pause_detail,
    created_at, updated_at, started_at, finished_at, segment_name, segment_rules, frozen_at, sender_version, past_senders)
  SELECT t, id, CASE WHEN state IN ('lost', 'stuck') THEN 99 ELSE 1 END, name, 'Hi {{first_name | you}}',
    '<p>Hello</p><a href="https://shop.example/' || id || '">Shop</a>', id <> 4,
    CASE WHEN state <> 'draft' THEN '{"fromName": "Old", "fromEmail": "old@mail.example", "replyTo": null, "postalAddress": "1 High Street", "utmMedium": "newsletter", "shopName": "Old"}'::jsonb END,
    CASE state WHEN 'lost' THEN 'preparing' WHEN 'stuck' THEN 'paused' ELSE state END::campaign_status,
    CASE WHEN state = 'paused' THEN 'Amazon SES says no' END, CASE WHEN state = 'paused' THEN 'MessageRejected' END,
    at, at, CASE WHEN state <> 'draft' THEN at END, CASE WHEN state IN ('sent', 'cancelled') THEN at + interval '1 hour' END,
    CASE WHEN frozen THEN 'Everybody' END, CASE WHEN frozen THEN '{"match": "all", "rules": []}'::jsonb END, CASE WHEN frozen THEN at END,
    CASE WHEN state = 'paused' THEN 2 ELSE 1 END,
    CASE WHEN state = 'paused' THEN '[{"fromEmail": "first@mail.example", "until": "2026-10-01T10:00:00Z"}]'::jsonb ELSE '[]' END
  FROM (VALUES (1, 'sent', true), (2, 'draft', false), (3, 'cancelled', true), (4, 'sent', true), (5, 'paused', true),
      (6, 'sending', true), (7, 'preparing', false), (8, 'lost', false), (9, 'sent', false), (10, 'stuck', false)) AS c (id, state, frozen),
    generate_series(1, 2) AS t, LATERAL (SELECT 'Campaign ' || id || ' of ' || t AS name, timestamptz '2026-10-01 10:00Z' + id * interval '1 day' AS at) AS x;
SELECT setval(pg_get_serial_sequence('campaigns', 'campaign_id'), 10);
INSERT INTO campaign_links (tenant_id, campaign_id, link_no, url, label, kind)
  SELECT tenant_id, campaign_id, n, 'https://shop.example/' || campaign_id || '?n=' || n, 'Link ' || n, (ARRAY['text', 'button', 'image'])[n]
  FROM campaigns, generate_series(1, 3) AS n WHERE status NOT IN ('draft', 'preparing') AND campaign_id <> 10;

-- One of each state and reason in each campaign that has begun, the 9th too, which is from before it was noted when.
INSERT INTO recipients (tenant_id, campaign_id, member_id, state, skip_reason, attempt, worker, lease_until, message_id, error, frozen_at, settled_at)
  SELECT tenant_id, campaign_id, 7000000000000 + n, state::recipient_state, reason::skip_reason, attempt, worker,
    CASE WHEN state = 'sending' THEN timestamptz '2026-10-30Z' END, CASE WHEN state = 'sent' THEN 'ses-' || campaign_id || '-' || n END,
    error, started_at, CASE WHEN state NOT IN ('queued', 'sending') THEN started_at + n * interval '1 minute' END
  FROM campaigns, generate_series(1, 40) AS n, LATERAL (SELECT * FROM (VALUES
      ('sent', NULL, 1, 'w', NULL), ('sent', NULL, 2, 'w', NULL), ('failed', NULL, 1, 'w', 'Illegal address'),
      ('skipped', 'no-consent', 0, NULL, NULL), ('skipped', 'unsubscribed', 0, NULL, NULL), ('unconfirmed', NULL, 1, 'w', 'no answer'),
      ('queued', NULL, 0, NULL, NULL), ('sending', NULL, 1, 'w', NULL), ('sent', NULL, 1, 'w', NULL), ('skipped', 'cancelled', 0, NULL, NULL)
    ) AS k (state, reason, attempt, worker, error) OFFSET n % 10 LIMIT 1) AS kind
  WHERE status NOT IN ('draft', 'preparing') AND campaign_id <> 10
    AND NOT (status IN ('sent', 'cancelled') AND state IN ('queued', 'sending'));

-- Events of each type, some by machines alone, some of links; a month is cut between.
INSERT INTO campaign_events (tenant_id, campaign_id, type, link_no, member_id, created_at, hits, machine_hits, verdict, device, client)
  SELECT tenant_id, campaign_id, type, link_no, 7000000000000 + n, started_at + n * interval '20 minutes' + type * interval '1 hour',
    CASE WHEN (n + type) % 5 = 0 THEN 0 ELSE n % 3 + 1 END, CASE WHEN (n + type) % 5 = 0 THEN 2 ELSE n % 2 END, n % 4, n % 4, n % 7
  FROM campaigns, generate_series(1, 40) AS n, (SELECT type, link_no FROM generate_series(1, 14) AS type,
    generate_series(0, 3) AS link_no WHERE link_no = 0 OR type = 6) AS kinds
  WHERE campaign_id IN (1, 3, 4) AND (n + campaign_id + type) % 3 > 0;
SELECT cut_event_partition();
INSERT INTO campaign_events (tenant_id, campaign_id, type, member_id, created_at)
  SELECT tenant_id, campaign_id, type, 7000000000000 + n, started_at + n * interval '7 minutes'
  FROM campaigns, generate_series(1, 20) AS n, unnest('{1,2,5}'::smallint[]) AS type WHERE campaign_id IN (5, 6, 9);
INSERT INTO campaigns (tenant_id, campaign_id, name, status, created_at, updated_at, started_at, finished_at)
  SELECT tenant_id, 11, 'Campaign 11', 'sent', '2026-11-01Z', '2026-11-01Z', '2026-11-01Z', '2026-11-01Z' FROM tenants;
SELECT setval(pg_get_serial_sequence('campaigns', 'campaign_id'), 11);
INSERT INTO campaign_events (tenant_id, campaign_id, type, member_id, created_at)
  SELECT tenant_id, 11, 2, 7000000000000 + n, '2026-11-01 12:00Z' FROM tenants, generate_series(1, 5) AS n;
INSERT INTO campaign_stats (tenant_id, campaign_id, type, slot, people, hits, machine_people, machine_hits)
  SELECT tenant_id, campaign_id, type, member_id % 2, count(*) FILTER (WHERE hits > 0), sum(hits),
    count(*) FILTER (WHERE hits = 0 AND machine_hits > 0), sum(machine_hits)
  FROM campaign_events WHERE link_no = 0 GROUP BY 1, 2, 3, 4;
INSERT INTO campaign_stats_hourly (tenant_id, campaign_id, hour, type, slot, people)
  SELECT tenant_id, campaign_id, date_bin('15 minutes', created_at, '2000-01-01 00:00:00+00'), type, 0, count(*)
  FROM campaign_events WHERE link_no = 0 AND hits > 0 GROUP BY 1, 2, 3, 4;
INSERT INTO link_stats (tenant_id, campaign_id, link_no, slot, people, hits, machine_hits)
  SELECT tenant_id, campaign_id, link_no, 0, count(*) FILTER (WHERE hits > 0), sum(hits), sum(machine_hits)
  FROM campaign_events WHERE link_no > 0 AND type = 6 GROUP BY 1, 2, 3;

INSERT INTO bounces (tenant_id, member_id, campaign_id, kind, bounce_type, feedback_id, occurred_at)
  SELECT tenant_id, 7000000000000 + n, CASE WHEN n < 4 THEN n END, (ARRAY['hard', 'soft', 'complaint', 'soft'])[n], 'Permanent', 'f-' || n, '2026-10-05Z'
  FROM tenants, generate_series(1, 4) AS n;
INSERT INTO test_mails (tenant_id, since, sent) VALUES (1, '2026-11-01Z', 3);

-- A ledger in which some opted out by the link of a campaign.
INSERT INTO consent_ledger (tenant_id, member_id, seq, channel, source, old_state, new_state, recorded_at, campaign_id, reference, actor, hash)
  SELECT (l).tenant_id, (l).member_id, (l).seq, (l).channel, (l).source, (l).old_state, (l).new_state, (l).recorded_at,
    (l).campaign_id, (l).reference, (l).actor,
    consent_chain('', consent_payload(l)) OVER (PARTITION BY (l).tenant_id, (l).member_id ORDER BY (l).seq)
  FROM (
    SELECT ROW(tenant_id, member_id, 1, 'email', 'import', NULL, 'SUBSCRIBED', NULL, NULL, '2026-01-02Z', NULL, NULL, 'shopify', NULL)::consent_ledger AS l
      FROM members
    UNION ALL
    SELECT ROW(tenant_id, member_id, 2, 'email', 'unsubscribe-link', 'SUBSCRIBED', 'UNSUBSCRIBED', NULL, NULL, '2026-10-02 10:00Z',
      1 + member_id % 2, E'two\nlines', 'customer', NULL)::consent_ledger FROM members WHERE email_unsubscribed) AS given;
INSERT INTO consent_heads (tenant_id, member_id, seq, hash)
  SELECT DISTINCT ON (tenant_id, member_id) tenant_id, member_id, seq, hash FROM consent_ledger ORDER BY tenant_id, member_id, seq DESC;
