// Two customers become one at Shopify: the stricter consent and every suppression of both survive.
import { transaction, type Sql } from '#app/platform/db/db.server.ts'
import { isSameAddress } from '#app/platform/text/mail-address.ts'
import { HARMLESS_COMPLAINTS } from '../bounces/complaints.ts'
import { hasUnsubscribed, type MailState, type MarketingState } from '../core/consent.ts'
import { carryEngagement } from './engagement.server.ts'
import { erase } from './erase.server.ts'
import { type Ending, endConsent } from '../consent/end-consent.server.ts'
import { holdSaves } from '../consent/erased-addresses.server.ts'
import { forgetFollowed } from '../consent/followed-opt-outs.server.ts'
import { carryHeld } from '../consent/held-opt-outs.server.ts'
import type { Channel } from '../ledger/ledger.server.ts'
import { carryDoNotTrack } from '../core/do-not-track.server.ts'
import { noteFirstOrders } from '../core/first-order.server.ts'
import { consentTimes, findMember, followMerge, type Member } from '../core/members.server.ts'
import { updateMember } from '../core/totals.server.ts'

export type Merge = {
  tenantId: number
  kept: string
  gone: string
  /** When Shopify merged them; null of a guess, which leaves standing what `kept` opted in to after the other's opt-out. */
  at: Date | null
  reference: string
}

/**
 * Lays what suppressed `gone` over `kept`, owes Shopify an opt-out that it does not have, and erases `gone`, whose old
 * links lead to `kept`. Merges may come in any order: one into somebody who was merged on goes to the end of the chain.
 */
export async function mergeMembers(merge: Merge): Promise<void> {
  const { tenantId, gone } = merge
  if (merge.kept === gone) return
  await transaction(async (sql) => {
    // One at a time in a shop, too: two links of a chain must see each other.
    await holdSaves(sql, tenantId)
    const kept = await endOfChain(sql, merge)
    await sql.query(
      'SELECT FROM members WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[]) ORDER BY member_id FOR UPDATE',
      [tenantId, [kept, gone]],
    )
    const one = await findMember(tenantId, kept, sql)
    const present = await findMember(tenantId, gone, sql)
    const other = present ?? (await findErased(sql, { ...merge, kept }))
    const at = merge.at ? { email: merge.at, sms: merge.at } : optOuts(one, present)
    // What was chosen by the other one may leave no trace in who is kept: nothing of theirs is taken back any more.
    await forgetFollowed(sql, { tenantId, memberId: kept })
    if (one && other) await carryOver(sql, merge, { kept: one, gone: other, at })
    if (one) await carryEngagement(sql, tenantId, gone, kept)
    if (one) await carryDoNotTrack(sql, tenantId, gone, kept)
    if (one) await carryHeld(sql, tenantId, gone, kept)
    // What they wrote is still on its way to the shop.
    await sql.query('UPDATE reply_forwards SET member_id = $2 WHERE tenant_id = $1 AND member_id = $3', [
      tenantId,
      kept,
      gone,
    ])
    await sql.query('UPDATE orders SET member_id = $2 WHERE tenant_id = $1 AND member_id = $3', [tenantId, kept, gone])
    await noteFirstOrders(sql, tenantId, [kept])
    await erase(sql, tenantId, gone)
    await remember(sql, { ...merge, kept })
  })
}

/** Who is left of a merge: the one kept, or whom they were merged into since. */
export async function endOfChain(
  sql: Sql,
  { tenantId, kept, gone }: Pick<Merge, 'tenantId' | 'kept' | 'gone'>,
): Promise<string> {
  const last = String(await followMerge(sql, tenantId, kept))
  // Who is told to be kept was guessed to have gone into the other one.
  return last === gone ? kept : last
}

async function remember(sql: Sql, { tenantId, kept, gone }: Merge): Promise<void> {
  await sql.query('DELETE FROM merged_members WHERE tenant_id = $1 AND gone = $2', [tenantId, kept])
  await sql.query('UPDATE merged_members SET kept = $2 WHERE tenant_id = $1 AND kept = $3', [tenantId, kept, gone])
  await sql.query(
    `INSERT INTO merged_members (tenant_id, gone, kept) VALUES ($1, $3, $2)
     ON CONFLICT (tenant_id, gone) DO UPDATE SET kept = excluded.kept`,
    [tenantId, kept, gone],
  )
}

type Gone = MailState & Pick<Member, 'smsState' | 'emailBounceAt'>

