// The gates of a send, asked at the last moment. Between them they ask for every reason that blocks a member.
import { skipReason } from '#app/members/core/consent.ts'
import type { Gate } from './step.ts'

/** Step 1: Shopify must say that the member consents to e-mail marketing. */
export const requireConsent: Gate = (member) => skipReason(member, ['no-address', 'no-consent'])

/** Step 2: the member has not unsubscribed, here or in Shopify. */
export const requireSubscribed: Gate = (member) => skipReason(member, ['unsubscribed'])

/** Step 3: the address works, and its owner has neither called us spam nor asked for a break. */
export const requireDeliverable: Gate = (member) => skipReason(member, ['hard-bounced', 'complained', 'paused'])
