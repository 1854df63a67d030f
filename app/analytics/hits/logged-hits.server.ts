// What the log says of opens and clicks whose events are told. Writes nothing.
import { db } from '#app/platform/db/db.server.ts'
import { namesOf } from '#app/platform/text/code-names.ts'
import { EVENT } from '#app/tracking/events.ts'
import { BROWSER, CLIENT, DEVICE, REASON } from '#app/tracking/judge/codes.ts'
import { readAgent } from '#app/tracking/judge/hit.ts'
import type { SeenBy } from './hit-words.ts'

/** An event as its row says it. */
export type EventOfHit = {
  mailingId: number
  sendNo: number
  memberId: string
  type: number
  at: Date
  device: number
  client: number
}

type Row = Pick<EventOfHit, 'mailingId' | 'sendNo' | 'memberId' | 'type' | 'at'> & {
  reason: number
  agentNo: number
  referrer: string | null
}

const REASONS = namesOf(REASON)
const IN_THE_LOG: number[] = [EVENT.opened, EVENT.clicked]

/**
 * The same events, each with what its hit was made with. An event has the very time of its first hit, and the log an index
 * of its times (BRIN): all are found in one pass over the few pages of those moments. Where the log does not reach back, it is
 * what the event itself says.
 */
export async function withHits<Event extends EventOfHit>(
  tenantId: number,
  events: Event[],
): Promise<(Event & { seenBy: SeenBy })[]> {
  const found = await findHits(
    tenantId,
    events.filter(({ type }) => IN_THE_LOG.includes(type)),
  )
  const agents = await findAgents([...found.values()].map(({ agentNo }) => agentNo))
  return events.map((event) => {
    const { device, client } = event
    const hit = found.get(keyOf(event))
    if (!hit) return { ...event, seenBy: { device, client, browser: BROWSER.unknown, reason: null, referrer: null } }
    const known = { reason: REASONS.get(hit.reason) ?? null, referrer: hit.referrer }
    return {
      ...event,
      seenBy: { ...(agents.get(hit.agentNo) ?? { device, client, browser: BROWSER.unknown }), ...known },
    }
  })
}

const keyOf = ({ mailingId, sendNo, memberId, type, at }: Omit<EventOfHit, 'device' | 'client'>) =>
  `${mailingId} ${sendNo} ${memberId} ${type} ${at.getTime()}`

async function findHits(tenantId: number, events: EventOfHit[]): Promise<Map<string, Row>> {
  if (events.length === 0) return new Map()
  const found = await db().query<Row>(
    `SELECT mailing_id AS "mailingId", send_no AS "sendNo", member_id::text AS "memberId", type, hit_at AS at, reason,
       agent_no AS "agentNo", referrer
     FROM hit_log WHERE tenant_id = $1 AND hit_at = ANY ($2::timestamptz[]) AND member_id = ANY ($3::bigint[])`,
    [tenantId, distinct(events.map(({ at }) => at.toISOString())), distinct(events.map(({ memberId }) => memberId))],
  )
  return new Map(found.rows.map((row) => [keyOf(row), row]))
}

async function findAgents(numbers: number[]): Promise<Map<number, Pick<SeenBy, 'device' | 'client' | 'browser'>>> {
  if (numbers.length === 0) return new Map()
  const found = await db().query<{ no: number; text: string }>(
    'SELECT agent_no AS no, user_agent AS text FROM agents WHERE agent_no = ANY ($1)',
    [distinct(numbers)],
  )
  return new Map(
    found.rows.map(({ no, text }) => {
      const { device, client, browser } = readAgent(text)
      return [no, { device: DEVICE[device], client: CLIENT[client], browser: BROWSER[browser] }]
    }),
  )
}

const distinct = <Value>(values: Value[]): Value[] => [...new Set(values)]