/**
 * What suppressed somebody who was erased before this merge was known, because a check or a message of the deletion came
 * first; null once it is known, for whatever `kept` decided since stands.
 */
async function findErased(sql: Sql, { tenantId, kept, gone }: Merge): Promise<Gone | null> {
  const last = (channel: Channel) => `coalesce((SELECT new_state FROM consent_ledger
    WHERE tenant_id = $1 AND member_id = $2 AND channel = '${channel}' ORDER BY seq DESC LIMIT 1), 'NOT_SUBSCRIBED')`
  const found = await sql.query<Pick<Gone, 'emailState' | 'smsState' | 'emailComplaintAt'>>(
    `SELECT ${last('email')} AS "emailState", ${last('sms')} AS "smsState",
       (SELECT max(occurred_at) FROM bounces WHERE tenant_id = $1 AND member_id = $2 AND kind = 'complaint'
         AND coalesce(bounce_type, '') <> ALL ($3::text[])) AS "emailComplaintAt"
     WHERE NOT EXISTS (SELECT FROM merged_members WHERE tenant_id = $1 AND gone = $2 AND kept = $4)`,
    [tenantId, gone, HARMLESS_COMPLAINTS, kept],
  )
  const [row] = found.rows
  return row
    ? { ...row, email: null, emailUnsubscribed: false, emailBounceType: null, emailBounceAt: null, pausedUntil: null }
    : null
}

type Times = Record<Channel, Date | null>

/** When who is gone opted out of each channel, if they did; null where who is kept has opted in at Shopify since. */
function optOuts(kept: Member | null, gone: Member | null): Times {
  if (!kept || !gone) return { email: null, sms: null }
  const optedIn = consentTimes(kept)
  const unlessSince = (state: MarketingState, since: Date | null, at: Date) =>
    state === 'SUBSCRIBED' && since !== null && since > at ? null : at
  const times = [gone.emailUnsubscribedAt, gone.emailConsentUpdatedAt].filter((time) => time !== null)
  const left = times.toSorted((one, other) => other.getTime() - one.getTime())[0] ?? gone.updatedAt
  return {
    email: unlessSince(kept.emailState, optedIn.email, left),
    sms: unlessSince(kept.smsState, optedIn.sms, gone.smsConsentUpdatedAt ?? gone.updatedAt),
  }
}

type Both = { kept: Member; gone: Gone; at: Times }

async function carryOver(sql: Sql, merge: Merge, { kept, gone, at }: Both): Promise<void> {
  const { tenantId, memberId } = kept
  const sameAddress = gone.email !== null && kept.email !== null && isSameAddress(kept.email, gone.email)
  await sql.query(
    updateMember(
      `email_unsubscribed = email_unsubscribed OR $3,
       email_unsubscribed_at = CASE WHEN $3 THEN greatest($4, email_unsubscribed_at) ELSE email_unsubscribed_at END,
       email_complaint_at = greatest(email_complaint_at, $5),
       email_bounce_type = greatest(email_bounce_type, $6::bounce_type), email_bounce_at = greatest(email_bounce_at, $7),
       paused_until = greatest(paused_until, $8)`,
    ),
    [
      tenantId,
      memberId,
      gone.emailUnsubscribed && at.email !== null,
      at.email,
      gone.emailComplaintAt,
      sameAddress ? gone.emailBounceType : null,
      sameAddress ? gone.emailBounceAt : null,
      gone.pausedUntil,
    ],
  )
  const endings = CHANNELS.flatMap((channel): Ending[] => {
    const since = at[channel]
    const reaches = channel === 'email' || kept.phone !== null
    if (!since || !reaches || !isOptedOut(gone, channel) || isOptedOut(kept, channel)) return []
    return channel === 'email'
      ? [{ channel, at: since, oldState: kept.emailState, optInLevel: kept.emailOptInLevel }]
      : [{ channel, at: since, oldState: kept.smsState, optInLevel: kept.smsOptInLevel }]
  })
  await endConsent(sql, { tenantId, memberId }, endings, {
    source: 'merge',
    shopifyAt: merge.at,
    mailingId: null,
    reference: merge.reference,
  })
}

const CHANNELS = ['email', 'sms'] as const

function isOptedOut(member: Gone, channel: Channel): boolean {
  return channel === 'email' ? hasUnsubscribed(member) : member.smsState === 'UNSUBSCRIBED'
}
