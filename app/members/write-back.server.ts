// Works off the outbox: tells Shopify of each change of consent made here, and reads back that it took. Shopify being
// down costs time, never the opt-out: it is suppressed here already.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db.server.ts'
import { faultOf } from '#app/platform/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { ShopifySignedOut, ShopifyUnavailable } from '#app/platform/shopify-admin.server.ts'
import { saveCustomers } from './apply.server.ts'
import type { CustomerChange } from './customer.ts'
import type { Channel } from './ledger.server.ts'
import { decideWriteBack, type OwedState } from './owed.ts'
import { writeConsent, type ConsentWrite } from './shopify-consent.server.ts'
import { adminOf, readCustomers } from './shopify-customers.server.ts'

const CLAIM = 40
const CONCURRENCY = 4
/** Longer than a claim takes even when Shopify throttles; a killed worker's rows come back after it. */
const LEASE = '5 minutes'
const GIVE_UP_AFTER = '14 days'

type Row = {
  tenantId: number
  memberId: bigint
  emailState: OwedState | null
  smsState: OwedState | null
  consentedAt: Date
  undoesAt: Date | null
}

/** Works off what is due and returns how many members that were. */
export async function drainOutbox(): Promise<number> {
  const claimed = await claim()
  // Side by side: one shop that Shopify throttles must not hold up the others.
  const shops = Map.groupBy(claimed, (row) => row.tenantId)
  await Promise.all([...shops].map(([tenantId, rows]) => writeBack(tenantId, rows)))
  return claimed.length
}

async function claim(): Promise<Row[]> {
  const claimed = await db().query<Row>(
    `UPDATE outbox o SET attempts = o.attempts + 1, not_before = now() + interval '${LEASE}'
     FROM (SELECT tenant_id, member_id FROM outbox JOIN tenants USING (tenant_id)
           WHERE state = 'waiting' AND not_before <= now() AND uninstalled_at IS NULL
           ORDER BY not_before LIMIT ${CLAIM} FOR UPDATE OF outbox SKIP LOCKED) AS due
     WHERE o.tenant_id = due.tenant_id AND o.member_id = due.member_id
     RETURNING o.tenant_id AS "tenantId", o.member_id AS "memberId", o.email_state AS "emailState",
       o.sms_state AS "smsState", o.consented_at AS "consentedAt", o.undoes_at AS "undoesAt"`,
  )
  return claimed.rows
}

async function writeBack(tenantId: number, rows: Row[]): Promise<void> {
  try {
    await compareAndWrite(tenantId, rows)
  } catch (error) {
    const isOurs = !(error instanceof ShopifyUnavailable || error instanceof ShopifySignedOut)
    // A customer that cannot be read must not hold up the others.
    if (isOurs && rows.length > 1) for (const row of rows) await writeBack(tenantId, [row])
    else for (const row of rows) await retry(row, error)
  }
}

async function compareAndWrite(tenantId: number, rows: Row[]): Promise<void> {
  const customers = await readByNumber(tenantId, rows)
  const written: Row[] = []
  for (let from = 0; from < rows.length; from += CONCURRENCY) {
    const some = rows.slice(from, from + CONCURRENCY)
    const wrote = await Promise.all(some.map((row) => writeOne(row, customers.get(String(row.memberId)))))
    written.push(...some.filter((_, index) => wrote[index]))
  }
  if (written.length > 0) await confirm(tenantId, written)
}

async function readByNumber(tenantId: number, rows: Row[]): Promise<Map<string, CustomerChange>> {
  const ids = rows.map((row) => row.memberId)
  return new Map((await readCustomers(tenantId, ids)).map((customer) => [customer.memberId, customer]))
}

