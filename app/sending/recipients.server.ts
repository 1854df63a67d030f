// The states of recipients: queued → sending → sent | failed | skipped | unconfirmed. A claim is committed before the
// first byte leaves, and an ambiguous answer never goes back to queued: nobody gets an e-mail twice, whatever crashes.
// A recipient is a member and a send_no: 0 for the first time that they get a mailing, 1 for the second.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { type LeftOutReason, type MailState, pausedUntilSql, type SkipReason } from '#app/members/core/consent.ts'
import { untracked } from '#app/members/core/do-not-track.server.ts'
import { recordingSql } from '#app/tracking/events.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { findProviders } from '#app/tracking/provider/domains.server.ts'
import { foldMarkedProviders } from '#app/tracking/provider-stats.ts'
import { PROVIDER, type ProviderCode } from '#app/tracking/provider/providers.ts'
import { writerSlot } from '#app/tracking/slot.server.ts'
import type { RecipientProfile } from './compile.server.ts'
import type { TooOften } from './frequency.server.ts'
import type { MailingKey } from './jobs.ts'

/** Whom of a mailing: a member, at which of the times that they get it. */
export type RecipientKey = { sendNo: number; memberId: bigint }

export type Claimed = MailState &
  RecipientProfile &
  RecipientKey & {
    attempt: number
    exists: boolean
    provider: ProviderCode
    /** Asked after the claim, where the mailing has a limit. */
    tooOften?: TooOften | undefined
  }

/** `provider` is who receives their mail, as it was known at the claim. */
export type Result = RecipientKey & { attempt: number; provider: ProviderCode } & (
    | { state: 'sent'; messageId: string }
    | { state: 'failed' | 'unconfirmed'; error: string }
    | { state: 'skipped'; reason: SkipReason }
    | { state: 'skipped'; reason: 'too-often'; afterMailing: number }
    /** Not sent: to be tried again, at once or after some seconds. */
    | { state: 'queued'; afterSeconds: number; error?: string }
  )

/** Longer than two requests can take, for a claimed row may wait for one. */
const LEASE_MS = 60_000

type Claim = MailingKey & {
  worker: string
  count: number
  after: RecipientKey
  /** Of the e-mail at hand: once a resume has taken another sender, nobody is claimed for the one before. */
  senderVersion: number
}

/**
 * Claims up to `count` queued recipients behind `after` while the mailing is being sent, and reads what
 * decides whether they may be mailed in the same statement. Planned anew each time: with the real limit it walks two
 * indexes, where a generic plan reads all members. Their providers come from memory or from a table that is no shop's,
 * which that statement could not join where the tables lie on several machines.
 */
export async function claimRecipients({ tenantId, mailingId, ...claim }: Claim): Promise<Claimed[]> {
  const { worker, count, after, senderVersion } = claim
  const now = clock.now()
  const until = new Date(now.getTime() + LEASE_MS)
  const claimed = await db().query<Omit<Claimed, 'provider'>>(
    `WITH picked AS (
       SELECT send_no, member_id FROM recipients
       WHERE tenant_id = $1 AND mailing_id = $2 AND state = 'queued' AND (send_no, member_id) > ($3::smallint, $4::bigint)
         AND (not_before IS NULL OR not_before <= $7)
         AND EXISTS (SELECT FROM mailings WHERE tenant_id = $1 AND mailing_id = $2 AND status IN ('sending', 'open')
           AND sender_version = $6)
       ORDER BY send_no, member_id LIMIT ${Math.floor(count)} FOR UPDATE SKIP LOCKED
     ), read AS (
       SELECT p.send_no, p.member_id, m.member_id IS NOT NULL AS exists, m.email, m.email_state, m.email_unsubscribed,
         m.email_bounce_type, m.email_complaint_at, ${pausedUntilSql('$7')} AS paused_until, m.first_name, m.last_name, m.points,
         m.member_id IS NOT NULL AND ${untracked('m', 'd')} AS untracked
       FROM picked p LEFT JOIN members m ON m.tenant_id = $1 AND m.member_id = p.member_id
       LEFT JOIN do_not_track d ON d.tenant_id = $1 AND d.member_id = p.member_id
     )
     UPDATE recipients r SET state = 'sending', attempt = r.attempt + 1, worker = $5, not_before = NULL, error = NULL,
       lease_until = $8, untracked = read.untracked
     FROM read WHERE r.tenant_id = $1 AND r.mailing_id = $2 AND r.send_no = read.send_no AND r.member_id = read.member_id
     RETURNING r.send_no AS "sendNo", r.member_id AS "memberId", r.attempt, read.exists, read.email, read.email_state AS "emailState",
       read.email_unsubscribed AS "emailUnsubscribed", read.email_bounce_type AS "emailBounceType",
       read.email_complaint_at AS "emailComplaintAt", read.paused_until AS "pausedUntil", read.first_name AS "firstName", read.last_name AS "lastName",
       read.points, read.untracked`,
    [tenantId, mailingId, after.sendNo, after.memberId, worker, senderVersion, now, until],
  )
  const providers = await findProviders(claimed.rows.map(({ email }) => email))
  return claimed.rows.map((row, index) => ({ ...row, provider: providers[index] ?? PROVIDER.unknown }))
}

