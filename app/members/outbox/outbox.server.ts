// What we owe Shopify: one live row a member, written in the transaction that changes the consent. write-back.server.ts
// works it off.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql } from '#app/platform/db/db.server.ts'
import type { Channel } from '../ledger/ledger.server.ts'
import type { MemberId } from '../core/members.server.ts'
import type { WriteBackState } from './write-back-decision.ts'

export type NewWriteBack = {
  tenantId: number
  memberId: MemberId
  emailState: WriteBackState | null
  smsState: WriteBackState | null
  /** When the person decided. */
  consentedAt: Date
  /** For a SUBSCRIBED: the time of the unsubscribe that it takes back. */
  undoesAt?: Date
  /** Not to be told before; at once where it is not said. */
  tellAt?: Date
}

/** Older than what the row says of the channel: such a SUBSCRIBED is dropped, whether that was told already or not. */
const isLate = (channel: Channel) => `(excluded.${channel}_state = 'SUBSCRIBED' AND outbox.${channel}_state IS NOT NULL
  AND excluded.${channel}_at < outbox.${channel}_at)`

/** What is still pending on the channel stays, unless there is a decision to replace it. */
const stays = (channel: Channel) => `(outbox.state IN ('waiting', 'refused') AND outbox.${channel}_state IS NOT NULL
  AND (excluded.${channel}_state IS NULL OR ${isLate(channel)}))`

const columns = (channel: Channel) => {
  const chosen = (name: string) => `${channel}_${name} = CASE WHEN ${stays(channel)} THEN outbox.${channel}_${name}
    WHEN NOT ${isLate(channel)} THEN excluded.${channel}_${name} END`
  // An opt-out keeps the latest of its times, so that no opt-in between them takes it for older.
  const at = `${channel}_at = CASE WHEN ${stays(channel)} THEN outbox.${channel}_at
    WHEN ${isLate(channel)} OR excluded.${channel}_state IS NULL THEN NULL
    WHEN outbox.${channel}_state = excluded.${channel}_state THEN greatest(outbox.${channel}_at, excluded.${channel}_at)
    ELSE excluded.${channel}_at END`
  return [chosen('state'), at, chosen('undoes_at'), chosen('seq')].join(', ')
}

/** What the row owes already is not put off by a decision that may wait. */
const isOwed = (channel: Channel) =>
  `(${stays(channel)} OR (outbox.${channel}_state = 'UNSUBSCRIBED' AND excluded.${channel}_state = 'UNSUBSCRIBED'))`

const isNews = (channel: Channel) => `(excluded.${channel}_state IS NOT NULL AND NOT ${isLate(channel)})`

// The change that the state came from: whoever owes it holds the member's lock and has appended it, or it stood before.
const seqOf = (channel: Channel, state: string) => `(SELECT seq FROM (
    SELECT seq, new_state FROM consent_ledger WHERE tenant_id = $1 AND member_id = $2 AND channel = '${channel}'
    ORDER BY seq DESC LIMIT 1) AS newest WHERE new_state = ${state})`

const OWE = `INSERT INTO outbox (tenant_id, member_id, email_state, email_at, email_undoes_at, email_seq,
    sms_state, sms_at, sms_undoes_at, sms_seq, not_before, created_at)
  SELECT $1, $2::bigint, e.state, CASE WHEN e.state IS NOT NULL THEN $5::timestamptz END,
    CASE WHEN e.state = 'SUBSCRIBED' THEN $6::timestamptz END, ${seqOf('email', 'e.state')},
    s.state, CASE WHEN s.state IS NOT NULL THEN $5::timestamptz END,
    CASE WHEN s.state = 'SUBSCRIBED' THEN $6::timestamptz END, ${seqOf('sms', 's.state')}, $8, $7
  FROM (SELECT $3::marketing_state AS state) AS e, (SELECT $4::marketing_state AS state) AS s
  ON CONFLICT (tenant_id, member_id) DO UPDATE SET ${columns('email')}, ${columns('sms')}, state = 'waiting',
    version = outbox.version + 1, attempts = 0, error = NULL,
    not_before = CASE WHEN outbox.state = 'waiting' AND (${isOwed('email')} OR ${isOwed('sms')})
      THEN least(outbox.not_before, excluded.not_before) ELSE excluded.not_before END,
    created_at = excluded.created_at, confirmed_at = NULL
  WHERE ${isNews('email')} OR ${isNews('sms')}`

/**
 * Owes Shopify a change of consent and wakes the worker once the transaction commits; call it after the change is in the
 * ledger. On each channel a decision replaces what still waits, an opt-out always, a SUBSCRIBED only what is not newer.
 * What a worker is just telling Shopify is not held up: it finds the row changed when it comes back.
 */
export async function queueWriteBack(sql: Sql, pending: NewWriteBack): Promise<void> {
  const { tenantId, memberId, emailState, smsState, consentedAt, undoesAt } = pending
  const now = clock.now()
  const values = [emailState, smsState, consentedAt, undoesAt ?? null, now, pending.tellAt ?? now]
  await sql.query(OWE, [tenantId, memberId, ...values])
  await sql.query("SELECT pg_notify('outbox', '')")
}

/** Owes Shopify a member's opt-out from channels, as of `consentedAt`. */
export function queueOptOut(
  sql: Sql,
  member: { tenantId: number; memberId: MemberId },
  channels: Channel[],
  { consentedAt, tellAt }: Pick<NewWriteBack, 'consentedAt' | 'tellAt'>,
): Promise<void> {
  const on = (channel: Channel) => (channels.includes(channel) ? 'UNSUBSCRIBED' : null)
  return queueWriteBack(sql, { ...member, emailState: on('email'), smsState: on('sms'), consentedAt, tellAt })
}

