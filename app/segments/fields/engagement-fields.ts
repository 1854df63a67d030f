// Fields about what came of e-mails. Of any e-mail, receipts, opens and clicks are counted for good, with the days of the
// last ten; a given campaign, and what was replied to, failed or skipped, is told by its events, as long as they are kept.
// Machines never count, and Apple's privacy proxy, which loads every e-mail, is nobody who opened one.
import { DAYS_KEPT, dayOf, levelOf, scoreAt } from '#app/members/core/engagement.ts'
import { CLIENT_WORDS, DEVICE_WORDS } from '#app/tracking/judge/agent-words.ts'
import { CLIENT, DEVICE } from '#app/tracking/judge/codes.ts'
import { EVENT } from '#app/tracking/events.ts'
import { LARGEST_INT } from '#app/platform/text/bounds.ts'
import { z } from 'zod'
import type { Deed, DeedDone, Facts } from './facts.ts'
import { type Field, days, daysBefore, daysWords, type Names, oneOf, type SqlParts } from './field.ts'

/** N times or more, in all or within some days, of any e-mail or of a campaign. */
export type Deeds = { times: number; days: number | null; campaign: number | null }

const DID = { did: 'at least', 'did-not': 'fewer than' } as const
type Did = keyof typeof DID

type Seen = {
  /** Of any e-mail; null where only its events tell. */
  counted: { times: number; days: number[] } | null
  done: DeedDone[]
  /** Of whom nobody knows what they did not do. */
  untracked: boolean
}

type Told = {
  label: string
  deed: Deed
  past: string
  infinitive: string
  counted?: { column: 'receipts' | 'opens' | 'clicks'; days: 'receiptDays' | 'openDays' | 'clickDays'; sql: string }
  isTracked?: boolean
  hint?: string
}

const HUMAN =
  'Counts people: neither scanners nor Apple’s privacy proxy. Who chose not to be tracked is in no “fewer than”.'

const times = z
  .number({ error: 'Enter how many times' })
  .int('Enter a whole number of times')
  .min(1, 'Enter at least 1 time')
  .max(1000, 'Enter at most 1000 times')
const campaign = z.number({ error: 'Choose a campaign' }).int().min(1, 'Choose a campaign').max(LARGEST_INT)

const deedsSchema = (isCounted: boolean) =>
  z
    .object({ times, days: days.nullable(), campaign: campaign.nullable() })
    .refine((asked) => !isCounted || asked.days === null || asked.campaign !== null || asked.times <= DAYS_KEPT, {
      error: `Within days, ask for at most ${DAYS_KEPT} times`,
      path: ['times'],
    })

function deedField({ deed, label, past, infinitive, counted, isTracked = false, hint }: Told): Field<Deeds, Did, Seen> {
  return {
    label,
    group: 'engagement',
    operators: DID,
    value: deedsSchema(counted !== undefined),
    input: { kind: 'deeds' },
    ...(hint && { hint }),
    reach: counted ? 'campaign-events' : 'events',
    words: ({ operator, value }, names) => deedWords({ past, infinitive, did: operator === 'did' }, value, names),
    see: (facts) => seeDeeds(facts, { deed, counted, isTracked }),
    judge: ({ operator, value }, seen, at) => {
      const did = hasDone(value, seen, at)
      if (!did && seen.untracked) return null
      return did === (operator === 'did')
    },
    sql: ({ operator, value }, parts) => {
      const did =
        counted && value.campaign === null
          ? countedSql(value, counted, parts)
          : parts.isAmong(doersSql(deed, value, parts))
      const known = isTracked ? `CASE WHEN ${did} THEN true WHEN ${parts.untracked()} THEN NULL ELSE false END` : did
      return operator === 'did' ? `(${known})` : `NOT (${known})`
    },
    shown: (seen) => shownDeeds(seen),
  }
}

function seeDeeds(
  { engagement, deeds, untracked }: Facts,
  { deed, counted, isTracked }: Pick<Told, 'deed' | 'counted' | 'isTracked'>,
): Seen | undefined {
  if (engagement === undefined || deeds === undefined || untracked === undefined) return undefined
  return {
    counted: counted ? { times: engagement?.[counted.column] ?? 0, days: engagement?.[counted.days] ?? [] } : null,
    done: deeds.filter((done) => done.deed === deed),
    untracked: isTracked === true && untracked,
  }
}

