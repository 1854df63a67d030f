import type { Gate } from './step.ts'

/** Step 3: the address works and its owner has not called us spam. A soft bounce does not block. */
export const requireDeliverable: Gate = (member) => {
  if (member.emailBounceType === 'hard') return 'hard-bounced'
  return member.emailComplaintAt ? 'complained' : null
}
