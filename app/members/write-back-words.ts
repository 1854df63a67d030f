// How far a consent that was changed here has come on its way to Shopify, in plain words.
import type { WriteBack } from './outbox.server.ts'

type Told = Pick<WriteBack, 'state' | 'emailState' | 'smsState' | 'attempts' | 'error'>

export type WriteBackWords = {
  tone: 'info' | 'success' | 'critical'
  title: string
  /** What the merchant should know or do. */
  advice: string
}

/** What to say of a write-back. */
export function writeBackWords({ state, emailState, smsState, attempts, error }: Told): WriteBackWords {
  const channels = [emailState && 'e-mail', smsState && 'SMS'].filter(Boolean).join(' and ')
  const what =
    (emailState ?? smsState) === 'SUBSCRIBED' ? `subscribed to ${channels} again` : `unsubscribed from ${channels}`
  if (state === 'confirmed') {
    return { tone: 'success', title: 'Shopify knows', advice: `Shopify has recorded that this customer ${what}.` }
  }
  if (state === 'refused') {
    const said = error ? ` Shopify said: ${error}` : ''
    return {
      tone: 'critical',
      title: 'Shopify refused the change',
      advice: `Glancito keeps to it, but other tools may not. Open the customer at Shopify and record there that they ${what}.${said}`,
    }
  }
  const tries =
    attempts > 0
      ? ` ${attempts === 1 ? 'One try' : `${attempts} tries`} did not get through; it goes on by itself.`
      : ''
  return { tone: 'info', title: 'Being told to Shopify', advice: `Glancito already keeps to it: ${what}.${tries}` }
}