function hasDone({ times: wanted, days: within, campaign: of }: Deeds, { counted, done }: Seen, at: Date): boolean {
  if (counted && of === null) {
    if (within === null) return counted.times >= wanted
    const day = counted.days[wanted - 1]
    return day !== undefined && day >= dayOf(at) - within
  }
  const since = within === null ? null : daysBefore(at, within)
  return (
    done.filter(({ campaignId, at: when }) => (of === null || campaignId === of) && (since === null || when >= since))
      .length >= wanted
  )
}

function countedSql(
  { times: wanted, days: within }: Deeds,
  { column, sql }: NonNullable<Told['counted']>,
  parts: SqlParts,
) {
  const { engagement, put, at } = parts
  const row = engagement()
  if (within === null) return `coalesce(${row}.${column} >= ${put(wanted)}::int, false)`
  return `coalesce(${row}.${sql}[${put(wanted)}::int] >= ${put(dayOf(at) - within)}::int, false)`
}

/** Who did it: under the number of today of whom Shopify has merged since. */
function doersSql(deed: Deed, { times: wanted, days: within, campaign: of }: Deeds, { put, at }: SqlParts): string {
  const { table, condition, when } = deed === 'skipped' ? SKIPPED : eventsOf(deed)
  const conditions = [
    `e.tenant_id = $1 AND ${condition}`,
    ...(of === null
      ? []
      : [
          `e.mailing_id = ANY (ARRAY(SELECT w.mailing_id FROM mailings w
             WHERE w.tenant_id = $1 AND w.source = 'campaign' AND w.source_id = ${put(of)}))`,
        ]),
    ...(within === null ? [] : [`${when} >= ${put(daysBefore(at, within))}::timestamptz`]),
  ]
  return `SELECT e.tenant_id, coalesce(k.kept, e.member_id) AS member_id FROM ${table} e
    LEFT JOIN merged_members k ON k.tenant_id = $1 AND k.gone = e.member_id
    WHERE ${conditions.join(' AND ')} GROUP BY 1, 2${wanted === 1 ? '' : ` HAVING count(*) >= ${put(wanted)}::int`}`
}

const EVENT_OF = {
  received: EVENT.sent,
  opened: EVENT.opened,
  clicked: EVENT.clicked,
  replied: EVENT.replied,
  failed: EVENT.failed,
} as const

const eventsOf = (deed: keyof typeof EVENT_OF) => ({
  table: 'mail_events',
  condition: `e.type = ${EVENT_OF[deed]} AND e.link_no = 0 AND e.seen_hits > 0`,
  when: 'e.created_at',
})
/** Who had a mail cancelled was not left out themselves. */
const SKIPPED = {
  table: 'recipients',
  condition: `e.state = 'skipped' AND e.skip_reason <> 'cancelled'`,
  when: 'e.settled_at',
}

type Said = { past: string; infinitive: string; did: boolean }

function deedWords(
  { past, infinitive, did }: Said,
  { times: wanted, days: within, campaign: of }: Deeds,
  names: Names,
) {
  const time = within === null ? '' : ` in the last ${daysWords(within)}`
  const name = of === null ? null : `“${names.campaign(of)}”`
  if (wanted === 1) return `${did ? past : `Did not ${infinitive}`} ${name ?? 'an email'}${time}`
  const often = `${did ? 'at least' : 'fewer than'} ${wanted}`
  return name ? `${past} ${name} ${often} times${time}` : `${past} ${often} emails${time}`
}

function shownDeeds({ counted, done, untracked }: Seen): string {
  const often = counted?.times ?? done.length
  if (untracked && often === 0) return 'not tracked, by their own choice'
  return often === 1 ? 'once' : often === 0 ? 'never' : `${often} times`
}

