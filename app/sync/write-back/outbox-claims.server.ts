// Who works off which row of the outbox. A claim leases a member's row to one worker, so that no two are at Shopify for
// the same member; only the holder settles it, and only while no newer decision has replaced it.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import { shopTurns } from '#app/platform/jobs/shop-turns.server.ts'
import type { Channel } from '#app/members/ledger/ledger.server.ts'
import type { WriteBackState } from '#app/members/outbox/write-back-decision.ts'
import type { WriteBackOutcome } from '#app/members/outbox/outbox.server.ts'

/** Longer than Shopify may take to answer; the holder renews it before each change. */
const LEASE_SECONDS = 300
/** The first wait after a failure; doubled with each try, up to the longest. */
const RETRY_SECONDS = 5
const LONGEST_RETRY_SECONDS = 6 * 3600
/** A row whose workers died twice may be why: it is claimed alone, so that it takes no other with it. */
const SUSPECT = 2
/** So many workers died with it that a person should look. */
const POISON = 6
const GIVE_UP_AFTER_MS = 14 * 86_400_000

export type PendingChannel = {
  channel: Channel
  state: WriteBackState
  at: Date
  undoesAt: Date | null
  seq: number | null
  /** For a SUBSCRIBED: the times of the unsubscribes that we have told Shopify. */
  toldAt: Date[]
}

export type Claim = {
  tenantId: number
  memberId: bigint
  version: number
  claims: number
  pending: PendingChannel[]
  createdAt: Date
}

const shopsDue = shopTurns(
  `outbox WHERE state = 'waiting' AND not_before <= $4 AND (lease_until IS NULL OR lease_until <= $4)`,
)

/** Shops that have rows due, but those in `busy`; each has its turn however many rows another has. */
export async function listDueShops(busy: number[], limit: number): Promise<number[]> {
  const due = await shopsDue(db(), { busy, limit, values: [clock.now()] })
  if (due.length === 0) return []
  const installed = await db().query<{ tenantId: number }>(
    `SELECT tenant_id AS "tenantId" FROM tenants WHERE tenant_id = ANY ($1::int[]) AND uninstalled_at IS NULL`,
    [due],
  )
  return installed.rows.map((row) => row.tenantId)
}

const told = (channel: Channel) => `CASE WHEN ${channel}_state = 'SUBSCRIBED' THEN ARRAY(
    SELECT consented_at FROM consent_deliveries d JOIN consent_ledger l USING (tenant_id, member_id, seq)
    WHERE d.tenant_id = o.tenant_id AND d.member_id = o.member_id AND told_at IS NOT NULL AND l.channel = '${channel}'
      AND l.new_state = 'UNSUBSCRIBED') ELSE '{}' END AS "${channel}ToldAt"`

/** Twice as long after each worker that was lost, from the second $4 on: a time that is computed here names no zone. */
const LEASE_UNTIL = `to_timestamp($4::float8 + ${LEASE_SECONDS} * 2 ^ lost)`

const claimStatement = (suspects: boolean) => `UPDATE outbox o SET attempts = attempts + 1, claims = claims + 1,
    lost = lost + (lease_until IS NOT NULL)::int, lease_until = ${LEASE_UNTIL}, not_before = ${LEASE_UNTIL}
  FROM (SELECT member_id FROM outbox WHERE tenant_id = $1 AND state = 'waiting' AND not_before <= $3
          AND (lease_until IS NULL OR lease_until <= $3) AND lost ${suspects ? '>=' : '<'} ${SUSPECT}
        ORDER BY not_before LIMIT $2 FOR UPDATE SKIP LOCKED) AS due
  WHERE o.tenant_id = $1 AND o.member_id = due.member_id
  RETURNING o.tenant_id AS "tenantId", o.member_id AS "memberId", version, claims, lost::int, created_at AS "createdAt",
    email_state AS "emailState", email_at AS "emailAt", email_undoes_at AS "emailUndoesAt", email_seq AS "emailSeq",
    sms_state AS "smsState", sms_at AS "smsAt", sms_undoes_at AS "smsUndoesAt", sms_seq AS "smsSeq",
    ${told('email')}, ${told('sms')}`

