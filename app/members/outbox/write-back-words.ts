// How far a consent that was changed here has come on its way to Shopify, in plain words.
import type { WriteBackOutcome, WriteBack } from './outbox.server.ts'

type Told = Pick<WriteBack, 'state' | 'emailState' | 'smsState' | 'emailOutcome' | 'smsOutcome' | 'attempts' | 'error'>

export type WriteBackWords = {
  tone: 'info' | 'success' | 'critical' | undefined
  badge: string
  title: string
  /** What the merchant should know or do. */
  advice: string
  /** Whether asking Shopify again may help. */
  canRetry: boolean
}

/** What to say of a write-back. */
export function writeBackWords(told: Told): WriteBackWords {
  switch (told.state) {
    case 'confirmed':
      return {
        tone: 'success',
        badge: 'Done',
        title: 'Shopify knows',
        advice: `Shopify has recorded that this customer ${decision(told, 'confirmed')}.${beside(told)}`,
        canRetry: false,
      }
    case 'refused':
      return {
        tone: 'critical',
        badge: 'Refused',
        title: 'Shopify refused the change',
        advice: `Glancito honors it, but other tools may not. Try again, or open the customer in Shopify and record that they ${decision(told, 'refused')}.${said(told.error)}${beside(told)}`,
        canRetry: true,
      }
    case 'superseded':
      return {
        tone: undefined,
        badge: 'Not needed',
        title: 'Shopify had a later choice',
        advice: 'The customer has since chosen differently in Shopify. That choice applies here, too.',
        canRetry: false,
      }
    case 'skipped':
      return { tone: undefined, badge: 'Not needed', title: 'Nothing to send', advice: nobody(told), canRetry: false }
    case 'waiting':
      return {
        tone: 'info',
        badge: 'Waiting',
        title: 'Being sent to Shopify',
        advice: `Glancito already honors it: ${decision(told, null)}.${tries(told.attempts)}`,
        canRetry: told.attempts > 0,
      }
  }
}

/** A refused write-back in a list: the customer's choice, and what Shopify said of it. */
export function refusedWords({ emailState, smsState, error }: Pick<Told, 'emailState' | 'smsState' | 'error'>) {
  const choice = decision({ emailState, smsState, emailOutcome: null, smsOutcome: null }, null)
  const reason = error === null ? 'Shopify gave no reason.' : `Shopify said: ${error}`
  return { choice: choice.charAt(0).toUpperCase() + choice.slice(1), said: reason }
}

type Decided = Pick<Told, 'emailState' | 'smsState' | 'emailOutcome' | 'smsOutcome'>

/** What was decided on the channels with this outcome; on all of them where none is known to have it. */
function decision(
  { emailState, smsState, emailOutcome, smsOutcome }: Decided,
  outcome: WriteBackOutcome | null,
): string {
  const pending = [
    { name: 'email', state: emailState, outcome: emailOutcome },
    { name: 'SMS', state: smsState, outcome: smsOutcome },
  ].filter(({ state }) => state !== null)
  const such = pending.filter((channel) => channel.outcome === outcome)
  const meant = such.length > 0 ? such : pending
  const names = meant.map(({ name }) => name).join(' and ')
  return meant[0]?.state === 'SUBSCRIBED' ? `subscribed to ${names} again` : `unsubscribed from ${names}`
}

/** What became of the other channel, where that differs. */
function beside({ emailOutcome, smsOutcome }: Told): string {
  if (smsOutcome === 'skipped') return ' Shopify has no phone number, so SMS was left out.'
  if (emailOutcome === 'skipped') return ' Shopify has no email address, so email was left out.'
  return ''
}

function nobody({ error }: Told): string {
  return error === null ? 'There was nothing to send to Shopify.' : `Nothing was sent to Shopify because ${error}.`
}

const said = (error: string | null) => (error ? ` Shopify said: ${error}` : '')

function tries(attempts: number): string {
  if (attempts === 0) return ''
  return ` ${attempts === 1 ? 'One attempt' : `${attempts} attempts`} didn’t get through. Glancito keeps trying.`
}