// Results and their events in one statement: it is a transaction of its own, and one turn of a busy event loop (10 ms
// with 16 messages on their way) instead of four. The provider is frozen with the first answer of SES: who is skipped, or
// waits again, has not been handed over.
const MARK = recordingSql({
  changes: `marked AS (
     UPDATE recipients r SET state = g.state, skip_reason = g.skip_reason,
       after_mailing = g.after_mailing, message_id = g.message_id, error = g.error, lease_until = NULL,
       not_before = g.not_before, provider = coalesce(r.provider, g.provider),
       settled_at = CASE WHEN g.state <> 'queued' THEN $3::timestamptz END
     FROM unnest($4::smallint[], $5::bigint[], $6::smallint[], $7::recipient_state[], $8::skip_reason[], $9::text[], $10::text[],
         $11::timestamptz[], $12::smallint[], $14::int[])
       AS g(send_no, member_id, attempt, state, skip_reason, message_id, error, not_before, provider, after_mailing)
     WHERE r.tenant_id = $1 AND r.mailing_id = $2 AND r.send_no = g.send_no AND r.member_id = g.member_id AND r.attempt = g.attempt
       AND (r.state = 'sending' OR r.state = 'unconfirmed' AND g.state IN ('sent', 'failed'))
     RETURNING r.tenant_id, r.mailing_id, r.send_no, r.member_id, r.state, r.provider, r.untracked
   )`,
  given: `SELECT tenant_id, mailing_id, type, 0::smallint AS link_no, send_no, member_id, $3::timestamptz AS at, 1 AS hits, 0 AS machine_hits,
     1 AS seen_hits, 0::smallint AS verdict, 0::smallint AS device, 0::smallint AS client
   FROM marked CROSS JOIN LATERAL (VALUES (${EVENT.sent}::smallint, state = 'sent'), (${EVENT.failed}, state = 'failed'),
     (${EVENT.untracked}, state = 'sent' AND untracked)) AS told(type, holds) WHERE holds`,
  slot: '$13::smallint',
  also: foldMarkedProviders('$13::smallint'),
})

/** Writes what became of claimed recipients, with the events; a row that evidence has settled stays as it is. */
export async function markResults({ tenantId, mailingId }: MailingKey, results: Result[]): Promise<void> {
  const sorted = results.toSorted((a, b) => a.sendNo - b.sendNo || (a.memberId < b.memberId ? -1 : 1))
  const now = clock.now()
  const column = (read: (result: Result) => unknown) => sorted.map(read)
  await db().query({
    name: 'mark-results',
    text: MARK,
    values: [
      tenantId,
      mailingId,
      now,
      column((result) => result.sendNo),
      column((result) => result.memberId),
      column((result) => result.attempt),
      column((result) => result.state),
      column((result) => ('reason' in result ? result.reason : null)),
      column((result) => ('messageId' in result ? result.messageId : null)),
      column((result) => ('error' in result ? (result.error ?? null) : null)),
      column((result) =>
        'afterSeconds' in result && result.afterSeconds > 0
          ? new Date(now.getTime() + result.afterSeconds * 1000)
          : null,
      ),
      column(({ state, provider }) => (state === 'skipped' || state === 'queued' ? null : provider)),
      await writerSlot(),
      column((result) => ('afterMailing' in result ? result.afterMailing : null)),
    ],
  })
}

