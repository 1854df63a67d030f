// What must hold after every storm. Each rule says what breaks it, one line a finding; no line is a pass.
import type { Memory } from './changes.ts'
import type { Press } from './weather.ts'
import type { World } from './world.ts'

type Change = {
  id: string
  seq: number
  channel: 'email' | 'sms'
  source: string
  oldState: string | null
  state: string
  level: string | null
  shopifyAt: Date | null
  recordedAt: Date
  reference: string | null
}

type Trial = { world: World; memory: Memory; presses: Press[] }

export async function judge(trial: Trial): Promise<string[]> {
  const ledgers = await readLedgers(trial.world)
  const findings = [
    appliedTwice(ledgers),
    undoneOptOuts(ledgers, trial),
    await unlikeTheLedger(trial.world, ledgers),
    await brokenUnsubscribes(trial, ledgers),
    await acceptedButNotStored(trial.world),
    await writtenByUs(trial.world),
    await leftBehind(trial.world),
    (await trial.world.verifyLedger()).map((fault) => `the ledger: ${JSON.stringify(fault)}`),
  ]
  return findings.flat()
}

/** The changes of each member and channel, the oldest first. */
type Ledgers = Map<string, Change[]>

async function readLedgers({ sql, tenantId }: World): Promise<Ledgers> {
  const found = await sql.query<Change>(
    `SELECT member_id::text AS id, seq, channel, source, old_state AS "oldState", new_state AS state,
       opt_in_level AS level, shopify_at AS "shopifyAt", recorded_at AS "recordedAt", reference
     FROM consent_ledger WHERE tenant_id = $1 ORDER BY member_id, seq`,
    [tenantId],
  )
  return Map.groupBy(found.rows, ({ id, channel }) => `${id} ${channel}`)
}

function appliedTwice(ledgers: Ledgers): string[] {
  return [...ledgers].flatMap(([key, changes]) => {
    const repeats = changes.flatMap((change, index) => {
      const before = changes[index - 1]
      if (!before) return []
      if (before.state !== change.oldState) return [`${key}: row ${change.seq} does not follow the one before`]
      const same = before.state === change.state && before.level === change.level
      return same ? [`${key}: row ${change.seq} repeats the one before`] : []
    })
    const webhooks = changes.filter(({ source }) => source === 'shopify-webhook').map(({ reference }) => reference)
    const twice = webhooks.filter((id, index) => webhooks.indexOf(id) !== index)
    return [...repeats, ...twice.map((id) => `${key}: webhook ${id} is there twice`)]
  })
}

/** The changes as a finding shows them: what became of it, from where, decided when. */
const story = (changes: Change[]) =>
  changes
    .map(
      (change) =>
        `${change.seq} ${change.state}/${change.level} ${change.source} ${change.shopifyAt?.toISOString() ?? `ours ${change.recordedAt.toISOString()}`}`,
    )
    .join('; ')

/** Of an opt-out without Shopify's time: the press of the link or the merge, for the row is written somewhat later. */
function decidedAt({ id, source, shopifyAt, recordedAt }: Change, { memory, presses }: Trial): number {
  if (shopifyAt) return shopifyAt.getTime()
  const written = recordedAt.getTime()
  const pressed = presses.filter(({ memberId }) => memberId === id).map(({ sentAt }) => sentAt)
  const times = source === 'merge' ? memory.mergesInto(id) : pressed
  return (
    times
      .filter((time) => time <= written)
      .toSorted((one, other) => one - other)
      .at(-1) ?? written
  )
}

