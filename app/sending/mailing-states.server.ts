// The states of mailings: preparing → sending → sent, with a pause or an end that the merchant or the app makes; open ones
// wait for recipients. Only a resume may replace the sender.
import { isDeepStrictEqual } from 'node:util'
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql } from '#app/platform/db/db.server.ts'
import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import { log } from '#app/platform/log.server.ts'
import type { MailSender } from './compile.server.ts'
import { keyOf, type MailingKey, prepareQueue, sendSliceQueue, skipQueue } from './jobs.ts'
import type { Origin } from './mailings.server.ts'

/** Stops sending what comes from a source, after what is on its way; false when nothing of it is being sent. */
export async function pauseMailings({ tenantId, source, sourceId }: Origin): Promise<boolean> {
  const paused = await db().query(
    `UPDATE mailings SET status = 'paused', pause_reason = NULL, pause_detail = NULL
     WHERE tenant_id = $1 AND source = $2 AND source_id = $3 AND status IN ('sending', 'open')`,
    [tenantId, source, sourceId],
  )
  return (paused.rowCount ?? 0) > 0
}

/** Why the app paused a mailing, for the merchant; the detail is what somebody else said, word for word. */
export type PauseCause = {
  reason: string
  detail?: string
  /** Whose e-mails it is about: once a resume has taken another sender, it is no reason any more. */
  senderVersion?: number
}

/** The app's own pause, with what the merchant must know. */
export async function pauseFor({ tenantId, mailingId }: MailingKey, cause: PauseCause): Promise<void> {
  const { reason, detail = null, senderVersion = null } = cause
  const paused = await db().query(
    `UPDATE mailings SET status = 'paused', pause_reason = $3, pause_detail = $4
     WHERE tenant_id = $1 AND mailing_id = $2 AND status IN ('preparing', 'sending', 'open')
       AND ($5::int IS NULL OR sender_version = $5)`,
    [tenantId, mailingId, reason, detail, senderVersion],
  )
  if (paused.rowCount === 1) log.warn({ tenant: tenantId, mailing: mailingId }, 'mailing paused by the app')
}

/** Stops every mailing of a shop, in the caller's transaction; the merchant may resume each. */
export async function pauseAll(sql: Sql, tenantId: number, reason: string): Promise<void> {
  await sql.query(
    `UPDATE mailings SET status = 'paused', pause_reason = $2, pause_detail = NULL
     WHERE tenant_id = $1 AND status IN ('preparing', 'sending', 'open')`,
    [tenantId, reason],
  )
}

type Paused = {
  mailingId: number
  sender: MailSender
  senderVersion: number
  pastSenders: object[]
  next: 'open' | 'sending' | 'preparing'
}

/**
 * Goes on with what is paused of a source, from this sender, in the caller's transaction: whoever has got it stays as they
 * are. The sender before is kept with the time until which it was used. False when nothing is paused.
 */
export async function resumeMailings(sql: Sql, origin: Origin, sender: MailSender): Promise<boolean> {
  const { tenantId, source, sourceId } = origin
  const paused = await sql.query<Paused>(
    `SELECT mailing_id AS "mailingId", sender, sender_version AS "senderVersion", past_senders AS "pastSenders",
       CASE WHEN frozen_at IS NOT NULL THEN 'sending' WHEN audience IS NULL THEN 'open' ELSE 'preparing' END AS next
     FROM mailings WHERE tenant_id = $1 AND source = $2 AND source_id = $3 AND status = 'paused'
     ORDER BY mailing_id FOR UPDATE`,
    [tenantId, source, sourceId],
  )
  for (const mailing of paused.rows) await resume(sql, tenantId, mailing, sender)
  return paused.rows.length > 0
}

async function resume(sql: Sql, tenantId: number, mailing: Paused, sender: MailSender): Promise<void> {
  const { mailingId, next } = mailing
  const until = clock.now().toISOString()
  const isSame = isDeepStrictEqual(mailing.sender, sender)
  const past = isSame ? mailing.pastSenders : [...mailing.pastSenders, { ...mailing.sender, until }]
  await sql.query(
    `UPDATE mailings SET status = $3, pause_reason = NULL, pause_detail = NULL, prepare_tries = 0, sender = $4,
       sender_version = $5, past_senders = $6
     WHERE tenant_id = $1 AND mailing_id = $2`,
    [tenantId, mailingId, next, JSON.stringify(sender), mailing.senderVersion + (isSame ? 0 : 1), JSON.stringify(past)],
  )
  const queue = next === 'preparing' ? prepareQueue : sendSliceQueue
  await enqueue(queue, { tenantId, mailingId }, { key: keyOf({ tenantId, mailingId }), sql })
}

/**
 * Ends what is paused or still being prepared of a source, in the caller's transaction; the worker then skips those who
 * waited. False when there is no such mailing.
 */
export async function cancelMailings(sql: Sql, { tenantId, source, sourceId }: Origin): Promise<boolean> {
  const cancelled = await sql.query<{ mailingId: number }>(
    `UPDATE mailings SET status = 'cancelled', ended_at = $4
     WHERE tenant_id = $1 AND source = $2 AND source_id = $3 AND status IN ('preparing', 'paused')
     RETURNING mailing_id AS "mailingId"`,
    [tenantId, source, sourceId, clock.now()],
  )
  for (const { mailingId } of cancelled.rows)
    await enqueue(skipQueue, { tenantId, mailingId }, { key: keyOf({ tenantId, mailingId }), sql })
  return cancelled.rows.length > 0
}

/** Nobody is left to send to; an open one waits for its next recipient. */
export async function finishMailing({ tenantId, mailingId }: MailingKey): Promise<void> {
  const finished = await db().query(
    `UPDATE mailings SET status = 'sent', ended_at = $3 WHERE tenant_id = $1 AND mailing_id = $2 AND status = 'sending'`,
    [tenantId, mailingId, clock.now()],
  )
  if (finished.rowCount === 1) log.info({ tenant: tenantId, mailing: mailingId }, 'mailing sent')
}

/** Notes that e-mails of a mailing have been handed over just now. */
export async function noteHandOver({ tenantId, mailingId }: MailingKey): Promise<void> {
  await db().query(
    `UPDATE mailings SET last_sent_at = $3
     WHERE tenant_id = $1 AND mailing_id = $2 AND (last_sent_at IS NULL OR last_sent_at < $3)`,
    [tenantId, mailingId, clock.now()],
  )
}

/** Has the work of every mailing under way waiting on its queue again, should a job have been lost. */
export async function requeueMailings(): Promise<void> {
  const live = await db().query<MailingKey & { status: 'preparing' | 'sending' | 'open' }>(
    `SELECT tenant_id AS "tenantId", mailing_id AS "mailingId", status FROM mailings m
     WHERE status IN ('preparing', 'sending') OR status = 'open' AND EXISTS (SELECT FROM recipients r
       WHERE r.tenant_id = m.tenant_id AND r.mailing_id = m.mailing_id AND r.state = 'queued')`,
  )
  for (const { tenantId, mailingId, status } of live.rows) {
    const queue = status === 'preparing' ? prepareQueue : sendSliceQueue
    await enqueue(queue, { tenantId, mailingId }, { key: keyOf({ tenantId, mailingId }) })
  }
}
