// Gives a member the consent back that a mail scanner has ended, as it was, while Shopify has not been told: in their row, in the
// ledger, in what is owed to Shopify, and where the merchant reviews it. In doubt the opt-out stands.
import { clock } from '#app/platform/clock.server.ts'
import type { Sql } from '#app/platform/db/db.server.ts'
import { updateMember } from '../core/totals.server.ts'
import { appendChanges, type Channel, type LedgerEntry } from '../ledger/ledger.server.ts'
import { queueWriteBack, withdrawWriteBack } from '../outbox/outbox.server.ts'
import { addressHashes } from './erased-addresses.server.ts'
import { type BeforeOptOut, forgetFollowed, type FollowedOptOut } from './followed-opt-outs.server.ts'
import { hold, type WhyHeld } from './held-opt-outs.server.ts'

/**
 * Takes an opt-out back that was not a person's. 'stands' when anything was decided of the member since, or anybody is telling
 * Shopify; and when they came to another address, had mail of ours marked as spam, or share an address with somebody who was
 * erased since. In the caller's transaction.
 */
export async function takeBackFollowed(
  sql: Sql,
  optOut: FollowedOptOut,
  why: WhyHeld,
): Promise<'taken-back' | 'stands'> {
  const { tenantId, memberId } = optOut
  // First, as everybody locks them: the questions below see what whoever held it has decided.
  await sql.query('SELECT FROM members WHERE tenant_id = $1 AND member_id = $2 FOR UPDATE', [tenantId, memberId])
  const before = await findUntouched(sql, optOut)
  if (!before) return 'stands'
  if (await hasErasedTwin(sql, optOut, before)) return 'stands'
  const channels = (['email', 'sms'] as const).filter((channel) => before[channel === 'email' ? 'isEmail' : 'isSms'])
  await restore(sql, optOut, before)
  const appended = await appendChanges(
    sql,
    tenantId,
    memberId,
    channels.map((channel) => entryOf(channel, optOut, { before, why })),
  )
  await oweAnew(sql, optOut, { before, channels })
  await forgetFollowed(sql, optOut)
  await hold(sql, optOut, { why, appended })
  return 'taken-back'
}

/** With the channels that the opt-out has ended. */
type Untouched = BeforeOptOut & { optedOutAt: Date; isEmail: boolean; isSms: boolean }

/** SQL: whether a channel that it has ended is as it has left it, and belongs to the same address. */
const untouched = (channel: Channel, address: string, more = 'true') =>
  `(f.${channel}_seq IS NULL OR (m.${channel}_state = 'UNSUBSCRIBED' AND m.${channel}_consent_updated_at = f.opted_out_at AND ${more}
    AND lower(m.${address}) IS NOT DISTINCT FROM lower(f.${address}) AND NOT EXISTS (SELECT FROM consent_ledger l
      WHERE l.tenant_id = $1 AND l.member_id = $2 AND l.channel = '${channel}' AND l.seq > f.${channel}_seq)))`

/** What it was before; null when anything else was decided of the member since, or a worker has taken what is owed. */
async function findUntouched(sql: Sql, { tenantId, memberId, version }: FollowedOptOut): Promise<Untouched | null> {
  const found = await sql.query<Untouched>(
    `SELECT f.opted_out_at AS "optedOutAt", f.email, f.email_state AS "emailState", f.email_opt_in_level AS "emailOptInLevel",
       f.email_consent_updated_at AS "emailConsentUpdatedAt", f.email_consent_exact AS "emailConsentExact",
       f.email_unsubscribed_at AS "emailUnsubscribedAt", f.phone, f.sms_state AS "smsState", f.sms_opt_in_level AS "smsOptInLevel",
       f.sms_consent_updated_at AS "smsConsentUpdatedAt", f.sms_consent_exact AS "smsConsentExact", f.paused_until AS "pausedUntil",
       f.email_seq IS NOT NULL AS "isEmail", f.sms_seq IS NOT NULL AS "isSms"
     FROM followed_opt_outs f
     JOIN members m ON m.tenant_id = f.tenant_id AND m.member_id = f.member_id
     JOIN outbox o ON o.tenant_id = f.tenant_id AND o.member_id = f.member_id
     WHERE f.tenant_id = $1 AND f.member_id = $2 AND f.version = $3
       AND o.state = 'waiting' AND o.version = f.version AND o.claims = f.claims AND o.lease_until IS NULL
       AND (m.email_complaint_at IS NULL OR m.email_complaint_at < f.followed_at)
       AND ${untouched('email', 'email', 'm.email_unsubscribed AND m.email_unsubscribed_at = f.opted_out_at')}
       AND ${untouched('sms', 'phone')}
     FOR UPDATE OF f, o`,
    [tenantId, memberId, version],
  )
  return found.rows[0] ?? null
}