type Row = {
  tenantId: number
  memberId: bigint
  version: number
  claims: number
  lost: number
  createdAt: Date
  emailState: WriteBackState | null
  emailAt: Date | null
  emailUndoesAt: Date | null
  emailSeq: number | null
  emailToldAt: Date[]
  smsState: WriteBackState | null
  smsAt: Date | null
  smsUndoesAt: Date | null
  smsSeq: number | null
  smsToldAt: Date[]
}

/** Leases up to `limit` rows of a shop that are due. They come back, each time later, when their worker dies. */
export async function claimRows(tenantId: number, limit: number): Promise<Claim[]> {
  const now = clock.now()
  const usual = await db().query<Row>(claimStatement(false), [tenantId, limit, now, secondOf(now)])
  const rows =
    usual.rows.length > 0
      ? usual.rows
      : (await db().query<Row>(claimStatement(true), [tenantId, 1, now, secondOf(now)])).rows
  for (const row of rows.filter(({ lost }) => lost >= POISON)) {
    await settle(claimOf(row), refusals(claimOf(row), 'Glancito couldn’t finish this change'))
  }
  return rows.filter(({ lost }) => lost < POISON).map(claimOf)
}

function claimOf({ tenantId, memberId, version, claims, createdAt, ...row }: Row): Claim {
  const { emailState, emailAt, emailUndoesAt, emailSeq, emailToldAt } = row
  const { smsState, smsAt, smsUndoesAt, smsSeq, smsToldAt } = row
  const email = { channel: 'email', undoesAt: emailUndoesAt, seq: emailSeq, toldAt: emailToldAt } as const
  const sms = { channel: 'sms', undoesAt: smsUndoesAt, seq: smsSeq, toldAt: smsToldAt } as const
  const pending: PendingChannel[] = []
  if (emailState && emailAt) pending.push({ ...email, state: emailState, at: emailAt })
  if (smsState && smsAt) pending.push({ ...sms, state: smsState, at: smsAt })
  return { tenantId, memberId, version, claims, pending, createdAt }
}

const after = (time: Date, ms: number) => new Date(time.getTime() + ms)

const secondOf = (time: Date) => time.getTime() / 1000

const MINE = `tenant_id = $1 AND member_id = $2 AND state = 'waiting' AND claims = $3 AND lease_until IS NOT NULL`
const keyOf = ({ tenantId, memberId, claims, version }: Claim) => [tenantId, memberId, claims, version]

/** Renews the lease just before a change at Shopify; false when it was lost or a newer decision has come. */
export async function stillHolds(claim: Claim): Promise<boolean> {
  const held = await db().query(
    `UPDATE outbox SET lease_until = greatest(lease_until, $6), not_before = greatest(lease_until, $6)
     WHERE ${MINE} AND version = $4 AND lease_until > $5`,
    [...keyOf(claim), clock.now(), after(clock.now(), LEASE_SECONDS * 1000)],
  )
  return held.rowCount === 1
}

/** What Shopify said when it refused stays in the history when it takes the change after all. */
const FORMER_REFUSAL = `CASE WHEN consent_deliveries.outcome IN ('refused', 'told') THEN consent_deliveries.error END`

/** Writes down that Shopify took the change; whether it stuck is still to be read. */
export async function markTold(
  { tenantId, memberId }: Claim,
  { seq }: PendingChannel,
  consentedAt: Date,
): Promise<void> {
  await db().query(
    `INSERT INTO consent_deliveries (tenant_id, member_id, seq, outcome, consented_at, told_at)
     SELECT $1, $2, $3, 'told', $4, $5 WHERE $3::int IS NOT NULL
     ON CONFLICT (tenant_id, member_id, seq) DO UPDATE SET outcome = 'told', consented_at = excluded.consented_at, told_at = excluded.told_at,
       confirmed_at = NULL, echoed_at = NULL, error = ${FORMER_REFUSAL}`,
    [tenantId, memberId, seq, consentedAt, clock.now()],
  )
}

