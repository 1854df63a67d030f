// Mailings: one thing sent to many, or a template's mail of one month sent one by one. What is sent is frozen when the
// mailing is made; only its sender may change, by a resume. Who makes mailings, and why, is the business of the rooms above.
import { isDeepStrictEqual } from 'node:util'
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { enqueue } from '#app/platform/work/jobs.server.ts'
import { log } from '#app/platform/log.server.ts'
import type { SegmentRules } from '#app/segments/rules.ts'
import { BLOCK, blockAt } from './blocks.ts'
import { compileMail, type MailSender, type Utm } from './compile.server.ts'
import { keyOf, type MailingKey, prepareQueue, sendSliceQueue, skipQueue } from './jobs.ts'
import { takeMailingId } from './mailing-ids.server.ts'

export type MailingSource = 'campaign' | 'automation' | 'bulk' | 'transactional' | 'system'
export type MailingStatus = 'preparing' | 'sending' | 'paused' | 'sent' | 'cancelled' | 'open'

/** What mailings are made from: a campaign, a step (`part`) of an automation, and which of its variants. */
export type Source = {
  tenantId: number
  source: MailingSource
  sourceId: number
  sourcePart?: number
  variant?: number
}

/** What is frozen when a mailing is made. */
export type NewMailing = Source & {
  purpose: 'marketing' | 'transactional' | 'system'
  subject: string
  preheader: string
  html: string
  sender: MailSender
  trackOpens: boolean
  trackClicks: boolean
  utm: Utm | null
}

/**
 * Makes a mailing to everybody whom the rules hold, in the caller's transaction, with the number that `takeMailingId` gave:
 * the worker then chooses the recipients and sends.
 * @throws when no e-mail can be made of the content.
 */
export async function startMailing(
  sql: Sql,
  mailingId: number,
  mailing: NewMailing & { audience: SegmentRules },
): Promise<void> {
  const { tenantId } = mailing
  const contentId = await saveContent(sql, mailing)
  await insertMailing(sql, { ...mailing, mailingId, contentId, status: 'preparing' })
  await enqueue(prepareQueue, { tenantId, mailingId }, { key: keyOf({ tenantId, mailingId }), sql })
}

/** An open mailing takes recipients one by one, in a pause too. */
export const OPEN = "(status = 'open' OR status = 'paused' AND audience IS NULL AND frozen_at IS NULL)"

/**
 * The open mailing of a source, part and variant, to which `addRecipient` adds: that of this month, made with this content
 * when there is none. One of a month before is ended.
 * @throws when no e-mail can be made of the content.
 */
export async function openMailing(mailing: NewMailing): Promise<number> {
  const known = await findOpen(db(), mailing)
  if (known !== null && known >= blockAt(clock.now()) * BLOCK) return known
  if (known !== null) await endMailing({ tenantId: mailing.tenantId, mailingId: known })
  const mailingId = await takeMailingId()
  return transaction(async (sql) => {
    const contentId = await saveContent(sql, mailing)
    const opened = await insertMailing(sql, { ...mailing, mailingId, contentId, audience: null, status: 'open' })
    if (opened) return mailingId
    await sql.query('DELETE FROM contents WHERE tenant_id = $1 AND content_id = $2', [mailing.tenantId, contentId])
    const other = await findOpen(sql, mailing)
    if (other === null) throw new Error('an open mailing was opened and ended by others at once')
    return other
  })
}

async function findOpen(sql: Sql, { tenantId, source, sourceId, sourcePart = 0, variant = 0 }: Source) {
  const found = await sql.query<{ mailingId: number }>(
    `SELECT mailing_id AS "mailingId" FROM mailings
     WHERE tenant_id = $1 AND source = $2 AND source_id = $3 AND source_part = $4 AND variant = $5 AND ${OPEN}
     ORDER BY mailing_id DESC LIMIT 1`,
    [tenantId, source, sourceId, sourcePart, variant],
  )
  return found.rows[0]?.mailingId ?? null
}

async function saveContent(sql: Sql, mailing: NewMailing): Promise<number> {
  const { tenantId, subject, preheader, html } = mailing
  const { links } = compileMail({ ...mailing, mailingId: 0 })
  const saved = await sql.query<{ contentId: number }>(
    `INSERT INTO contents (tenant_id, subject, preheader, html, links, created_at)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING content_id AS "contentId"`,
    [tenantId, subject, preheader, html, JSON.stringify(links), clock.now()],
  )
  const row = saved.rows[0]
  if (!row) throw new Error('an insert returned no row')
  return row.contentId
}