/**
 * Owes Shopify nothing of these channels any more: what was decided on them is taken back, and it has not been told. The caller
 * has locked the row and knows that.
 */
export async function withdrawWriteBack(
  sql: Sql,
  { tenantId, memberId }: { tenantId: number; memberId: MemberId },
  channels: Channel[],
): Promise<void> {
  const without = (channel: Channel, taken: string) =>
    ['state', 'at', 'undoes_at', 'seq']
      .map((name) => `${channel}_${name} = CASE WHEN NOT ${taken} THEN ${channel}_${name} END`)
      .join(', ')
  await sql.query(
    `UPDATE outbox SET ${without('email', '$3::boolean')}, ${without('sms', '$4::boolean')}, version = version + 1,
       state = CASE WHEN ($3 OR email_state IS NULL) AND ($4 OR sms_state IS NULL) THEN 'skipped' ELSE state END
     WHERE tenant_id = $1 AND member_id = $2`,
    [tenantId, memberId, channels.includes('email'), channels.includes('sms')],
  )
}

export type WriteBackOutcome = 'told' | 'confirmed' | 'refused' | 'skipped' | 'superseded'

export type WriteBack = {
  memberId: string
  state: 'waiting' | 'confirmed' | 'refused' | 'skipped' | 'superseded'
  emailState: WriteBackState | null
  smsState: WriteBackState | null
  /** What became of each channel; null while it waits. */
  emailOutcome: WriteBackOutcome | null
  smsOutcome: WriteBackOutcome | null
  attempts: number
  /** What Shopify said, or why it could not be asked. */
  error: string | null
  createdAt: Date
  confirmedAt: Date | null
}

/** How far the last write-back of a member has come; null when there was none. */
export async function findWriteBack(tenantId: number, memberId: MemberId): Promise<WriteBack | null> {
  const found = await db().query<WriteBack>(
    `SELECT o.member_id::text AS "memberId", o.state, email_state AS "emailState", sms_state AS "smsState", e.outcome AS "emailOutcome",
       s.outcome AS "smsOutcome", attempts::int, o.error, o.created_at AS "createdAt", o.confirmed_at AS "confirmedAt"
     FROM outbox o
     LEFT JOIN consent_deliveries e ON e.tenant_id = $1 AND e.member_id = $2 AND e.seq = o.email_seq
     LEFT JOIN consent_deliveries s ON s.tenant_id = $1 AND s.member_id = $2 AND s.seq = o.sms_seq
     WHERE o.tenant_id = $1 AND o.member_id = $2`,
    [tenantId, memberId],
  )
  return found.rows[0] ?? null
}

export type RefusedWriteBack = {
  memberId: bigint
  firstName: string | null
  lastName: string | null
  email: string | null
  emailState: WriteBackState | null
  smsState: WriteBackState | null
  error: string | null
  createdAt: Date
}

/** Write-backs that Shopify refused for good, by customer number; the next page starts `after` the last of this one. */
export async function listRefusedWriteBacks(
  tenantId: number,
  { after = 0n, limit = 50 }: { after?: MemberId; limit?: number } = {},
): Promise<RefusedWriteBack[]> {
  const found = await db().query<RefusedWriteBack>(
    `SELECT member_id AS "memberId", first_name AS "firstName", last_name AS "lastName", email,
       o.email_state AS "emailState", o.sms_state AS "smsState", o.error, o.created_at AS "createdAt"
     FROM outbox o LEFT JOIN members USING (tenant_id, member_id)
     WHERE tenant_id = $1 AND o.state = 'refused' AND member_id > $2 ORDER BY member_id LIMIT $3`,
    [tenantId, after, limit],
  )
  return found.rows
}

/** What has not been tried yet is due when it was to be: it may still be taken back. */
const dueAt = (now: string) => `CASE WHEN state = 'waiting' AND attempts = 0 THEN not_before ELSE ${now} END`

/**
 * Tells Shopify again: what it refused of one member, or of all with null, and what waits for its next try. The two
 * weeks of trying begin anew. Returns how many members that are.
 */
export async function retryWriteBacks(tenantId: number, memberId: MemberId | null): Promise<number> {
  const retried = await db().query(
    `UPDATE outbox SET state = 'waiting', version = version + 1, attempts = 0, lost = 0, not_before = ${dueAt('$3')},
       error = NULL, created_at = $3
     WHERE tenant_id = $1 AND ($2::bigint IS NULL OR member_id = $2) AND state IN ('waiting', 'refused')
       AND (lease_until IS NULL OR lease_until <= $3)`,
    [tenantId, memberId, clock.now()],
  )
  await db().query("SELECT pg_notify('outbox', '')")
  return retried.rowCount ?? 0
}

/** Has what waits told as soon as the transaction commits: the shop is back, and the tries in vain were not its fault. */
export async function wakeWriteBacks(sql: Sql, tenantId: number): Promise<void> {
  await sql.query(
    `UPDATE outbox SET not_before = ${dueAt('$2')}, attempts = 0, created_at = $2 WHERE tenant_id = $1 AND state = 'waiting'`,
    [tenantId, clock.now()],
  )
  await sql.query("SELECT pg_notify('outbox', '')")
}