/** Writes what Shopify lacks; true when something was written and is to be read back. */
async function writeOne(row: Row, customer: CustomerChange | undefined): Promise<boolean> {
  if (!customer) return settle(row, 'refused', 'the customer no longer exists at Shopify')
  try {
    const decisions = decide(row, customer)
    const superseded = decisions.filter(({ decision }) => decision === 'superseded')
    if (superseded.length > 0) await takeOver(row, customer, superseded)
    const writes = decisions.filter(({ decision }) => decision === 'write')
    const admin = await adminOf(row.tenantId)
    for (const { write } of writes) {
      const refusal = await writeConsent(admin, write)
      if (refusal) return await settle(row, 'refused', `${write.channel}: ${refusal}`)
    }
    return writes.length > 0 || settle(row, 'confirmed', null)
  } catch (error) {
    await retry(row, error)
    return false
  }
}

type Decision = { write: ConsentWrite; decision: 'write' | 'done' | 'superseded' }

function decide(row: Row, customer: CustomerChange): Decision[] {
  return owedChannels(row, customer).map(({ channel, state, current }) => ({
    write: { memberId: row.memberId, channel, state, optInLevel: current.optInLevel, at: row.consentedAt },
    decision: decideWriteBack({ state, consentedAt: row.consentedAt, undoesAt: row.undoesAt }, current),
  }))
}

/** Shopify refuses consent for an address or number that the customer does not have; there is nobody to reach, either. */
function owedChannels({ emailState, smsState }: Row, { profile, email, sms }: CustomerChange) {
  return [
    ...(emailState && email && profile?.email
      ? [{ channel: 'email' as const, state: emailState, current: email }]
      : []),
    ...(smsState && sms && profile?.phone ? [{ channel: 'sms' as const, state: smsState, current: sms }] : []),
  ]
}

/** Shopify's decision stands: taken over even where our undo is dated later. */
async function takeOver(row: Row, customer: CustomerChange, decisions: Decision[]): Promise<void> {
  const channels = new Set<Channel>(decisions.map(({ write }) => write.channel))
  const at = new Date(row.consentedAt.getTime() + 1)
  const standing = (channel: Channel) => {
    const consent = customer[channel]
    return consent && channels.has(channel) ? { ...consent, at: consent.at > at ? consent.at : at, exact: true } : null
  }
  const change = { ...customer, profile: null, email: standing('email'), sms: standing('sms') }
  await saveCustomers(row.tenantId, 'shopify-read', [change])
}

/** Reads back: a mutation that Shopify accepts has been seen not to stick. */
async function confirm(tenantId: number, rows: Row[]): Promise<void> {
  const customers = await readByNumber(tenantId, rows)
  for (const row of rows) {
    const customer = customers.get(String(row.memberId))
    const open = customer && decide(row, customer).find(({ decision }) => decision === 'write')
    if (open)
      await retry(row, new Error(`Shopify accepted ${open.write.channel} ${open.write.state} but does not show it`))
    else await settle(row, 'confirmed', null)
  }
}

// A newer decision may have replaced the row while we were at Shopify: then it stays due.
const SAME = `tenant_id = $1 AND member_id = $2 AND state = 'waiting' AND consented_at = $3
  AND email_state IS NOT DISTINCT FROM $4 AND sms_state IS NOT DISTINCT FROM $5`

const keyOf = (row: Row) => [row.tenantId, row.memberId, row.consentedAt, row.emailState, row.smsState]

async function settle(row: Row, state: 'confirmed' | 'refused', error: string | null): Promise<false> {
  await db().query(`UPDATE outbox SET state = $6, error = $7, confirmed_at = $8 WHERE ${SAME}`, [
    ...keyOf(row),
    state,
    error,
    state === 'confirmed' ? clock.now() : null,
  ])
  if (state === 'refused')
    log.warn({ tenant: row.tenantId, member: String(row.memberId) }, 'consent write-back refused')
  return false
}

/** 10 s, 20 s, 40 s … 6 h, for two weeks; then it is refused, for people to see. */
async function retry(row: Row, error: unknown): Promise<void> {
  await db().query(
    `UPDATE outbox SET error = $6, not_before = now() + least(interval '5 seconds' * 2 ^ least(attempts, 20), interval '6 hours'),
       state = CASE WHEN created_at < $7::timestamptz - interval '${GIVE_UP_AFTER}' THEN 'refused'::outbox_state ELSE state END
     WHERE ${SAME}`,
    [...keyOf(row), faultOf(error).error, clock.now()],
  )
}
