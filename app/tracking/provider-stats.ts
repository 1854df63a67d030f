// Figures by receiving provider and day: an upsert in the very statement that writes the events, and the same sums once more
// from the events for the recount. A recipient without a provider (handed over before there were any) counts in neither.
import { EVENT } from './events.ts'

/** Codes of `provider_stats.metric`: stored, so never renumbered. */
export const PROVIDER_METRIC = {
  sent: 1,
  delivered: 2,
  /** People whose mail the provider put off at least once. */
  delayed: 3,
  complained: 4,
  /** Milliseconds from hand-over to delivery, summed over those whose delivery is timed: the sum of the six below. */
  deliveryMs: 10,
  deliveredIn10s: 11,
  deliveredIn1min: 12,
  deliveredIn5min: 13,
  deliveredIn30min: 14,
  deliveredIn2h: 15,
  deliveredLater: 16,
  /** And the cause's code (provider/bounce-cause.ts): people whose mail came back, by why it did first. */
  bounced: 20,
} as const

/** Events that count by provider. */
const COUNTED = [EVENT.sent, EVENT.delivered, EVENT.delayed, EVENT.complained, EVENT.bounced] as const
const counted = new Set<number>(COUNTED)

/** Whether events of this type count by provider. */
export const countsByProvider = (type: number): boolean => counted.has(type)

const M = PROVIDER_METRIC

/** SQL: the UTC day of an event. */
const dayOf = (at: string) => `(${at} AT TIME ZONE 'UTC')::date`

/** SQL: the metric that an event raises by one. */
const metricOf = (
  type: string,
  cause: string,
) => `(CASE ${type} WHEN ${EVENT.sent} THEN ${M.sent} WHEN ${EVENT.delivered} THEN ${M.delivered}
    WHEN ${EVENT.delayed} THEN ${M.delayed} WHEN ${EVENT.complained} THEN ${M.complained}
    WHEN ${EVENT.bounced} THEN ${M.bounced} + coalesce(${cause}, 0) END)::smallint`

/** SQL: the figures (metric, amount) of the time from a hand-over to its delivery. */
function timesOf(sentAt: string, at: string): string {
  const ms = `round(extract(epoch FROM ${at} - ${sentAt}) * 1000)::bigint`
  const within = (seconds: number, metric: number) => `WHEN ${ms} <= ${seconds * 1000} THEN ${metric}`
  return `(VALUES (${M.deliveryMs}::smallint, ${ms}),
    ((CASE ${within(10, M.deliveredIn10s)} ${within(60, M.deliveredIn1min)} ${within(300, M.deliveredIn5min)}
      ${within(1800, M.deliveredIn30min)} ${within(7200, M.deliveredIn2h)} ELSE ${M.deliveredLater} END)::smallint, 1::bigint)
  ) AS figure(metric, amount)`
}

/**
 * SQL: whether a delivery is timed: where the hand-over was written down before it. What only the delivery's own report told
 * us (a worker had died) has no time.
 */
const isTimed = (sentAt: string, at: string) => `${sentAt} <= ${at}`

const RECEIPT = 'tenant_id, mailing_id, send_no, member_id'
const ofReceipt = (row: string, tenant: string, receipt: string) =>
  `${row}.tenant_id = ${tenant}.tenant_id AND ${row}.mailing_id = ${receipt}.mailing_id AND ${row}.send_no = ${receipt}.send_no
     AND ${row}.member_id = ${receipt}.member_id`

const upsert = (slot: string, figures: string) => `providers AS (
  INSERT INTO provider_stats AS s (tenant_id, provider, day, metric, slot, amount)
  SELECT tenant_id, provider, day, metric, ${slot}, sum(amount) FROM (${figures}) AS figures
  WHERE amount <> 0 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (tenant_id, provider, day, metric, slot) DO UPDATE SET amount = s.amount + excluded.amount
)`

// GROUP BY keeps the look-ups look-ups, whatever the planner thinks of the number of rows.
const RECIPIENT = `JOIN LATERAL (SELECT r.tenant_id, r.provider, r.bounce_cause FROM recipients r
  WHERE ${ofReceipt('r', 'c', 'c')} AND r.provider IS NOT NULL GROUP BY r.tenant_id, r.provider, r.bounce_cause) r ON true`
const HAND_OVER = `JOIN LATERAL (SELECT e.tenant_id, e.created_at FROM mail_events e
  WHERE ${ofReceipt('e', 'r', 'c')} AND e.type = ${EVENT.sent} AND e.link_no = 0 GROUP BY e.tenant_id, e.created_at) e ON true`

/**
 * SQL: a common table expression that raises the figures by the people whom `counted` (the events just written) meets for
 * the first time. A delivery is timed by a hand-over that an earlier statement has written, never by one of its own.
 */
export const foldProviders = (slot: string): string =>
  upsert(
    slot,
    `SELECT c.tenant_id, r.provider, ${dayOf('c.created_at')} AS day, ${metricOf('c.type', 'r.bounce_cause')} AS metric, 1::bigint AS amount
     FROM counted c ${RECIPIENT}
     WHERE c.people > 0 AND c.link_no = 0 AND c.type IN (${COUNTED.join(', ')})
     UNION ALL
     SELECT c.tenant_id, r.provider, ${dayOf('c.created_at')}, figure.metric, figure.amount
     FROM counted c ${RECIPIENT} ${HAND_OVER} CROSS JOIN LATERAL ${timesOf('e.created_at', 'c.created_at')}
     WHERE c.people > 0 AND c.link_no = 0 AND c.type = ${EVENT.delivered} AND ${isTimed('e.created_at', 'c.created_at')}`,
  )

/** SQL: the same for a statement that has just changed the recipients themselves and returned them as `marked`; only those who were sent to. */
export const foldMarkedProviders = (slot: string): string =>
  upsert(
    slot,
    `SELECT c.tenant_id, m.provider, ${dayOf('c.created_at')} AS day, ${M.sent}::smallint AS metric, 1::bigint AS amount
     FROM counted c JOIN marked m USING (${RECEIPT})
     WHERE c.people > 0 AND c.type = ${EVENT.sent} AND m.provider IS NOT NULL`,
  )

/** SQL: the figures as the events `e` of some mailings say them, in the columns of provider_stats but slot and base. */
export const providerFigures = (
  ofMailings: string,
) => `SELECT tenant_id, provider, day, metric, sum(amount) AS amount FROM (
    SELECT e.tenant_id, r.provider, ${dayOf('e.created_at')} AS day, ${metricOf('e.type', 'r.bounce_cause')} AS metric, 1::bigint AS amount
    FROM mail_events e JOIN recipients r ON ${ofReceipt('r', 'e', 'e')}
    WHERE e.link_no = 0 AND e.type IN (${COUNTED.join(', ')}) AND e.hits > 0 AND r.provider IS NOT NULL AND ${ofMailings}
    UNION ALL
    SELECT e.tenant_id, r.provider, ${dayOf('e.created_at')}, figure.metric, figure.amount
    FROM mail_events e JOIN recipients r ON ${ofReceipt('r', 'e', 'e')}
    JOIN mail_events s ON ${ofReceipt('s', 'e', 'e')} AND s.type = ${EVENT.sent} AND s.link_no = 0
    CROSS JOIN LATERAL ${timesOf('s.created_at', 'e.created_at')}
    WHERE e.link_no = 0 AND e.type = ${EVENT.delivered} AND e.hits > 0 AND r.provider IS NOT NULL AND ${ofMailings}
      AND ${isTimed('s.created_at', 'e.created_at')}
  ) AS figures WHERE amount <> 0 GROUP BY 1, 2, 3, 4`
