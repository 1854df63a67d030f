// Replies to e-mails of mailings, from whichever door they come in: taken once, counted once, handed on to the shop. Owns
// reply_forwards.
import { createHash } from 'node:crypto'
import { clock } from '#app/platform/clock.server.ts'
import { type Sql, transaction } from '#app/platform/db/db.server.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { findReplyTo } from '#app/settings/reply-to.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import type { Recipient } from '#app/tracking/links.server.ts'
import { automaticSign } from './automatic.ts'
import { readHeaders } from './headers.ts'

/** The largest mail that is taken, in bytes. */
export const LARGEST_MAIL = 1_048_576

/** How many replies to one e-mail are handed on within a day: whoever has the address could fill the shop's mailbox. */
const MOST_A_DAY = 20
const DAY_MS = 24 * 3_600_000

export type ReplyMail = {
  /** Whose reply it is, by the address that it came to. */
  recipient: Recipient
  /** Where bounces go; empty of what wants none. */
  returnPath: string
  /** The whole mail, RFC 5322. */
  raw: Buffer
}

/**
 * `known` is a mail that was taken before; `automatic` was written by a machine and is dropped; `full` is one of too many;
 * `nobody` is there to be given it, for the shop has left or has no mailbox.
 */
export type Taken = 'taken' | 'known' | 'automatic' | 'full' | 'nobody'

const countTaken = counter('glancito_replies_taken_total', 'Replies taken to be handed on')
const countAutomatic = counter('glancito_replies_automatic_total', 'Automatic replies and bounces, dropped')
const countRefused = counter(
  'glancito_replies_refused_total',
  'Replies refused: too many to one e-mail, or no shop to give them',
)

/**
 * Takes a mail that has come to a recipient's reply address. Once it is `taken` it is kept until it is handed on, whatever
 * crashes, and the event is written; the same mail (by its Message-ID) within a day is taken once.
 */
export async function acceptReply(mail: ReplyMail): Promise<Taken> {
  const headers = await readHeaders(mail.raw)
  if (automaticSign(headers, mail.returnPath)) {
    countAutomatic()
    return 'automatic'
  }
  const taken = (await findReplyTo(mail.recipient.tenantId)) === null ? 'nobody' : await keep(mail, headers.messageId)
  if (taken === 'taken') countTaken()
  else if (taken !== 'known') countRefused()
  return taken
}

async function keep({ recipient, raw }: ReplyMail, messageId: string | null): Promise<Taken> {
  const { tenantId, mailingId, sendNo, memberId } = recipient
  const receipt = [tenantId, mailingId, sendNo, memberId]
  const hash = createHash('sha256')
    .update(messageId ?? raw)
    .digest()
  const at = clock.now()
  return transaction(async (sql) => {
    const added = await sql.query(
      `INSERT INTO reply_forwards (tenant_id, mailing_id, send_no, member_id, message_hash, received_at, raw, not_before)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $6) ON CONFLICT DO NOTHING`,
      [...receipt, hash, at, raw],
    )
    if (added.rowCount === 0) return 'known'
    const recent = await sql.query<{ mails: number }>(
      `SELECT count(*)::int AS mails FROM reply_forwards
       WHERE tenant_id = $1 AND mailing_id = $2 AND send_no = $3 AND member_id = $4 AND received_at > $5`,
      [...receipt, new Date(at.getTime() - DAY_MS)],
    )
    if ((recent.rows[0]?.mails ?? 0) > MOST_A_DAY) {
      await sql.query(
        `DELETE FROM reply_forwards
         WHERE tenant_id = $1 AND mailing_id = $2 AND send_no = $3 AND member_id = $4 AND message_hash = $5`,
        [...receipt, hash],
      )
      return 'full'
    }
    if (await isKnown(sql, recipient))
      await recordEvents(sql, [{ ...recipient, type: EVENT.replied, at, verdict: 'human' }])
    await sql.query("SELECT pg_notify('replies', '')")
    return 'taken'
  })
}

/** Of who was erased nothing more is written down. */
async function isKnown(sql: Sql, { tenantId, memberId }: Recipient): Promise<boolean> {
  const found = await sql.query(
    `SELECT FROM members WHERE tenant_id = $1 AND member_id = $2
     UNION ALL SELECT FROM merged_members WHERE tenant_id = $1 AND gone = $2`,
    [tenantId, memberId],
  )
  return (found.rowCount ?? 0) > 0
}
