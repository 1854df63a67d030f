-- What has happened until now. Apart from the columns, so that only the rows are locked while this runs, which the release
-- before goes on writing; what it counts meanwhile is no engagement.
UPDATE mail_events SET seen_hits = hits WHERE hits > 0 AND NOT (type = 5 AND verdict = 2 AND client = 3);
INSERT INTO mail_stats AS s (tenant_id, mailing_id, type, slot, seen_people)
  SELECT tenant_id, mailing_id, type, 0, count(*) FROM mail_events WHERE link_no = 0 AND seen_hits > 0 GROUP BY 1, 2, 3
  ON CONFLICT (tenant_id, mailing_id, type, slot) DO UPDATE SET seen_people = excluded.seen_people;
INSERT INTO member_engagement (tenant_id, member_id, receipts, opens, clicks, last_receipt_at, last_open_at, last_click_at,
    receipt_days, open_days, click_days, device, client, weight, level)
  SELECT tenant_id, member_id, receipts, opens, clicks, last_receipt_at, last_open_at, last_click_at,
    coalesce(receipt_days[1:10], '{}'), coalesce(open_days[1:10], '{}'), coalesce(click_days[1:10], '{}'),
    coalesce(agents[1], 0) / 100, coalesce(agents[1], 0) % 100, weight,
    CASE WHEN weight > 0 THEN round(30 * ln(weight) / 0.6931471805599453) END
  FROM (
    SELECT tenant_id, member_id,
      count(*) FILTER (WHERE type = 1) AS receipts, count(*) FILTER (WHERE type = 5) AS opens, count(*) FILTER (WHERE type = 6) AS clicks,
      max(created_at) FILTER (WHERE type = 1) AS last_receipt_at, max(created_at) FILTER (WHERE type = 5) AS last_open_at,
      max(created_at) FILTER (WHERE type = 6) AS last_click_at,
      array_agg(day ORDER BY day DESC) FILTER (WHERE type = 1) AS receipt_days,
      array_agg(day ORDER BY day DESC) FILTER (WHERE type = 5) AS open_days,
      array_agg(day ORDER BY day DESC) FILTER (WHERE type = 6) AS click_days,
      array_agg(device * 100 + client ORDER BY created_at DESC) FILTER (WHERE type IN (5, 6)) AS agents,
      coalesce(sum((CASE type WHEN 5 THEN 1 ELSE 4 END) * power(2::float8, day / 30) * round(65536 * power(2::float8, (day % 30) / 30.0::float8)) / 65536)
        FILTER (WHERE type IN (5, 6)), 0) AS weight
    FROM (SELECT *, ((created_at AT TIME ZONE 'UTC')::date - date '2020-01-01')::smallint AS day FROM mail_events e
      WHERE link_no = 0 AND seen_hits > 0 AND type IN (1, 5, 6)
        AND EXISTS (SELECT FROM members m WHERE m.tenant_id = e.tenant_id AND m.member_id = e.member_id)) e GROUP BY 1, 2) m;
INSERT INTO engagement_levels (tenant_id, level, slot, members)
  SELECT tenant_id, level, 0, count(*) FROM member_engagement WHERE level IS NOT NULL GROUP BY 1, 2;