export type Result = { pending: PendingChannel; outcome: Exclude<WriteBackOutcome, 'told'>; error: string | null }

/** The same refusal for every channel that is pending. */
function refusals({ pending }: Claim, error: string): Result[] {
  return pending.map((channel) => ({ pending: channel, outcome: 'refused', error }))
}

const GRAVEST = ['refused', 'confirmed', 'superseded', 'skipped'] as const

/** Ends a claim with what became of each channel; a row that a newer decision has replaced is due at once instead. */
export async function settle(claim: Claim, results: Result[]): Promise<void> {
  const state = GRAVEST.find((each) => results.some(({ outcome }) => outcome === each)) ?? 'skipped'
  const error = results.find(({ outcome }) => outcome === state)?.error ?? null
  const recorded = results.filter(({ pending }) => pending.seq !== null)
  const settled = await db().query<{ count: number }>(
    `WITH settled AS (
       UPDATE outbox SET state = $5, error = $6, confirmed_at = CASE WHEN $5 = 'confirmed'::outbox_state THEN $7::timestamptz END,
         lease_until = NULL, lost = 0 WHERE ${MINE} AND version = $4 RETURNING 1
     ), noted AS (
       INSERT INTO consent_deliveries (tenant_id, member_id, seq, outcome, consented_at, confirmed_at, error)
       SELECT $1, $2, r.seq, r.outcome, r.at, CASE WHEN r.outcome = 'confirmed' THEN $7::timestamptz END, r.error
       FROM settled, unnest($8::int[], $9::text[], $10::timestamptz[], $11::text[]) AS r (seq, outcome, at, error)
       ON CONFLICT (tenant_id, member_id, seq) DO UPDATE SET outcome = excluded.outcome,
         confirmed_at = excluded.confirmed_at, error = coalesce(excluded.error, ${FORMER_REFUSAL})
     ) SELECT count(*)::int AS count FROM settled`,
    [
      ...keyOf(claim),
      state,
      error,
      clock.now(),
      recorded.map(({ pending }) => pending.seq),
      recorded.map(({ outcome }) => outcome),
      recorded.map(({ pending }) => pending.at),
      recorded.map((result) => result.error),
    ],
  )
  if (settled.rows[0]?.count === 0) await release(claim)
  else if (state === 'refused')
    log.warn({ tenant: claim.tenantId, member: String(claim.memberId) }, 'consent write-back refused')
}

/** Gives a row back that a newer decision has replaced while we were at Shopify: whoever owed that has said when it is due. */
export async function release(claim: Claim): Promise<null> {
  await db().query(`UPDATE outbox SET lease_until = NULL WHERE ${MINE} AND version <> $4`, keyOf(claim))
  return null
}

/** The shop's budget lacks points until `at`: no fault of the row, so the try does not count. */
export async function postpone(claim: Claim, at: Date): Promise<void> {
  const waitMs = Math.max(0, at.getTime() - Date.now())
  const postponed = await db().query(
    `UPDATE outbox SET attempts = attempts - 1, lease_until = NULL, lost = 0, not_before = $5
     WHERE ${MINE} AND version = $4`,
    [...keyOf(claim), after(clock.now(), waitMs)],
  )
  if (postponed.rowCount === 0) await release(claim)
}

/** 10 s, 20 s, 40 s … 6 h, for two weeks; then it is refused, for people to see. */
export async function backOff(claim: Claim, error: string): Promise<void> {
  if (clock.now().getTime() - claim.createdAt.getTime() > GIVE_UP_AFTER_MS) return settle(claim, refusals(claim, error))
  const waits = await db().query(
    `UPDATE outbox SET error = $5, lease_until = NULL, lost = 0,
       not_before = to_timestamp($6::float8 + least(${RETRY_SECONDS} * 2 ^ least(attempts, 20), ${LONGEST_RETRY_SECONDS}))
     WHERE ${MINE} AND version = $4`,
    [...keyOf(claim), error, secondOf(clock.now())],
  )
  if (waits.rowCount === 0) await release(claim)
}