/** Somebody with the address was erased meanwhile, whose opt-out found this one in its place. */
async function hasErasedTwin(
  sql: Sql,
  { tenantId, followedAt }: FollowedOptOut,
  { email, phone }: BeforeOptOut,
): Promise<boolean> {
  const found = await sql.query(
    `SELECT FROM erased_addresses WHERE tenant_id = $1 AND erased_at >= $2 AND ((channel = 'email' AND address_hash = ANY ($3::bytea[]))
       OR (channel = 'sms' AND address_hash = ANY ($4::bytea[]))) LIMIT 1`,
    [tenantId, followedAt, addressHashes(tenantId, 'email', email), addressHashes(tenantId, 'sms', phone)],
  )
  return found.rowCount === 1
}

const given = (channel: Channel, is: string, [state, level, at, exact]: string[]) =>
  `${channel}_state = CASE WHEN ${is} THEN ${state}::marketing_state ELSE ${channel}_state END,
   ${channel}_opt_in_level = CASE WHEN ${is} THEN ${level}::opt_in_level ELSE ${channel}_opt_in_level END,
   ${channel}_consent_updated_at = CASE WHEN ${is} THEN ${at}::timestamptz ELSE ${channel}_consent_updated_at END,
   ${channel}_consent_exact = CASE WHEN ${is} THEN ${exact}::boolean ELSE ${channel}_consent_exact END`

async function restore(sql: Sql, { tenantId, memberId }: FollowedOptOut, before: Untouched): Promise<void> {
  await sql.query(
    updateMember(
      `email_unsubscribed = email_unsubscribed AND NOT $3::boolean,
       email_unsubscribed_at = CASE WHEN $3 THEN $5::timestamptz ELSE email_unsubscribed_at END,
       paused_until = CASE WHEN $3 THEN $6::timestamptz ELSE paused_until END,
       ${given('email', '$3', ['$7', '$8', '$9', '$10'])}, ${given('sms', '$4::boolean', ['$11', '$12', '$13', '$14'])}`,
    ),
    [
      tenantId,
      memberId,
      before.isEmail,
      before.isSms,
      before.emailUnsubscribedAt,
      before.pausedUntil,
      before.emailState,
      before.emailOptInLevel,
      before.emailConsentUpdatedAt,
      before.emailConsentExact,
      before.smsState,
      before.smsOptInLevel,
      before.smsConsentUpdatedAt,
      before.smsConsentExact,
    ],
  )
}

const stateOf = (before: BeforeOptOut, channel: Channel) => (channel === 'email' ? before.emailState : before.smsState)

type Taken = { before: BeforeOptOut; why: WhyHeld }

function entryOf(channel: Channel, { mailingId }: FollowedOptOut, { before, why }: Taken): LedgerEntry {
  return {
    channel,
    source: 'held-opt-out',
    oldState: 'UNSUBSCRIBED',
    newState: stateOf(before, channel),
    optInLevel: channel === 'email' ? before.emailOptInLevel : before.smsOptInLevel,
    shopifyAt: null,
    mailingId,
    reference: `one visitor followed all ${why.links} links and the unsubscribe link within ${why.withinMs} ms`,
  }
}

/**
 * Shopify is asked all the same whether who was subscribed still is there: it may have been told otherwise while the opt-out
 * stood in front of that. Where it is, nothing is written.
 */
async function oweAnew(
  sql: Sql,
  member: FollowedOptOut,
  { before, channels }: { before: Untouched; channels: readonly Channel[] },
): Promise<void> {
  const wasSubscribed = (channel: Channel) =>
    channels.includes(channel) && stateOf(before, channel) === 'SUBSCRIBED' ? 'SUBSCRIBED' : null
  const states = { emailState: wasSubscribed('email'), smsState: wasSubscribed('sms') } as const
  const withdrawn = channels.filter((channel) => !wasSubscribed(channel))
  if (withdrawn.length > 0) await withdrawWriteBack(sql, member, withdrawn)
  if (!states.emailState && !states.smsState) return
  const consentedAt = new Date(Math.max(clock.now().getTime(), before.optedOutAt.getTime()))
  await queueWriteBack(sql, { ...member, ...states, consentedAt, undoesAt: NEVER_TOLD })
}

/** No opt-out that Shopify may have is the one that is taken back, not even one of the same second. */
const NEVER_TOLD = new Date(0)
