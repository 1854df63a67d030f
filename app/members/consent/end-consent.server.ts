// The end of a member's consent on a channel: in their row, in the ledger and owed to Shopify, in one transaction. Only
// intake/apply.server.ts ends the consent of many at once, within the statement that saves them.
import type { Sql } from '#app/platform/db/db.server.ts'
import type { MarketingState } from '../core/consent.ts'
import type { MemberId, OptInLevel } from '../core/members.server.ts'
import { updateMember } from '../core/totals.server.ts'
import { appendChanges, type AppendedChange, type Channel, type LedgerEntry } from '../ledger/ledger.server.ts'
import { queueOptOut } from '../outbox/outbox.server.ts'

export type Ending = {
  channel: Channel
  /** When they opted out; a later time that is known of the channel stays. */
  at: Date
  /** What the consent came to until now; UNSUBSCRIBED moves the time on and is no news to the ledger. */
  oldState: MarketingState
  optInLevel: OptInLevel | null
}

/**
 * Who ended it and by what. `consentedAt` is the time that Shopify is told, where it is not that of the opt-out; `tellAt` is
 * when to tell it, where that is not at once.
 */
export type Evidence = Pick<LedgerEntry, 'source' | 'shopifyAt' | 'mailingId' | 'reference'> & {
  consentedAt?: Date
  tellAt?: Date
}

/**
 * Ends the consent of a member, whose row the caller has locked, on each of the channels that are named; returns the entries of
 * the ledger where that is news.
 */
export async function endConsent(
  sql: Sql,
  { tenantId, memberId }: { tenantId: number; memberId: MemberId },
  endings: Ending[],
  { consentedAt, tellAt, ...evidence }: Evidence,
): Promise<AppendedChange[]> {
  if (endings.length === 0) return []
  const at = (channel: Channel) => endings.find((ending) => ending.channel === channel)?.at ?? null
  await sql.query(
    updateMember(
      `email_unsubscribed = email_unsubscribed OR $3::timestamptz IS NOT NULL,
       email_unsubscribed_at = greatest(email_unsubscribed_at, $3),
       paused_until = CASE WHEN $3 IS NULL THEN paused_until END, ${ended('email', '$3')}, ${ended('sms', '$4')}`,
    ),
    [tenantId, memberId, at('email'), at('sms')],
  )
  const news = endings
    .filter(({ oldState }) => oldState !== 'UNSUBSCRIBED')
    .map(({ channel, oldState, optInLevel }): LedgerEntry => ({
      ...evidence,
      channel,
      oldState,
      newState: 'UNSUBSCRIBED',
      optInLevel,
    }))
  const appended = news.length > 0 ? await appendChanges(sql, tenantId, memberId, news) : []
  for (const [time, together] of Map.groupBy(endings, ({ at }) => (consentedAt ?? at).getTime())) {
    const channels = together.map(({ channel }) => channel)
    await queueOptOut(sql, { tenantId, memberId }, channels, { consentedAt: new Date(time), tellAt })
  }
  return appended
}

const ended = (channel: Channel, at: string) =>
  `${channel}_state = CASE WHEN ${at}::timestamptz IS NULL THEN ${channel}_state ELSE 'UNSUBSCRIBED' END,
   ${channel}_consent_updated_at = greatest(${channel}_consent_updated_at, ${at}),
   ${channel}_consent_exact = ${channel}_consent_exact OR ${at} IS NOT NULL`