type MailingRow = NewMailing & MailingKey & { contentId: number; audience: SegmentRules | null; status: MailingStatus }

/** False when the source has an open one already. */
async function insertMailing(sql: Sql, row: MailingRow): Promise<boolean> {
  const { tenantId, mailingId, source, sourceId, sourcePart = 0, variant = 0, purpose, contentId } = row
  const inserted = await sql.query(
    `INSERT INTO mailings (tenant_id, mailing_id, source, source_id, source_part, variant, purpose, content_id, sender,
       track_opens, track_clicks, utm, audience, status, opened_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
     ON CONFLICT (tenant_id, source, source_id, source_part, variant) WHERE status = 'open' DO NOTHING`,
    [
      ...[tenantId, mailingId, source, sourceId, sourcePart, variant, purpose, contentId, JSON.stringify(row.sender)],
      ...[row.trackOpens, row.trackClicks, row.utm && JSON.stringify(row.utm)],
      ...[row.audience && JSON.stringify(row.audience), row.status, clock.now()],
    ],
  )
  return inserted.rowCount === 1
}

export type Mailing = Required<Source> & {
  mailingId: number
  purpose: NewMailing['purpose']
  contentId: number
  status: MailingStatus
  fromEmail: string
  pauseReason: string | null
  pauseDetail: string | null
  lastSentAt: Date | null
  endedAt: Date | null
  closedAt: Date | null
}

/** The mailing with this number in this shop, or null. */
export async function findMailing({ tenantId, mailingId }: MailingKey): Promise<Mailing | null> {
  const found = await db().query<Mailing>(
    `SELECT tenant_id AS "tenantId", mailing_id AS "mailingId", source, source_id AS "sourceId", source_part AS "sourcePart",
       variant, purpose, content_id AS "contentId", status, sender ->> 'fromEmail' AS "fromEmail",
       pause_reason AS "pauseReason", pause_detail AS "pauseDetail", last_sent_at AS "lastSentAt", ended_at AS "endedAt",
       closed_at AS "closedAt"
     FROM mailings WHERE tenant_id = $1 AND mailing_id = $2`,
    [tenantId, mailingId],
  )
  return found.rows[0] ?? null
}

type Origin = Pick<Source, 'tenantId' | 'source' | 'sourceId'>

/** The numbers of the mailings that come from a source, the first one first. */
export async function listMailings({ tenantId, source, sourceId }: Origin): Promise<number[]> {
  const found = await db().query<{ mailingId: number }>(
    `SELECT mailing_id AS "mailingId" FROM mailings WHERE tenant_id = $1 AND source = $2 AND source_id = $3 ORDER BY 1`,
    [tenantId, source, sourceId],
  )
  return found.rows.map(({ mailingId }) => mailingId)
}

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
     FROM mailings WHERE tenant_id = $1 AND source = $2 AND source_id = $3 AND status = 'paused' AND closed_at IS NULL
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
    [
      ...[tenantId, mailingId, next, JSON.stringify(sender)],
      ...[mailing.senderVersion + (isSame ? 0 : 1), JSON.stringify(past)],
    ],
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

/** Takes no more recipients into an open mailing; those who wait still get it. Does nothing to any other. */
export async function endMailing({ tenantId, mailingId }: MailingKey): Promise<void> {
  const at = clock.now()
  await transaction(async (sql) => {
    const ended = await sql.query(
      `UPDATE mailings SET status = 'sending', frozen_at = $3 WHERE tenant_id = $1 AND mailing_id = $2 AND status = 'open'`,
      [tenantId, mailingId, at],
    )
    if (ended.rowCount === 1)
      return enqueue(sendSliceQueue, { tenantId, mailingId }, { key: keyOf({ tenantId, mailingId }), sql })
    // In a pause its recipients go on waiting, and a resume sends to them.
    await sql.query(`UPDATE mailings SET frozen_at = $3 WHERE tenant_id = $1 AND mailing_id = $2 AND ${OPEN}`, [
      tenantId,
      mailingId,
      at,
    ])
  })
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
export async function reviveMailings(): Promise<void> {
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