const score: Field<number, 'at-least' | 'at-most', { level: number | null; untracked: boolean }> = {
  label: 'Engagement score',
  group: 'engagement',
  hint: 'From 0 to 100: what people opened and clicked, half as much with each 30 days that it is old.',
  operators: { 'at-least': 'is at least', 'at-most': 'is at most' },
  value: z
    .number({ error: 'Enter a number' })
    .int('Enter a whole number')
    .min(0, 'Enter 0 or more')
    .max(100, 'Enter at most 100'),
  input: { kind: 'number' },
  words: ({ operator, value }) => `Engagement score is ${operator === 'at-least' ? 'at least' : 'at most'} ${value}`,
  see: ({ engagement, untracked }) =>
    engagement === undefined || untracked === undefined ? undefined : { level: engagement?.level ?? null, untracked },
  judge: ({ operator, value }, { level, untracked }, at) => {
    const limit = operator === 'at-least' ? value : value + 1
    const reaches = limit === 0 || (level !== null && level >= levelOf(limit, at))
    if (!reaches && untracked) return null
    return reaches === (operator === 'at-least')
  },
  sql: ({ operator, value }, { engagement, untracked, put, at }) => {
    const limit = operator === 'at-least' ? value : value + 1
    if (limit === 0) return 'true'
    const reaches = `CASE WHEN ${engagement()}.level >= ${put(levelOf(limit, at))}::int THEN true WHEN ${untracked()} THEN NULL ELSE false END`
    return operator === 'at-least' ? `(${reaches})` : `NOT (${reaches})`
  },
  shown: ({ level, untracked }, at) =>
    level === null && untracked ? 'not tracked, by their own choice' : String(scoreAt(level, at)),
}

type Codes<V extends string> = {
  codes: Record<V, number>
  words: Record<V, string | null>
  of: 'device' | 'client'
  areNames: boolean
}

/** What the last open or click of a person was made with. */
function lastUsed<V extends string>(label: string, { codes, words, of, areNames }: Codes<V>) {
  const known = (Object.keys(codes) as V[]).filter((code) => words[code] !== null)
  const byCode = new Map<number, V>(known.map((code) => [codes[code], code]))
  return oneOf<V>({
    label,
    group: 'engagement',
    hint: 'What they last opened or clicked with, as far as it is known.',
    areNames,
    choices: Object.fromEntries(known.map((code) => [code, words[code]])) as Record<V, string>,
    sql: (value, { engagement, put }) => `coalesce(${engagement()}.${of} = ${put(codes[value])}::int, false)`,
    see: ({ engagement }) => (engagement === undefined ? undefined : (byCode.get(engagement?.[of] ?? 0) ?? null)),
  })
}

export const ENGAGEMENT_FIELDS = {
  received: deedField({
    label: 'Received an email',
    deed: 'received',
    past: 'Received',
    infinitive: 'receive',
    counted: { column: 'receipts', days: 'receiptDays', sql: 'receipt_days' },
    hint: 'Emails that were handed over, whether or not they bounced.',
  }),
  opened: deedField({
    label: 'Opened an email',
    deed: 'opened',
    past: 'Opened',
    infinitive: 'open',
    counted: { column: 'opens', days: 'openDays', sql: 'open_days' },
    isTracked: true,
    hint: HUMAN,
  }),
  clicked: deedField({
    label: 'Clicked in an email',
    deed: 'clicked',
    past: 'Clicked in',
    infinitive: 'click in',
    counted: { column: 'clicks', days: 'clickDays', sql: 'click_days' },
    isTracked: true,
    hint: HUMAN,
  }),
  replied: deedField({
    label: 'Replied to an email',
    deed: 'replied',
    past: 'Replied to',
    infinitive: 'reply to',
  }),
  failed: deedField({
    label: 'Could not be sent an email',
    deed: 'failed',
    past: 'Could not be sent',
    infinitive: 'fail to get',
    hint: 'The hand-over of the email failed; bounces are a field of their own.',
  }),
  skipped: deedField({
    label: 'Was left out of a campaign',
    deed: 'skipped',
    past: 'Was left out of',
    infinitive: 'get left out of',
    hint: 'Skipped at the send, for a reason such as no consent.',
  }),
  score,
  device: lastUsed('Last device', { codes: DEVICE, words: DEVICE_WORDS, of: 'device', areNames: false }),
  client: lastUsed('Last email app', { codes: CLIENT, words: CLIENT_WORDS, of: 'client', areNames: true }),
}