/** An opt-out ends by an opt-in that really happened at Shopify, later. */
function undoneOptOuts(ledgers: Ledgers, trial: Trial): string[] {
  return [...ledgers].flatMap(([key, changes]) =>
    changes.flatMap((change, index) => {
      const before = changes[index - 1]
      if (change.oldState !== 'UNSUBSCRIBED' || change.state !== 'SUBSCRIBED' || !before) return []
      const optOut = changes
        .slice(0, index)
        .findLast(({ oldState, state }) => state === 'UNSUBSCRIBED' && oldState !== state)
      const what = `${key}: row ${change.seq} (${change.source}) ends the opt-out of row ${optOut?.seq}`
      if (!change.shopifyAt) return [`${what} without a time of Shopify's`]
      if (optOut && change.shopifyAt.getTime() <= decidedAt(optOut, trial))
        return [`${what} with an older decision: ${story(changes)}`]
      const seconds = Math.floor(change.shopifyAt.getTime() / 1000)
      return trial.memory.optIns(change.id, change.channel).includes(seconds)
        ? []
        : [`${what} though nobody opted in: ${story(changes)}`]
    }),
  )
}

async function unlikeTheLedger({ sql, tenantId }: World, ledgers: Ledgers): Promise<string[]> {
  const found = await sql.query<{ id: string; email: string; sms: string }>(
    `SELECT member_id::text AS id, CASE WHEN email_unsubscribed THEN 'UNSUBSCRIBED' ELSE email_state::text END AS email,
       sms_state::text AS sms FROM members WHERE tenant_id = $1`,
    [tenantId],
  )
  return found.rows.flatMap((member) =>
    (['email', 'sms'] as const).flatMap((channel) => {
      const told = ledgers.get(`${member.id} ${channel}`)?.at(-1)?.state ?? 'NOT_SUBSCRIBED'
      return told === member[channel] ? [] : [`${member.id} ${channel}: is ${member[channel]}, its ledger says ${told}`]
    }),
  )
}

/** Who unsubscribed by our link stays so, or opted in later at Shopify. */
async function brokenUnsubscribes({ world, memory, presses }: Trial, ledgers: Ledgers): Promise<string[]> {
  const found = await world.sql.query<{ id: string; out: boolean }>(
    `SELECT member_id::text AS id, email_unsubscribed OR email_state = 'UNSUBSCRIBED' AS out FROM members WHERE tenant_id = $1`,
    [world.tenantId],
  )
  const members = new Map(found.rows.map(({ id, out }) => [id, out]))
  const accepted = presses.filter((press) => press.accepted)
  return accepted.flatMap(({ memberId, sentAt }) => {
    const out = members.get(memberId)
    if (out || (out === undefined && memory.deleted.has(memberId))) return []
    // Shopify keeps whole seconds: an opt-in in the same second is not later.
    const later = memory.optIns(memberId, 'email').some((seconds) => seconds * 1000 > sentAt)
    if (later) return []
    const fate = out === undefined ? 'is missing' : 'gets mail'
    const told = story(ledgers.get(`${memberId} email`) ?? [])
    return [`${memberId}: unsubscribed by the link at ${new Date(sentAt).toISOString()} but ${fate}: ${told}`]
  })
}

async function acceptedButNotStored({ shopify, sql, tenantId }: World): Promise<string[]> {
  const found = await sql.query<{ id: string }>('SELECT webhook_id AS id FROM webhook_inbox WHERE tenant_id = $1', [
    tenantId,
  ])
  const stored = new Set(found.rows.map(({ id }) => id))
  const accepted = (await shopify.deliveries()).filter(({ state }) => state === 'delivered')
  return accepted
    .filter(({ webhookId }) => !stored.has(webhookId))
    .map(({ webhookId, topic }) => `${topic} ${webhookId}: answered with 200 but not in the inbox`)
}

/** The app never opts anybody in at Shopify here, for nobody pressed the undo button. */
async function writtenByUs({ shopify }: World): Promise<string[]> {
  const events = await shopify.appEvents()
  return events
    .filter(({ message }) => /marketing: subscribed/i.test(message))
    .map(({ customer_id: id, message }) => `${id}: the app itself wrote "${message}"`)
}

async function leftBehind({ sql }: World): Promise<string[]> {
  const found = await sql.query<{ topic: string; error: string | null; count: number }>(
    `SELECT topic, error, count(*)::int AS count FROM webhook_inbox WHERE state = 'dead' GROUP BY topic, error`,
  )
  return found.rows.map(({ topic, error, count }) => `${count} of ${topic} were given up: ${error}`)
}
