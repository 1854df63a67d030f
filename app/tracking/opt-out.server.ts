// What recipients decide on their pages: each decision with its event, in one transaction, so that neither is without the
// other.
import { forgetFollowed, type Visitor } from '#app/members/consent/followed-opt-outs.server.ts'
import { findPreferences, type Preferences, setPause } from '#app/members/consent/preferences.server.ts'
import {
  resubscribeIn,
  type Resubscribed,
  type Unsubscribe,
  type Unsubscribed,
  unsubscribeIn,
} from '#app/members/consent/unsubscribe.server.ts'
import { lockPresent } from '#app/members/core/members.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { type Sql, transaction } from '#app/platform/db/db.server.ts'
import { EVENT } from './events.ts'
import { recordEvents } from './events.server.ts'
import type { Client, Device } from './judge/codes.ts'
import { SWEEP_MS } from './judge/suspects.ts'
import type { MailedRecipient, Recipient } from './links.server.ts'
import type { OptOutReason } from './pages/opt-out-reasons.ts'

/** What somebody who followed a link can take back without Shopify ever hearing of it. */
const TOLD_AFTER_MS = 120_000
/** By then all is known of a scanner that went through the e-mail, and there is time left to look at it. */
const LOOK_AFTER_MS = 90_000
const DAY_MS = 86_400_000

type With = { device: Device; client: Client }
/**
 * By which way they left, and which channel alone, if one. `followed` is set where nothing was pressed, by whom as far as that is
 * kept: Shopify is told after TOLD_AFTER_MS, and until then it can be taken back as a scanner's.
 */
export type Leaving = Pick<Unsubscribe, 'source' | 'only'> & { followed?: { by: Visitor | null } }

/** Unsubscribes a recipient, as `unsubscribeIn` of the members does, and records it of their e-mail. */
export function optOut(to: MailedRecipient, leaving: Leaving, seenWith: With): Promise<Unsubscribed> {
  const { source, only, followed } = leaving
  const at = clock.now()
  const after = (ms: number) => new Date(at.getTime() + ms)
  const waits = followed && {
    tellAt: after(TOLD_AFTER_MS),
    followed: followed.by && { by: followed.by, lookAt: after(LOOK_AFTER_MS), sweepMs: SWEEP_MS },
  }
  return transaction(async (sql) => {
    const done = await unsubscribeIn(sql, { ...to, memberId: BigInt(to.memberId), source, only, at, ...waits })
    if (done !== 'unknown' && only !== 'sms') await record(sql, to, EVENT.unsubscribed, { ...seenWith, at })
    return done
  })
}

/** Takes back what the link of this e-mail did, as `resubscribeIn` of the members does, and records it. */
export function takeBack(to: Recipient, only: Unsubscribe['only'], seenWith: With): Promise<Resubscribed> {
  const at = clock.now()
  return transaction(async (sql) => {
    await notePressed(sql, to)
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
    await notePressed(sql, to)
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
export const endBreak = (to: Recipient): Promise<boolean> =>
  transaction(async (sql) => {
    await notePressed(sql, to)
    return setPause(sql, to, null)
  })

/** What a recipient gets; null when there is no such member any more. */
export const preferencesOf = (to: Recipient): Promise<Preferences | null> =>
  transaction((sql) => findPreferences(sql, { ...to, memberId: BigInt(to.memberId), at: clock.now() }))

/** Keeps why a recipient says that they left; saying it again replaces what they said. */
export function keepReason(to: Recipient, reason: OptOutReason): Promise<void> {
  return transaction(async (sql) => {
    await notePressed(sql, to)
    await sql.query(
      `INSERT INTO opt_out_reasons (tenant_id, mailing_id, member_id, reason, said_at)
       SELECT tenant_id, $2, $3, $4::opt_out_reason, $5 FROM tenants WHERE tenant_id = $1
       ON CONFLICT (tenant_id, mailing_id, member_id) DO UPDATE SET reason = excluded.reason, said_at = excluded.said_at`,
      [to.tenantId, to.mailingId, to.memberId, reason, clock.now()],
    )
  })
}

/** Whoever presses a button of the pages is a person, and so was who came to them: nothing of theirs is taken back. */
async function notePressed(sql: Sql, { tenantId, memberId }: Recipient): Promise<void> {
  const present = await lockPresent(sql, tenantId, memberId)
  if (present) await forgetFollowed(sql, { tenantId, memberId: present })
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
