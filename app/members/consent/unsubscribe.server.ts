// Unsubscribing and its undo: the member is suppressed here at once, and Shopify is owed the change, in one transaction.
import { transaction, type Sql } from '#app/platform/db/db.server.ts'
import { spellingsOf } from '#app/platform/text/mail-spellings.server.ts'
import { type Ending, endConsent } from './end-consent.server.ts'
import { holdSaves, keepOptOut } from './erased-addresses.server.ts'
import { type BeforeOptOut, type Followed, forgetFollowed, noteFollowed } from './followed-opt-outs.server.ts'
import {
  appendChanges,
  type Channel,
  findLatestChange,
  type ConsentChange,
  type LedgerEntry,
} from '../ledger/ledger.server.ts'
import { updateMember } from '../core/totals.server.ts'
import { lockPresent, type MemberId, normOf } from '../core/members.server.ts'
import { queueWriteBack } from '../outbox/outbox.server.ts'

export type Unsubscribe = {
  tenantId: number
  memberId: MemberId
  mailingId: number | null
  /** Which of the member's receipts of the mailing it was; the first where it is not said. */
  sendNo?: number
  /** Where the e-mail went, if its link says so: it stands for a member who was erased since. */
  email?: string | null
  source: 'unsubscribe-link' | 'one-click' | 'admin'
  at: Date
  /** This channel alone, as on the preferences page; else e-mail, and SMS where the shop wants it to follow. */
  only?: Channel
  /** When Shopify is to be told; at once where it is not said. */
  tellAt?: Date
  /** Who followed a link, where nothing was pressed: it may turn out to have been a scanner. */
  followed?: Followed | null
  /** Evidence in place of the message. */
  reference?: string
}

type Current = BeforeOptOut & { emailUnsubscribed: boolean; smsFollows: boolean }

type Present = { memberId: MemberId; member: Current }

async function lockMember(sql: Sql, tenantId: number, memberId: MemberId): Promise<Current | null> {
  const found = await sql.query<Current>(
    `SELECT email, email_state AS "emailState", email_opt_in_level AS "emailOptInLevel",
       email_consent_updated_at AS "emailConsentUpdatedAt", email_consent_exact AS "emailConsentExact",
       email_unsubscribed AS "emailUnsubscribed", email_unsubscribed_at AS "emailUnsubscribedAt", phone, sms_state AS "smsState",
       sms_opt_in_level AS "smsOptInLevel", sms_consent_updated_at AS "smsConsentUpdatedAt", sms_consent_exact AS "smsConsentExact",
       paused_until AS "pausedUntil",
       coalesce(sms_follows_email, true) AS "smsFollows"
     FROM members LEFT JOIN settings USING (tenant_id) WHERE tenant_id = $1 AND member_id = $2 FOR UPDATE OF members`,
    [tenantId, memberId],
  )
  return found.rows[0] ?? null
}

