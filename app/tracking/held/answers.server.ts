// What a person at the shop decides of an opt-out that is held for review: the consent, the event and the place on the list in one
// transaction. Whatever the customer has decided meanwhile stands, and leaves nothing to answer.
import { closeHeld, lockHeld, noteKept } from '#app/members/consent/held-opt-outs.server.ts'
import { unsubscribeIn } from '#app/members/consent/unsubscribe.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { transaction } from '#app/platform/db/db.server.ts'
import { holdPeople, moveOptOuts } from './restate-opt-out.server.ts'

export type Answered = 'answered' | 'not-held'
export type Answer = { heldNo: string; by: string }

/**
 * It was the customer: unsubscribes them from what the link had ended, as of now, and owes it to Shopify at once. 'not-held' when
 * it has been answered, or the customer has decided themselves.
 */
export function unsubscribeHeld(tenantId: number, { heldNo, by }: Answer): Promise<Answered> {
  return transaction(async (sql) => {
    const held = await lockHeld(sql, tenantId, heldNo)
    if (!held) return 'not-held'
    const { mailingId, sendNo, mailedId, memberId, times } = held
    const receipt = { tenantId, mailingId, sendNo, memberId: mailedId }
    const counted = await holdPeople(sql, receipt)
    const asked = { tenantId, memberId, mailingId, sendNo, at: clock.now(), reference: by }
    for (const only of ['email', 'sms'] as const)
      if (held[only]) await unsubscribeIn(sql, { ...asked, only, source: 'admin' })
    await moveOptOuts(sql, receipt, { times, to: 'person', counted })
    await closeHeld(sql, tenantId, heldNo)
    return 'answered'
  })
}

/** It was a scanner: the customer stays subscribed, and it is noted who has decided that. */
export function keepHeld(tenantId: number, { heldNo, by }: Answer): Promise<Answered> {
  return transaction(async (sql) => {
    const held = await lockHeld(sql, tenantId, heldNo)
    if (!held) return 'not-held'
    await noteKept(sql, tenantId, held, by)
    await closeHeld(sql, tenantId, heldNo)
    return 'answered'
  })
}
