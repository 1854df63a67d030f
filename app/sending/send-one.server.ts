// One claimed recipient: through the gates, then the finished e-mail to SES, and what became of it.
import { maskAddresses } from '#app/platform/faults/fault.ts'
import type { SendEmail } from '#app/platform/ses/ses.server.ts'
import type { SendOutcome } from '#app/platform/ses/ses-outcome.ts'
import type { SesRefusal } from '#app/platform/ses/ses-words.ts'
import { type CompiledMail, composeEmail } from './compile.server.ts'
import { shutGate } from '#app/mail/edits/pipeline.ts'
import type { Claimed, Result } from './recipients.server.ts'

/** What an answer of SES means for the rest of the mailing. */
export type SesCondition = 'clear' | 'trouble' | 'throttled' | 'quota' | { stop: SesRefusal }

export type Sent = { result: Result; condition: SesCondition | null }

const RETRY_SECONDS = 30
/** Until what another mailing has in hand is settled. */
const OTHER_MAILING_SECONDS = 2

export async function sendToRecipient(mail: CompiledMail, recipient: Claimed, sendEmail: SendEmail): Promise<Sent> {
  const { sendNo, memberId, attempt, provider, email } = recipient
  const key = { sendNo, memberId, attempt, provider }
  const reason = recipient.exists ? shutGate(recipient) : 'erased'
  const { tooOften } = recipient
  if (reason || !email) {
    return { result: { ...key, state: 'skipped', reason: reason ?? 'no-address' }, condition: null }
  }
  if (tooOften === 'wait')
    return { result: { ...key, state: 'queued', afterSeconds: OTHER_MAILING_SECONDS }, condition: null }
  if (tooOften) return { result: { ...key, state: 'skipped', reason: 'too-often', ...tooOften }, condition: null }
  const outcome = await sendEmail(composeEmail(mail, { ...recipient, email }))
  return settle(key, 'reason' in outcome ? withoutAddress(outcome, mail.sender.fromEmail) : outcome)
}

/** SES quotes addresses. The reason is kept longer than the member may be, and shown to the merchant: only the sender's stays. */
function withoutAddress<T extends { reason: string }>(outcome: T, sender: string): T {
  return { ...outcome, reason: maskAddresses(outcome.reason, sender) }
}

/** https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html; the states stand in recipients.server.ts. */
function settle(key: Pick<Result, 'sendNo' | 'memberId' | 'attempt' | 'provider'>, outcome: SendOutcome): Sent {
  switch (outcome.kind) {
    case 'sent':
      return { result: { ...key, state: 'sent', messageId: outcome.messageId }, condition: 'clear' }
    case 'refused':
      return { result: { ...key, state: 'failed', error: outcome.reason }, condition: 'clear' }
    case 'throttled':
    case 'quota':
      return { result: { ...key, state: 'queued', afterSeconds: 1 }, condition: outcome.kind }
    case 'stopped':
      return { result: { ...key, state: 'queued', afterSeconds: 0 }, condition: { stop: outcome } }
    case 'not-sent':
      return {
        result: { ...key, state: 'queued', afterSeconds: RETRY_SECONDS, error: outcome.reason },
        condition: 'trouble',
      }
    case 'unknown':
      return { result: { ...key, state: 'unconfirmed', error: outcome.reason }, condition: 'trouble' }
  }
}
