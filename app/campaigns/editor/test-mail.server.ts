// Test e-mails: a campaign as its author gets it.
import { isSuppressed } from '#app/members/consent/erased-addresses.server.ts'
import type { MemberId } from '#app/members/core/members.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import type { SendOutcome } from '#app/platform/ses/ses-outcome.ts'
import { spellingsOf } from '#app/platform/text/mail-spellings.server.ts'
import { refusalWords } from '#app/platform/ses/ses-words.ts'
import { type Limited, sendTest, TESTS_AN_HOUR } from '#app/sending/system-mails.server.ts'
import { checkHtml } from '#app/mail/check/check.ts'
import { formatCountOf } from '#app/ui/format/format.ts'
import { renderFor } from './preview.server.ts'
import { NOT_COMPILABLE } from '#app/sending/problems.ts'
import type { Message } from '../send/sample.server.ts'
import { getSender } from '../send/sender.server.ts'

/** A refusal in words; the detail is SES's own sentence. */
export type TestOutcome = { ok: true } | { ok: false; problem: string; detail?: string }

/**
 * Sends a campaign to its author: no tracking, no unsubscribe link that works, and nothing that counts anywhere. Nobody is
 * written to who opted out of this shop's e-mails, and a shop sends no more than a number of tests an hour.
 */
export async function sendTestMail(
  tenantId: number,
  message: Message,
  { address, memberId }: { address: string; memberId?: MemberId | undefined },
): Promise<TestOutcome> {
  const { tooMuch, unsafe } = checkHtml(message.html)
  if (tooMuch !== null) return refuse(tooMuch)
  if (unsafe[0] !== undefined) return refuse(unsafe[0])
  const sender = await getSender(tenantId)
  const rendered = await renderFor(tenantId, sender, message, memberId).catch(() => null)
  if (!rendered) return refuse(NOT_COMPILABLE)
  const known = await findSuppression(tenantId, address)
  if (known) return refuse(known)
  const { subject, html, text } = rendered
  const outcome = await sendTest(tenantId, {
    from: { name: sender.fromName, address: sender.fromEmail },
    replyTo: sender.replyTo,
    to: address,
    subject: `[Test] ${subject}`,
    html,
    text,
    headers: [],
  })
  return answerTo(outcome, sender.fromEmail)
}

const refuse = (problem: string, detail?: string): TestOutcome => ({ ok: false, problem, ...(detail && { detail }) })

function answerTo(outcome: SendOutcome | Limited, sender: string): TestOutcome {
  switch (outcome.kind) {
    case 'sent':
      return { ok: true }
    case 'refused':
    case 'stopped':
      return refuse(refusalWords(outcome, sender), outcome.reason)
    case 'limited':
      return refuse(limitWords(outcome))
    case 'throttled':
      return refuse('Amazon SES isn’t accepting more emails right now. Try again in a few minutes.')
    case 'quota':
      return refuse(
        'This Amazon SES account has reached its 24-hour sending limit. Try again later, or ask Amazon for a higher quota.',
      )
    case 'not-sent':
      return refuse('Amazon SES couldn’t be reached. Try again in a few minutes.')
    case 'unknown':
      return refuse('Amazon SES gave no clear answer. Check whether the email arrived.')
  }
}

/** Why the owner of an address must not be written to, not even by a test; null for everybody else. */
async function findSuppression(tenantId: number, address: string): Promise<string | null> {
  const found = await db().query<{ isMember: boolean; unsubscribed: boolean; complained: boolean; bounced: boolean }>(
    `SELECT count(*) > 0 AS "isMember", coalesce(bool_or(email_unsubscribed OR email_state = 'UNSUBSCRIBED'), false) AS unsubscribed,
       coalesce(bool_or(email_complaint_at IS NOT NULL), false) AS complained,
       coalesce(bool_or(email_bounce_type = 'hard'), false) AS bounced
     FROM members WHERE tenant_id = $1 AND email_norm = ANY ($2)`,
    [tenantId, spellingsOf(address)],
  )
  const { isMember, unsubscribed, complained, bounced } = found.rows[0] ?? {}
  // Of a member it is their own state that counts: who was erased may have opted in since.
  if (!isMember && (await isSuppressed(db(), tenantId, address)))
    return 'Someone with this address opted out or couldn’t be reached, and has since been erased. Glancito doesn’t email it, not even a test.'
  const who = 'This address belongs to a member of your store'
  if (unsubscribed) return `${who} who has unsubscribed. Glancito doesn’t email them, not even a test.`
  if (complained) return `${who} who marked one of your emails as spam. Glancito doesn’t email them, not even a test.`
  if (bounced)
    return `${who} whose address hard bounced. If it works again, clear the bounce on the member’s page first.`
  return null
}

function limitWords({ waitMs }: Limited): string {
  const minutes = Math.max(1, Math.ceil(waitMs / 60_000))
  return `You’ve reached the limit of ${TESTS_AN_HOUR} test emails an hour. You can send the next one in ${formatCountOf(minutes, 'minute')}.`
}
