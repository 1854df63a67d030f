-- How far the share of a closed mailing is moved, a page of its events at a time: type, send_no and member_id of the last one.
ALTER TABLE mailings ADD COLUMN shares_moved_to bigint[];

-- Who is a member no more has done nothing, and their events are there still: what lies beneath the counts is less than nothing
-- by as much. So they can be counted again, even of somebody who comes back. Of those who left before:
INSERT INTO member_engagement (tenant_id, member_id, base_receipts, base_opens, base_clicks, base_weight)
  SELECT tenant_id, member_id, -count(*) FILTER (WHERE type = 1), -count(*) FILTER (WHERE type = 5), -count(*) FILTER (WHERE type = 6),
    -coalesce(sum((CASE type WHEN 5 THEN 1 ELSE 4 END) * power(2::float8, day / 30) * round(65536 * power(2::float8, (day % 30) / 30.0::float8)) / 65536)
      FILTER (WHERE type IN (5, 6)), 0)
  FROM (SELECT e.*, ((e.created_at AT TIME ZONE 'UTC')::date - date '2020-01-01')::smallint AS day
    FROM mail_events e JOIN mailings w ON w.tenant_id = e.tenant_id AND w.mailing_id = e.mailing_id AND w.shares_moved_at IS NULL
    WHERE e.link_no = 0 AND e.seen_hits > 0 AND e.type IN (1, 5, 6)
      AND NOT EXISTS (SELECT FROM members m WHERE m.tenant_id = e.tenant_id AND m.member_id = e.member_id)) e
  GROUP BY 1, 2
  ON CONFLICT DO NOTHING;
