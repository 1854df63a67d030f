// What a member chooses beside leaving: what they get, and a break that ends by itself. A break is no consent: the ledger and
// Shopify know nothing of it.
import type { Sql } from '#app/platform/db/db.server.ts'
import { lockPresent, type MemberId } from '../core/members.server.ts'
import { updateMember } from '../core/totals.server.ts'
import type { Channel } from '../ledger/ledger.server.ts'
import { findPresent, findUndos, type Resubscribe } from './unsubscribe.server.ts'

export type Preferences = {
  /** Whether marketing of a channel goes to them, but for a break. */
  gets: Record<Channel, boolean>
  /** What the link of the mailing has ended, and can bring back. */
  canUndo: Record<Channel, boolean>
  pausedUntil: Date | null
}

/** What a member gets, as their preferences page shows it; null when there is no such member any more. */
export async function findPreferences(
  sql: Sql,
  request: Pick<Resubscribe, 'tenantId' | 'memberId' | 'mailingId' | 'at'>,
): Promise<Preferences | null> {
  const found = await findPresent(sql, request.tenantId, request.memberId)
  if (!found) return null
  const { emailState, emailUnsubscribed, smsState, phone, pausedUntil } = found.member
  const { email, sms } = await findUndos(sql, request, found)
  return {
    gets: {
      email: emailState === 'SUBSCRIBED' && !emailUnsubscribed,
      sms: smsState === 'SUBSCRIBED' && phone !== null,
    },
    canUndo: { email: email !== null, sms: sms !== null },
    pausedUntil: pausedUntil && pausedUntil > request.at ? pausedUntil : null,
  }
}

/** Sets until when the member gets no marketing e-mail, null to end it. False when there is no such member any more. */
export async function setPause(
  sql: Sql,
  { tenantId, memberId }: { tenantId: number; memberId: MemberId },
  until: Date | null,
): Promise<boolean> {
  const present = await lockPresent(sql, tenantId, memberId)
  if (!present) return false
  await sql.query(updateMember('paused_until = $3'), [tenantId, present, until])
  return true
}
