import { hasUnsubscribed } from '#app/members/core/consent.ts'
import type { Gate } from './step.ts'

/** Step 2: the member has not unsubscribed, here or in Shopify. */
export const requireSubscribed: Gate = (member) => (hasUnsubscribed(member) ? 'unsubscribed' : null)
