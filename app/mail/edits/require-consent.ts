import { lacksConsent } from '#app/members/core/consent.ts'
import type { Gate } from './step.ts'

/** Step 1: Shopify must say that the member consents to e-mail marketing. */
export const requireConsent: Gate = (member) => {
  if (!member.email) return 'no-address'
  return lacksConsent(member) ? 'no-consent' : null
}
