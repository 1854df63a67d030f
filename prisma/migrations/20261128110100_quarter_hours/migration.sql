-- What is counted by time is counted by the quarter of an hour: in some zones days begin at 18:15 or 18:30 UTC. `hour` keeps
-- its name, for processes of before may still be writing. Counted again from the events, where there are any left.
LOCK TABLE campaign_stats_hourly IN EXCLUSIVE MODE;

DELETE FROM campaign_stats_hourly s
  WHERE EXISTS (SELECT FROM campaign_events e WHERE e.tenant_id = s.tenant_id AND e.campaign_id = s.campaign_id);

INSERT INTO campaign_stats_hourly (tenant_id, campaign_id, hour, type, slot, people)
  SELECT tenant_id, campaign_id, date_bin('15 minutes', created_at, '2000-01-01 00:00:00+00'), type, 0, count(*)
  FROM campaign_events WHERE link_no = 0 AND hits > 0 GROUP BY 1, 2, 3, 4;
