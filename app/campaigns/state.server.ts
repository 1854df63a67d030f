// A campaign's state is that of its mailings, and before it has one that of its schedule: the one place that says how.

/**
 * SQL that joins to each row of `campaigns c` its `state`: status (the least far of its mailings decides, in the order of
 * the type mailing_status; without one it is scheduled, held at its time, or a draft), what its pause is about, who it comes from and came from, when the last
 * mailing ended (null while one has not), and the numbers of its mailings.
 */
export const STATE = `CROSS JOIN LATERAL (
  SELECT coalesce(min(m.status)::text, CASE WHEN c.scheduled_for IS NULL THEN 'draft' WHEN c.held_at IS NULL THEN 'scheduled'
      WHEN c.held_problems IS NULL THEN 'missed' ELSE 'stopped' END) AS status,
    (array_agg(m.pause_reason ORDER BY m.mailing_id) FILTER (WHERE m.status = 'paused' AND m.pause_reason IS NOT NULL))[1] AS pause_reason,
    (array_agg(m.pause_detail ORDER BY m.mailing_id) FILTER (WHERE m.status = 'paused' AND m.pause_reason IS NOT NULL))[1] AS pause_detail,
    (array_agg(m.sender ->> 'fromEmail' ORDER BY m.mailing_id DESC))[1] AS from_email,
    coalesce((array_agg(m.past_senders ORDER BY m.mailing_id DESC))[1], '[]') AS past_senders,
    CASE WHEN count(*) = count(m.ended_at) THEN max(m.ended_at) END AS finished_at,
    coalesce(array_agg(m.mailing_id ORDER BY m.mailing_id) FILTER (WHERE m.mailing_id IS NOT NULL), '{}') AS mailings
  FROM mailings m WHERE m.tenant_id = c.tenant_id AND m.source = 'campaign' AND m.source_id = c.campaign_id) AS state`
