// What a person at the shop decides of an opt-out that is held for review: the consent, the event and the place on the list in one
// transaction. Whatever the customer has decided meanwhile stands, and leaves nothing to answer.
import { closeHeld, heldNumbers, lockHeld, noteKept } from '#app/members/consent/held-opt-outs.server.ts'
import { unsubscribeIn } from '#app/members/consent/unsubscribe.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { hitsDb, transaction } from '#app/platform/db/db.server.ts'
import { EVENT } from '../events.ts'
import { holdFold } from '../hits/fold-lock.server.ts'
import { holdPeople, moveHits } from './move-hits.server.ts'
import { countAsPerson } from './restate-visit.server.ts'

export type Answered = 'answered' | 'not-held'
export type Answer = { heldNo: string; by: string }

/**
 * It was the customer: unsubscribes them from what the link had ended, as of now, and owes it to Shopify at once. 'not-held' when
 * it has been answered, or the customer has decided themselves.
 */
export function unsubscribeHeld(tenantId: number, { heldNo, by }: Answer): Promise<Answered> {
  return transaction(async (sql) => {
    await holdFold(sql)
    const held = await lockHeld(sql, tenantId, heldNo)
    if (!held) return 'not-held'
    const { mailingId, sendNo, mailedId, memberId, times, followedAt } = held
    const receipt = { tenantId, mailingId, sendNo, memberId: mailedId }
    const counted = await holdPeople(sql, receipt)
    const asked = { tenantId, memberId, mailingId, sendNo, at: clock.now(), reference: by }
    for (const only of ['email', 'sms'] as const)
      if (held[only]) await unsubscribeIn(sql, { ...asked, only, source: 'admin' })
    await countAsPerson(sql, receipt, { followedAt, counted })
    await moveHits(sql, receipt, { type: EVENT.unsubscribed, linkNo: 0, hits: times, to: 'person', counted })
    await closeHeld(sql, tenantId, heldNo)
    return 'answered'
  }, hitsDb())
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

/** Of one request, whose page somebody waits for. */
const KEPT_AT_ONCE = 500

/**
 * All of them were scanners', up to the newest that was looked at: whoever comes later is looked at first. Returns how many stay
 * subscribed by it, and whether more are left.
 */
export async function keepAllHeld(
  tenantId: number,
  { newest, by }: { newest: string; by: string },
): Promise<{ kept: number; more: boolean }> {
  const numbers = await heldNumbers(tenantId, newest, KEPT_AT_ONCE + 1)
  let kept = 0
  for (const heldNo of numbers.slice(0, KEPT_AT_ONCE))
    if ((await keepHeld(tenantId, { heldNo, by })) === 'answered') kept += 1
  return { kept, more: numbers.length > KEPT_AT_ONCE }
}
