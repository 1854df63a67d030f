// What recipients decide on their pages: each decision with its event, in one transaction, so that neither is without the
// other.
import { findPreferences, type Preferences, setPause } from '#app/members/consent/preferences.server.ts'
import {
  resubscribeIn,
  type Resubscribed,
  type Unsubscribe,
  type Unsubscribed,
  unsubscribeIn,
} from '#app/members/consent/unsubscribe.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { EVENT } from './events.ts'
import { recordEvents } from './events.server.ts'
import type { Client, Device } from './judge/codes.ts'
import type { MailedRecipient, Recipient } from './links.server.ts'
import type { OptOutReason } from './pages/opt-out-reasons.ts'

/** What somebody who followed a link can take back without Shopify ever hearing of it. */
const TOLD_AFTER_MS = 120_000
const DAY_MS = 86_400_000

type With = { device: Device; client: Client }
/** By which way they left, and which channel alone, if one; `mayWait` is Shopify's: it is told after TOLD_AFTER_MS. */
export type Leaving = Pick<Unsubscribe, 'source' | 'only'> & { mayWait?: boolean }

/** Unsubscribes a recipient, as `unsubscribeIn` of the members does, and records it of their e-mail. */
export function optOut(to: MailedRecipient, leaving: Leaving, seenWith: With): Promise<Unsubscribed> {
  const { source, only, mayWait = false } = leaving
  const at = clock.now()
  const tellAt = mayWait ? new Date(at.getTime() + TOLD_AFTER_MS) : undefined
  return transaction(async (sql) => {
    const done = await unsubscribeIn(sql, { ...to, memberId: BigInt(to.memberId), source, only, at, tellAt })
    if (done !== 'unknown' && only !== 'sms') await record(sql, to, EVENT.unsubscribed, { ...seenWith, at })
    return done
  })
}

/** Takes back what the link of this e-mail did, as `resubscribeIn` of the members does, and records it. */
export function takeBack(to: Recipient, only: Unsubscribe['only'], seenWith: With): Promise<Resubscribed> {
  const at = clock.now()
  return transaction(async (sql) => {
    const done = await resubscribeIn(sql, { ...to, memberId: BigInt(to.memberId), only, at })
    if (done === 'resubscribed' && only !== 'sms') await record(sql, to, EVENT.resubscribed, { ...seenWith, at })
    return done
  })
}

/**
 * Pauses the e-mails of a recipient for some days and returns until when. Whoever has left by this e-mail is back with it,
 * for e-mail alone; null when they have left otherwise.
 */
export function takeBreak(to: Recipient, days: number, seenWith: With): Promise<Date | null> {
  const at = clock.now()
  const key = { ...to, memberId: BigInt(to.memberId), at }
  const until = new Date(at.getTime() + days * DAY_MS)
  return transaction(async (sql) => {
    const now = await findPreferences(sql, key)
    if (!now?.gets.email) {
      if ((await resubscribeIn(sql, { ...key, only: 'email' })) !== 'resubscribed') return null
    }
    await setPause(sql, key, until)
    if (!now?.gets.email) await record(sql, to, EVENT.resubscribed, { ...seenWith, at })
    return until
  })
}

/** Ends the break of a recipient; false when there is no such member any more. */
export const endBreak = ({ tenantId, memberId }: Recipient): Promise<boolean> =>
  transaction((sql) => setPause(sql, { tenantId, memberId }, null))

/** What a recipient gets; null when there is no such member any more. */
export const preferencesOf = (to: Recipient): Promise<Preferences | null> =>
  transaction((sql) => findPreferences(sql, { ...to, memberId: BigInt(to.memberId), at: clock.now() }))

/** Keeps why a recipient says that they left; saying it again replaces what they said. */
export async function keepReason({ tenantId, mailingId, memberId }: Recipient, reason: OptOutReason): Promise<void> {
  await db().query(
    `INSERT INTO opt_out_reasons (tenant_id, mailing_id, member_id, reason, said_at)
     SELECT tenant_id, $2, $3, $4::opt_out_reason, $5 FROM tenants WHERE tenant_id = $1
     ON CONFLICT (tenant_id, mailing_id, member_id) DO UPDATE SET reason = excluded.reason, said_at = excluded.said_at`,
    [tenantId, mailingId, memberId, reason, clock.now()],
  )
}

/** An opt-out is a person's will even when a mail system hands it in: it is never booked as a machine's. */
function record(
  sql: Sql,
  { tenantId, mailingId, sendNo, memberId }: Recipient,
  type: typeof EVENT.unsubscribed | typeof EVENT.resubscribed,
  { at, device, client }: With & { at: Date },
): Promise<void> {
  return recordEvents(sql, [{ tenantId, mailingId, sendNo, memberId, type, at, verdict: 'human', device, client }])
}
