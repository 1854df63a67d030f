// Handing replies on: each is tried until the shop has it, at growing distances for five days, as mail servers do
// (RFC 5321 §4.5.4.1). Rather twice than never: of a try that SES did not answer nobody knows.
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { maskAddresses } from '#app/platform/faults/fault.ts'
import { shopTurns } from '#app/platform/jobs/shop-turns.server.ts'
import { log } from '#app/platform/log.server.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { sendEmail as sendBySes } from '#app/platform/ses/ses.server.ts'
import type { SendOutcome } from '#app/platform/ses/ses-outcome.ts'
import { findReplyTo } from '#app/settings/reply-to.server.ts'
import { composeForward, composeUnread, type Envelope, textAlone } from './forward.ts'
import { parseHead } from './headers.ts'
import { parseMail } from './parse-mail.server.ts'

const SHOPS_AT_ONCE = 10
const OF_EACH_SHOP = 5
const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 6 * 3_600_000
const GIVE_UP_AFTER_MS = 5 * 24 * 3_600_000
/** For so long a mail that comes again is known. */
const KEPT_MS = 24 * 3_600_000

const countForwarded = counter('glancito_replies_forwarded_total', 'Replies handed on to their shops')
const countLost = counter('glancito_replies_lost_total', 'Replies given up: refused by SES, or tried in vain for days')

type Claim = {
  tenantId: number
  mailingId: number
  sendNo: number
  memberId: bigint
  hash: Buffer
  raw: Buffer
  attempts: number
  receivedAt: Date
}

const shopsDue = shopTurns('reply_forwards WHERE raw IS NOT NULL AND not_before <= $4')

/** Hands on replies that are due; returns how many it has tried. */
export async function drainReplies(sendEmail = sendBySes): Promise<number> {
  const shops = await shopsDue(db(), { busy: [], limit: SHOPS_AT_ONCE, values: [clock.now()] })
  let tried = 0
  for (const tenantId of shops) {
    for (const claim of await claimReplies(tenantId)) {
      await forward(claim, sendEmail).catch((error: unknown) =>
        logFailure(error, 'reply not handed on, to be tried again', { tenant: tenantId }),
      )
      tried += 1
    }
  }
  return tried
}

/** Takes replies of a shop that are due. One whose process dies comes back when its next try is due. */
async function claimReplies(tenantId: number): Promise<Claim[]> {
  const now = clock.now()
  const claimed = await db().query<Claim>(
    `UPDATE reply_forwards r SET attempts = r.attempts + 1,
       not_before = to_timestamp($5::float8 + least($4::float8, $3 * 2 ^ r.attempts) / 1000)
     FROM (SELECT mailing_id, send_no, member_id, message_hash FROM reply_forwards
           WHERE tenant_id = $1 AND raw IS NOT NULL AND not_before <= $2
           ORDER BY not_before LIMIT ${OF_EACH_SHOP} FOR UPDATE SKIP LOCKED) AS due
     WHERE r.tenant_id = $1 AND r.mailing_id = due.mailing_id AND r.send_no = due.send_no
       AND r.member_id = due.member_id AND r.message_hash = due.message_hash
     RETURNING r.tenant_id AS "tenantId", r.mailing_id AS "mailingId", r.send_no::int AS "sendNo", r.member_id AS "memberId",
       r.message_hash AS hash, r.raw, r.attempts::int, r.received_at AS "receivedAt"`,
    [tenantId, now, FIRST_WAIT_MS, LONGEST_WAIT_MS, now.getTime() / 1000],
  )
  return claimed.rows
}

async function forward(claim: Claim, sendEmail: typeof sendBySes): Promise<void> {
  const to = await findReplyTo(claim.tenantId)
  if (to === null) return giveUp(claim, 'the shop has left, or has no mailbox for replies')
  const envelope = { to, from: `replies@${env().MAIL_DOMAIN}`, origin: env().SHOPIFY_APP_URL }
  const outcome = await send(claim, envelope, sendEmail)
  if (outcome.kind === 'sent') {
    countForwarded()
    return settle(claim, null)
  }
  const reason = 'reason' in outcome ? maskAddresses(outcome.reason, '') : outcome.kind
  const isLate = clock.now().getTime() - claim.receivedAt.getTime() > GIVE_UP_AFTER_MS
  if (outcome.kind === 'refused' || isLate) return giveUp(claim, reason)
  await note(claim, reason)
}

/** What SES refuses whole it may take as text alone: its virus, or the kind of file it bans, is in what is left out. */
async function send({ tenantId, raw }: Claim, envelope: Envelope, sendEmail: typeof sendBySes): Promise<SendOutcome> {
  const tags = { tenant_id: String(tenantId), purpose: 'reply' }
  const reply = await parseMail(raw)
  if (!reply) return sendEmail({ ...composeUnread(await parseHead(raw), raw, envelope), tags })
  const whole = composeForward(reply, envelope)
  const outcome = await sendEmail({ ...whole, tags })
  return outcome.kind === 'refused' ? sendEmail({ ...textAlone(whole), tags }) : outcome
}

async function giveUp(claim: Claim, reason: string): Promise<void> {
  countLost()
  log.error({ tenant: claim.tenantId, mailing: claim.mailingId, attempts: claim.attempts, reason }, 'reply given up')
  await settle(claim, reason)
}

const ONE = 'tenant_id = $1 AND mailing_id = $2 AND send_no = $3 AND member_id = $4 AND message_hash = $5'
const keyOf = ({ tenantId, mailingId, sendNo, memberId, hash }: Claim) => [tenantId, mailingId, sendNo, memberId, hash]

/** The mail itself is forgotten: the shop has it, or nobody ever will. */
async function settle(claim: Claim, reason: string | null): Promise<void> {
  await db().query(`UPDATE reply_forwards SET raw = NULL, error = $6 WHERE ${ONE}`, [...keyOf(claim), reason])
}

/** Why it was not handed on yet. */
async function note(claim: Claim, reason: string): Promise<void> {
  await db().query(`UPDATE reply_forwards SET error = $6 WHERE ${ONE}`, [...keyOf(claim), reason])
}

/** Forgets what is left of replies that came more than a day ago and are not on their way any more; returns how many. */
export async function forgetReplies(): Promise<number> {
  const before = new Date(clock.now().getTime() - KEPT_MS)
  const old = await db().query<{ tenantId: number }>(
    'SELECT DISTINCT tenant_id AS "tenantId" FROM reply_forwards WHERE raw IS NULL AND received_at < $1',
    [before],
  )
  let forgotten = 0
  for (const { tenantId } of old.rows) {
    const gone = await db().query(
      'DELETE FROM reply_forwards WHERE tenant_id = $1 AND raw IS NULL AND received_at < $2',
      [tenantId, before],
    )
    forgotten += gone.rowCount ?? 0
  }
  return forgotten
}