/** Gives up on recipients whose worker died: they may have been sent, so they are never tried again. */
export async function reapLeases(): Promise<number> {
  const now = clock.now()
  const lost = await db().query<{ tenantId: number }>(
    `SELECT DISTINCT tenant_id AS "tenantId" FROM recipients WHERE state = 'sending' AND lease_until < $1`,
    [now],
  )
  let reaped = 0
  for (const { tenantId } of lost.rows) {
    const given = await db().query(
      `UPDATE recipients SET state = 'unconfirmed', error = 'worker lost', lease_until = NULL, settled_at = $2
       WHERE tenant_id = $1 AND state = 'sending' AND lease_until < $2`,
      [tenantId, now],
    )
    reaped += given.rowCount ?? 0
  }
  return reaped
}

/**
 * Skips up to `limit` of those who wait for their turn in a cancelled mailing; returns how many. Whoever is on the way is
 * settled by the answer of SES, or comes back to wait and is skipped by the next call.
 */
export async function skipCancelled({ tenantId, mailingId }: MailingKey, limit: number): Promise<number> {
  const skipped = await db().query(
    `WITH waiting AS (
       SELECT send_no, member_id FROM recipients WHERE tenant_id = $1 AND mailing_id = $2 AND state = 'queued'
         AND EXISTS (SELECT FROM mailings WHERE tenant_id = $1 AND mailing_id = $2 AND status = 'cancelled')
       ORDER BY send_no, member_id LIMIT $4 FOR UPDATE
     )
     UPDATE recipients r SET state = 'skipped', skip_reason = 'cancelled', not_before = NULL, settled_at = $3
     FROM waiting w WHERE r.tenant_id = $1 AND r.mailing_id = $2 AND r.send_no = w.send_no AND r.member_id = w.member_id`,
    [tenantId, mailingId, clock.now(), limit],
  )
  return skipped.rowCount ?? 0
}

export type Remaining = {
  /** The mailing is being sent, not paused. */
  sending: boolean
  queued: boolean
  /** When the first of the queued may be tried. */
  due: Date | null
  inFlight: boolean
}

/** What is still to do for a mailing. */
export async function findRemaining({ tenantId, mailingId }: MailingKey): Promise<Remaining> {
  const found = await db().query<Remaining>(
    `SELECT m.status IN ('sending', 'open') AS sending, q.count > 0 AS queued, q.due,
       EXISTS (SELECT FROM recipients WHERE tenant_id = $1 AND mailing_id = $2 AND state = 'sending') AS "inFlight"
     FROM mailings m, LATERAL (
       SELECT count(*), min(coalesce(first.not_before, $3::timestamptz)) AS due FROM (
         SELECT not_before FROM recipients WHERE tenant_id = $1 AND mailing_id = $2 AND state = 'queued'
         ORDER BY send_no, member_id LIMIT 1000) AS first) AS q
     WHERE m.tenant_id = $1 AND m.mailing_id = $2`,
    [tenantId, mailingId, clock.now()],
  )
  return found.rows[0] ?? { sending: false, queued: false, due: null, inFlight: false }
}

export type Progress = Record<'queued' | 'sending' | 'sent' | 'failed' | 'unconfirmed', number> & {
  skipped: Partial<Record<LeftOutReason, number>>
}

/** The recipients of mailings by state, and the skipped ones by reason. */
export async function countRecipients(tenantId: number, mailings: number[]): Promise<Progress> {
  const counted = await db().query<{ state: string; reason: LeftOutReason | null; count: number }>(
    `SELECT state, reason, sum(count)::int AS count FROM (
       SELECT r.state::text AS state, r.skip_reason::text AS reason, count(*) AS count
       FROM recipients r JOIN mailings w USING (tenant_id, mailing_id)
       WHERE r.tenant_id = $1 AND r.mailing_id = ANY($2) AND w.kept_counts IS NULL GROUP BY 1, 2
       UNION ALL SELECT k.state, k.reason, k.count FROM mailings w
         CROSS JOIN LATERAL jsonb_to_recordset(w.kept_counts -> 'states') AS k(state text, reason text, count int)
       WHERE w.tenant_id = $1 AND w.mailing_id = ANY($2)) AS each GROUP BY 1, 2`,
    [tenantId, mailings],
  )
  const count = (state: string) => counted.rows.find((row) => row.state === state)?.count ?? 0
  const skipped = counted.rows.flatMap((row) => (row.reason ? [[row.reason, row.count] as const] : []))
  return {
    queued: count('queued'),
    sending: count('sending'),
    sent: count('sent'),
    failed: count('failed'),
    unconfirmed: count('unconfirmed'),
    skipped: Object.fromEntries(skipped),
  }
}
