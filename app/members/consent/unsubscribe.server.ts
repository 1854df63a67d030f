// Unsubscribing and its undo: the member is suppressed here at once, and Shopify is owed the change, in one transaction.
import { transaction, type Sql } from '#app/platform/db/db.server.ts'
import { spellingsOf } from '#app/platform/text/mail-spellings.server.ts'
import type { MarketingState } from '../core/consent.ts'
import { type Ending, endConsent } from './end-consent.server.ts'
import { holdSaves, keepOptOut } from './erased-addresses.server.ts'
import { appendChanges, findLatestChange, type ConsentChange, type LedgerEntry } from '../ledger/ledger.server.ts'
import { updateMember } from '../core/totals.server.ts'
import { lockPresent, type MemberId, normOf, type OptInLevel } from '../core/members.server.ts'
import { queueWriteBack } from '../outbox/outbox.server.ts'

export type Unsubscribe = {
  tenantId: number
  memberId: MemberId
  mailingId: number | null
  /** Which of the member's receipts of the mailing it was; the first where it is not said. */
  sendNo?: number
  /** Where the e-mail went, if its link says so: it stands for a member who was erased since. */
  email?: string | null
  source: 'unsubscribe-link' | 'one-click'
  at: Date
}

type Current = {
  emailState: MarketingState
  emailOptInLevel: OptInLevel | null
  emailConsentUpdatedAt: Date | null
  emailUnsubscribed: boolean
  emailUnsubscribedAt: Date | null
  smsState: MarketingState
  smsOptInLevel: OptInLevel | null
  smsConsentUpdatedAt: Date | null
  phone: string | null
  smsFollows: boolean
}

type Present = { memberId: MemberId; member: Current }

async function lockMember(sql: Sql, tenantId: number, memberId: MemberId): Promise<Current | null> {
  const found = await sql.query<Current>(
    `SELECT email_state AS "emailState", email_opt_in_level AS "emailOptInLevel",
       email_consent_updated_at AS "emailConsentUpdatedAt", email_unsubscribed AS "emailUnsubscribed",
       email_unsubscribed_at AS "emailUnsubscribedAt", sms_state AS "smsState", sms_opt_in_level AS "smsOptInLevel",
       sms_consent_updated_at AS "smsConsentUpdatedAt", phone, coalesce(sms_follows_email, true) AS "smsFollows"
     FROM members LEFT JOIN settings USING (tenant_id) WHERE tenant_id = $1 AND member_id = $2 FOR UPDATE OF members`,
    [tenantId, memberId],
  )
  return found.rows[0] ?? null
}

/** The member, or whom Shopify has merged them into. */
async function findPresent(sql: Sql, tenantId: number, asked: MemberId): Promise<Present | null> {
  const memberId = await lockPresent(sql, tenantId, asked)
  const member = memberId && (await lockMember(sql, tenantId, memberId))
  return member ? { memberId, member } : null
}

/** Shopify's clock may run ahead of ours: a decision made now is never older than what it replaces. */
function notBefore(at: Date, ...known: (Date | null)[]): Date {
  return new Date(Math.max(at.getTime(), ...known.map((date) => date?.getTime() ?? 0)))
}

/**
 * Suppresses a member who asked to be, and owes Shopify the change (SMS too where the shop wants it to follow e-mail).
 * 'already' also when asked again: then only the time moves on, so that a SUBSCRIBED from before it cannot lift it.
 * 'by-address' when the member was erased, and whoever has the address now or later is suppressed instead.
 */
export async function unsubscribe(
  request: Unsubscribe,
): Promise<'unsubscribed' | 'already' | 'by-address' | 'unknown'> {
  return transaction(async (sql) => {
    const found = await findPresent(sql, request.tenantId, request.memberId)
    if (!found) return (await suppressAddress(sql, request)) ? 'by-address' : 'unknown'
    await suppress(sql, found, request)
    return found.member.emailUnsubscribed ? 'already' : 'unsubscribed'
  })
}

async function suppressAddress(sql: Sql, request: Unsubscribe): Promise<boolean> {
  const { tenantId, email, at } = request
  if (!email) return false
  await holdSaves(sql, tenantId)
  const kept = await keepOptOut(sql, tenantId, email, at)
  const sharing = await sql.query<{ memberId: MemberId }>(
    `SELECT member_id AS "memberId" FROM members WHERE tenant_id = $1 AND email_norm = ${normOf('$2')} ORDER BY member_id`,
    [tenantId, spellingsOf(email)],
  )
  for (const { memberId } of sharing.rows) {
    const member = await lockMember(sql, tenantId, memberId)
    if (member) await suppress(sql, { memberId, member }, request)
  }
  return kept
}

