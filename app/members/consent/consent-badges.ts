import { hasUnsubscribed, type MailState } from '../core/consent.ts'

export type Badge = { text: string; tone: 'success' | 'attention' | 'critical'; spoken: string }

type Consent = Pick<MailState, 'emailState' | 'emailUnsubscribed'> & { smsConsented: boolean }

/** The badges of the Consent column; `spoken` is for those who do not see the tick and the colour. */
export function consentBadges(member: Consent): Badge[] {
  const sms: Badge[] = member.smsConsented ? [{ text: 'SMS ✓', tone: 'success', spoken: 'Consented to SMS:' }] : []
  if (hasUnsubscribed(member)) return [{ text: 'Unsubscribed', tone: 'critical', spoken: 'Gets no email:' }, ...sms]
  if (member.emailState === 'SUBSCRIBED') {
    return [{ text: 'Email ✓', tone: 'success', spoken: 'Consented to email:' }, ...sms]
  }
  return [{ text: 'Email ✗', tone: 'attention', spoken: 'Not consented to email:' }, ...sms]
}

type Bounced = {
  bounce: 'soft' | 'hard' | null
  /** Whether a hard one is only that SES did not try. */
  notTried: boolean
  complained: boolean
}

/** The badges of the Bounce column; none when nothing has bounced. */
export function bounceBadges({ bounce, notTried, complained }: Bounced): Badge[] {
  const badges: Badge[] = []
  if (bounce === 'hard' && notTried)
    badges.push({ text: 'Not tried', tone: 'critical', spoken: 'On the suppression list, no further emails:' })
  else if (bounce === 'hard') badges.push({ text: 'Hard bounce', tone: 'critical', spoken: 'No further emails:' })
  if (bounce === 'soft') badges.push({ text: 'Soft bounce', tone: 'attention', spoken: 'Still gets emails:' })
  if (complained) badges.push({ text: 'Complained', tone: 'critical', spoken: 'No further emails:' })
  return badges
}