/** The member, or whom Shopify has merged them into. */
export async function findPresent(sql: Sql, tenantId: number, asked: MemberId): Promise<Present | null> {
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
 * 'by-address' when the member was erased, and whoever has the address now or later is suppressed instead. In the caller's
 * transaction.
 */
export async function unsubscribeIn(sql: Sql, request: Unsubscribe): Promise<Unsubscribed> {
  const found = await findPresent(sql, request.tenantId, request.memberId)
  if (!found) return (await suppressAddress(sql, request)) ? 'by-address' : 'unknown'
  const { emailUnsubscribed, smsState } = found.member
  await suppress(sql, found, request)
  const hadLeft = request.only === 'sms' ? smsState === 'UNSUBSCRIBED' : emailUnsubscribed
  return hadLeft ? 'already' : 'unsubscribed'
}

export type Unsubscribed = 'unsubscribed' | 'already' | 'by-address' | 'unknown'

/** As `unsubscribeIn`, in a transaction of its own. @internal For tests. */
export const unsubscribe = (request: Unsubscribe): Promise<Unsubscribed> =>
  transaction((sql) => unsubscribeIn(sql, request))

async function suppressAddress(sql: Sql, request: Unsubscribe): Promise<boolean> {
  const { tenantId, email, at, only } = request
  if (!email || only === 'sms') return false
  await holdSaves(sql, tenantId)
  const kept = await keepOptOut(sql, tenantId, email, at)
  const sharing = await sql.query<{ memberId: MemberId }>(
    `SELECT member_id AS "memberId" FROM members WHERE tenant_id = $1 AND email_norm = ${normOf('$2')} ORDER BY member_id`,
    [tenantId, spellingsOf(email)],
  )
  for (const { memberId } of sharing.rows) {
    const member = await lockMember(sql, tenantId, memberId)
    // What is kept of the address stands, whoever followed the link.
    if (member) await suppress(sql, { memberId, member }, { ...request, followed: null })
  }
  return kept
}

async function suppress(sql: Sql, { memberId, member }: Present, request: Unsubscribe): Promise<void> {
  const { tenantId, mailingId, sendNo = 0, source, only, tellAt } = request
  const endsEmail = only !== 'sms'
  // Whatever SMS is now: a message from before this decision may be on its way, and must not count as later than it.
  const endsSms = member.phone !== null && (only === 'sms' || (!only && member.smsFollows))
  const at = notBefore(
    request.at,
    ...(endsEmail ? [member.emailConsentUpdatedAt, member.emailUnsubscribedAt] : []),
    endsSms ? member.smsConsentUpdatedAt : null,
  )
  const endings: Ending[] = []
  const oldState = member.emailUnsubscribed ? 'UNSUBSCRIBED' : member.emailState
  if (endsEmail) endings.push({ channel: 'email', at, oldState, optInLevel: member.emailOptInLevel })
  if (endsSms) endings.push({ channel: 'sms', at, oldState: member.smsState, optInLevel: member.smsOptInLevel })
  const receipt = { tenantId, mailingId, sendNo, memberId: request.memberId }
  const reference = request.reference ?? (await messageOf(sql, receipt))
  const evidence = { source, shopifyAt: null, mailingId, reference, tellAt }
  const appended = await endConsent(sql, { tenantId, memberId }, endings, evidence)
  if (!request.followed || mailingId === null) return forgetFollowed(sql, { tenantId, memberId })
  const noted = { followed: request.followed, followedAt: request.at, optedOutAt: at, before: member, appended }
  await noteFollowed(
    sql,
    { tenantId, memberId },
    { ...noted, receipt: { mailingId, sendNo, mailedId: request.memberId } },
  )
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

export type Resubscribe = {
  tenantId: number
  memberId: MemberId
  mailingId: number
  at: Date
  /** This channel alone; else e-mail, and SMS where it ended with it. */
  only?: Channel
}

/**
 * Takes back what the unsubscribe link of this mailing did, and only that. 'changed' when there is nothing to take
 * back, or when Shopify recorded another decision since. In the caller's transaction.
 */
export async function resubscribeIn(sql: Sql, request: Resubscribe): Promise<Resubscribed> {
  const found = await findPresent(sql, request.tenantId, request.memberId)
  if (!found) return 'unknown'
  const undos = chooseUndos(await findUndos(sql, request, found), request.only)
  const [first] = undos
  if (!first) return 'changed'
  await bringBack(sql, found.memberId, undos, { ...request, undoesAt: first.undoesAt })
  await forgetFollowed(sql, { tenantId: request.tenantId, memberId: found.memberId })
  return 'resubscribed'
}

export type Resubscribed = 'resubscribed' | 'changed' | 'unknown'

/** As `resubscribeIn`, in a transaction of its own. @internal For tests. */
export const resubscribe = (request: Resubscribe): Promise<Resubscribed> =>
  transaction((sql) => resubscribeIn(sql, request))

type Undo = ConsentChange & { undoesAt: Date }
type Undos = Record<Channel, Undo | null>

/** What the mailing's link has ended on each channel, unless another decision has come since. */
export async function findUndos(
  sql: Sql,
  { tenantId, mailingId }: Pick<Resubscribe, 'tenantId' | 'mailingId'>,
  { memberId, member }: Present,
): Promise<Undos> {
  const [email, sms] = [
    await findLatestChange(sql, tenantId, memberId, 'email'),
    await findLatestChange(sql, tenantId, memberId, 'sms'),
  ]
  const { emailUnsubscribedAt: emailAt, emailConsentUpdatedAt, smsConsentUpdatedAt: smsAt } = member
  const canUndoEmail = isUndoable(email, mailingId) && emailAt && isSame(emailConsentUpdatedAt, emailAt)
  const canUndoSms =
    isUndoable(sms, mailingId) &&
    smsAt &&
    (isSame(smsAt, emailAt) || (await wasToldAs(sql, { tenantId, memberId, seq: sms.seq }, smsAt)))
  return {
    email: canUndoEmail ? { ...email, undoesAt: emailAt } : null,
    sms: canUndoSms ? { ...sms, undoesAt: smsAt } : null,
  }
}

/** Whether Shopify is owed, or was told, the change as of that time: a later one of its own has moved the time on. */
async function wasToldAs(
  sql: Sql,
  { tenantId, memberId, seq }: { tenantId: number; memberId: MemberId; seq: number },
  at: Date,
): Promise<boolean> {
  const told = await sql.query(
    `SELECT FROM outbox WHERE tenant_id = $1 AND member_id = $2 AND sms_seq = $3 AND sms_at = $4
     UNION ALL SELECT FROM consent_deliveries WHERE tenant_id = $1 AND member_id = $2 AND seq = $3 AND consented_at = $4`,
    [tenantId, memberId, seq, at],
  )
  return (told.rowCount ?? 0) > 0
}

function chooseUndos({ email, sms }: Undos, only: Channel | undefined): Undo[] {
  if (only) return [only === 'email' ? email : sms].filter((undo) => undo !== null)
  if (!email) return []
  return sms && isSame(sms.undoesAt, email.undoesAt) ? [email, sms] : [email]
}

async function bringBack(
  sql: Sql,
  memberId: MemberId,
  undos: Undo[],
  { tenantId, mailingId, at: asked, undoesAt }: Resubscribe & { undoesAt: Date },
): Promise<void> {
  const at = notBefore(asked, undoesAt)
  const of = (channel: Channel) => undos.find((undo) => undo.channel === channel)
  const [email, sms] = [of('email'), of('sms')]
  const change = (channel: Channel, is: string, level: string) =>
    `${channel}_state = CASE WHEN ${is} THEN 'SUBSCRIBED' ELSE ${channel}_state END,
     ${channel}_consent_updated_at = CASE WHEN ${is} THEN $3 ELSE ${channel}_consent_updated_at END,
     ${channel}_consent_exact = ${channel}_consent_exact OR ${is},
     ${channel}_opt_in_level = CASE WHEN ${is} THEN ${level} ELSE ${channel}_opt_in_level END`
  await sql.query(
    updateMember(
      `email_unsubscribed = email_unsubscribed AND NOT $4::boolean,
       email_unsubscribed_at = CASE WHEN NOT $4 THEN email_unsubscribed_at END,
       ${change('email', '$4', '$6')}, ${change('sms', '$5::boolean', '$7')}`,
    ),
    // The levels of before: Shopify's echo of the opt-out may have come with another one.
    [
      tenantId,
      memberId,
      at,
      email !== undefined,
      sms !== undefined,
      email?.optInLevel ?? null,
      sms?.optInLevel ?? null,
    ],
  )
  const reference = undos[0]?.reference ?? null
  const back = undos.map(({ channel, optInLevel }): LedgerEntry => ({
    channel,
    source: 'resubscribe-link',
    oldState: 'UNSUBSCRIBED',
    newState: 'SUBSCRIBED',
    optInLevel,
    shopifyAt: null,
    mailingId,
    reference,
  }))
  await appendChanges(sql, tenantId, memberId, back)
  const stateOf = (undo: Undo | undefined) => (undo ? 'SUBSCRIBED' : null)
  const states = { emailState: stateOf(email), smsState: stateOf(sms) } as const
  await queueWriteBack(sql, { tenantId, memberId, ...states, consentedAt: at, undoesAt })
}

function isUndoable(change: ConsentChange | null, mailingId: number): change is ConsentChange {
  return (
    change !== null &&
    (change.source === 'unsubscribe-link' || change.source === 'one-click') &&
    change.mailingId === mailingId &&
    change.newState === 'UNSUBSCRIBED' &&
    change.oldState === 'SUBSCRIBED'
  )
}

function isSame(one: Date | null, other: Date | null): boolean {
  return one !== null && one.getTime() === other?.getTime()
}