async function suppress(sql: Sql, { memberId, member }: Present, request: Unsubscribe): Promise<void> {
  const { tenantId, mailingId, sendNo = 0, source } = request
  // Whatever SMS is now: a message from before this decision may be on its way, and must not count as later than it.
  const endsSms = member.smsFollows && member.phone !== null
  const smsAt = endsSms ? member.smsConsentUpdatedAt : null
  const at = notBefore(request.at, member.emailConsentUpdatedAt, member.emailUnsubscribedAt, smsAt)
  const oldState = member.emailUnsubscribed ? 'UNSUBSCRIBED' : member.emailState
  const endings: Ending[] = [{ channel: 'email', at, oldState, optInLevel: member.emailOptInLevel }]
  if (endsSms) endings.push({ channel: 'sms', at, oldState: member.smsState, optInLevel: member.smsOptInLevel })
  const reference = await messageOf(sql, { tenantId, mailingId, sendNo, memberId: request.memberId })
  await endConsent(sql, { tenantId, memberId }, endings, { source, shopifyAt: null, mailingId, reference })
}

/** SES's id of the e-mail whose link it was, as evidence. */
async function messageOf(
  sql: Sql,
  receipt: Pick<Required<Unsubscribe>, 'tenantId' | 'mailingId' | 'sendNo' | 'memberId'>,
) {
  const { tenantId, mailingId, sendNo, memberId } = receipt
  const found = await sql.query<{ messageId: string | null }>(
    `SELECT message_id AS "messageId" FROM recipients WHERE tenant_id = $1 AND mailing_id = $2
       AND send_no = $3 AND member_id = $4`,
    [tenantId, mailingId, sendNo, memberId],
  )
  return found.rows[0]?.messageId ?? null
}

export type Resubscribe = { tenantId: number; memberId: MemberId; mailingId: number; at: Date }

/**
 * Takes back what the unsubscribe link of this mailing did, and only that. 'changed' when there is nothing to take
 * back, or when Shopify recorded another decision since.
 */
export async function resubscribe(request: Resubscribe): Promise<'resubscribed' | 'changed' | 'unknown'> {
  const { tenantId, mailingId } = request
  return transaction(async (sql) => {
    const found = await findPresent(sql, tenantId, request.memberId)
    if (!found) return 'unknown'
    const { memberId, member } = found
    const undoesAt = member.emailUnsubscribedAt
    const email = await findLatestChange(sql, tenantId, memberId, 'email')
    if (!undoesAt || !isUndoable(email, mailingId) || !isSame(member.emailConsentUpdatedAt, undoesAt)) return 'changed'
    const sms = await findLatestChange(sql, tenantId, memberId, 'sms')
    const bringsSms = isUndoable(sms, mailingId) && isSame(member.smsConsentUpdatedAt, undoesAt)
    const at = notBefore(request.at, undoesAt)
    await sql.query(
      updateMember(
        `email_unsubscribed = false, email_unsubscribed_at = NULL, email_state = 'SUBSCRIBED',
         email_consent_updated_at = $3, email_consent_exact = true,
         email_opt_in_level = $5, sms_state = CASE WHEN $4 THEN 'SUBSCRIBED' ELSE sms_state END,
         sms_consent_updated_at = CASE WHEN $4 THEN $3 ELSE sms_consent_updated_at END,
         sms_opt_in_level = CASE WHEN $4 THEN $6 ELSE sms_opt_in_level END`,
      ),
      // The levels of before: Shopify's echo of the opt-out may have come with another one.
      [tenantId, memberId, at, bringsSms, email.optInLevel, sms?.optInLevel ?? null],
    )
    const back = [email, ...(bringsSms ? [sms] : [])].map(({ channel, optInLevel }): LedgerEntry => ({
      channel,
      source: 'resubscribe-link',
      oldState: 'UNSUBSCRIBED',
      newState: 'SUBSCRIBED',
      optInLevel,
      shopifyAt: null,
      mailingId,
      reference: email.reference,
    }))
    await appendChanges(sql, tenantId, memberId, back)
    const smsState = bringsSms ? 'SUBSCRIBED' : null
    await queueWriteBack(sql, { tenantId, memberId, emailState: 'SUBSCRIBED', smsState, consentedAt: at, undoesAt })
    return 'resubscribed'
  })
}

function isUndoable(change: ConsentChange | null, mailingId: number): change is ConsentChange {
  return (
    change !== null &&
    (change.source === 'unsubscribe-link' || change.source === 'one-click') &&
    change.mailingId === mailingId &&
    change.oldState === 'SUBSCRIBED'
  )
}

function isSame(one: Date | null, other: Date | null): boolean {
  return one !== null && one.getTime() === other?.getTime()
}
