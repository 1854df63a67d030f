// Chooses the recipients of a mailing, all at once, and begins to send.
import { clock } from '#app/platform/clock.server.ts'
import { type Sql, transaction } from '#app/platform/db/db.server.ts'
import { faultOf } from '#app/platform/faults/fault.ts'
import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import { log } from '#app/platform/log.server.ts'
import type { SegmentRules } from '#app/segments/rules.ts'
import { skipReasonSql } from '#app/members/core/consent.ts'
import { type Frequency, oftenMailedSql } from './frequency.server.ts'
import { type MailingKey, keyOf, resolveQueue, sendSliceQueue } from './jobs.ts'
import { loadMail, NotCompilable } from './mailing-mail.server.ts'
import { audienceSql, type Resend } from './resend.server.ts'
import { pauseFor } from './mailing-states.server.ts'
import { NOT_COMPILABLE, NOT_PREPARED } from './problems.ts'

/** The worker's job that throws is tried again after 5 s, 10 s, 20 s and 40 s: then the merchant is told. */
const PREPARE_TRIES = 5

/**
 * Freezes a mailing's recipients and begins to send, all in one transaction. Throws to be tried again; what can not
 * succeed, and the last try, pauses the mailing with a reason.
 */
export async function prepareMailing(mailing: MailingKey): Promise<void> {
  const tries = await beginTry(mailing)
  if (tries === null) return
  // A worker that died of it left its try behind.
  if (tries > PREPARE_TRIES) return pauseFor(mailing, { reason: NOT_PREPARED })
  try {
    await prepare(mailing)
  } catch (error) {
    const isLast = error instanceof NotCompilable || tries >= PREPARE_TRIES
    if (!isLast) throw error
    log.error({ tenant: mailing.tenantId, mailing: mailing.mailingId, ...faultOf(error) }, 'recipients not prepared')
    return pauseFor(mailing, { reason: error instanceof NotCompilable ? NOT_COMPILABLE : NOT_PREPARED })
  }
}

/** Which try this is; null when the mailing is not being prepared. Committed first, so that a try that kills us counts. */
async function beginTry({ tenantId, mailingId }: MailingKey): Promise<number | null> {
  return transaction(async (sql) => {
    const begun = await sql.query<{ tries: number }>(
      `UPDATE mailings SET prepare_tries = prepare_tries + 1
       WHERE tenant_id = $1 AND mailing_id = $2 AND status = 'preparing' RETURNING prepare_tries AS tries`,
      [tenantId, mailingId],
    )
    return begun.rows[0]?.tries ?? null
  })
}

async function prepare({ tenantId, mailingId }: MailingKey): Promise<void> {
  // What no e-mail can be made of is not begun.
  await loadMail({ tenantId, mailingId })
  const begun = await transaction(async (sql) => {
    const frozen = await sql.query<Audience>(
      `UPDATE mailings SET status = 'sending', frozen_at = $3
       WHERE tenant_id = $1 AND mailing_id = $2 AND status = 'preparing' RETURNING audience, frequency, resend`,
      [tenantId, mailingId, clock.now()],
    )
    const [row] = frozen.rows
    if (!row) return false
    await queueRecipients(sql, { tenantId, mailingId }, row)
    await enqueue(resolveQueue, { tenantId, mailingId }, { key: keyOf({ tenantId, mailingId }), sql })
    await enqueue(sendSliceQueue, { tenantId, mailingId }, { key: keyOf({ tenantId, mailingId }), sql })
    return true
  })
  if (begun) log.info({ tenant: tenantId, mailing: mailingId }, 'mailing begins')
}

type Audience = { audience: SegmentRules; frequency: Frequency | null; resend: Resend | null }

/** Freezes the members that the rules hold as recipients, by one statement: queued, or skipped with the reason. */
async function queueRecipients(sql: Sql, { tenantId, mailingId }: MailingKey, audience: Audience): Promise<void> {
  const params: unknown[] = [tenantId, mailingId, clock.now()]
  const condition = audienceSql(audience.audience, audience.resend, params)
  const often = audience.frequency && oftenMailedSql(audience.frequency, params, mailingId)
  const own = skipReasonSql('$3')
  const chosen = often
    ? `SELECT m.member_id, coalesce(${own}, CASE WHEN often.member_id IS NOT NULL THEN 'too-often'::skip_reason END) AS reason,
         CASE WHEN ${own} IS NULL THEN often.after_mailing END AS after_mailing
       FROM members m LEFT JOIN (${often}) AS often ON often.member_id = m.member_id WHERE m.tenant_id = $1 AND ${condition}`
    : `SELECT m.member_id, ${own} AS reason, NULL::int AS after_mailing FROM members m WHERE m.tenant_id = $1 AND ${condition}`
  await sql.query(
    `INSERT INTO recipients (tenant_id, mailing_id, member_id, state, skip_reason, after_mailing, frozen_at, settled_at)
     SELECT $1, $2, member_id, CASE WHEN reason IS NULL THEN 'queued' ELSE 'skipped' END::recipient_state, reason, after_mailing, $3,
       CASE WHEN reason IS NOT NULL THEN $3::timestamptz END
     FROM (${chosen}) AS audience
     ON CONFLICT DO NOTHING`,
    params,
  )
}
