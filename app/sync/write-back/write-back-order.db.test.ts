import { aKnownCustomer, drainAll, makeDue, soon } from '#tests/write-backs.ts'
import { control, customerAtShopify } from '#tests/simulated-shopify.ts'
import { db } from '#app/platform/db/db.server.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { getMember } from '#tests/members.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { resubscribe, unsubscribe } from '#app/members/consent/unsubscribe.server.ts'

const step = fc.constantFrom('leave', 'undo', 'work', 'two-workers', 'stumble', 'forget', 'refuse', 'stop-at-shopify')

type Member = { tenantId: number; memberId: string }

/** Whether somebody has said no who has not taken it back: here by the link, or at Shopify, which no undo of ours lifts. */
type Word = { here: boolean; there: boolean }

/** One step of a history, dated `second` seconds into it: Shopify keeps whole seconds. */
async function play(member: Member, name: string, second: number, word: Word): Promise<void> {
  const { memberId } = member
  const at = soon(second)
  if (name === 'leave') {
    await unsubscribe({ ...member, mailingId: 3, source: 'one-click', at })
    word.here = true
  } else if (name === 'undo') {
    if ((await resubscribe({ ...member, mailingId: 3, at })) === 'resubscribed') word.here = false
  } else if (name === 'stop-at-shopify') {
    word.there ||= (await customerAtShopify(memberId)).email_state === 'SUBSCRIBED'
    await control('PATCH', `customers/${memberId}`, { emailState: 'UNSUBSCRIBED', at: at.toISOString() })
  } else if (name === 'stumble') await control('POST', 'shopify', { throttle: 1 })
  else if (name === 'forget') await control('POST', 'shopify', { consent: { forget: 1 } })
  else if (name === 'refuse') await control('POST', 'shopify', { consent: { refuse: 1 } })
  else if (name === 'work') await drainAll()
  else await Promise.all([drainAll(), drainAll()])
}

test('whatever happens on the way, Shopify and we end with the same word, and no opt-out is undone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (names) => {
      await control('POST', 'reset')
      await db().query('DELETE FROM sessions')
      await db().query('DELETE FROM tenants')
      await control('POST', 'shopify', { bucket: { maximum: 10_000, restoreRate: 10_000 } })
      const member = await aKnownCustomer()
      const word = { here: false, there: false }
      for (const [index, name] of names.entries()) await play(member, name, 2 * index + 2, word)
      await control('POST', 'shopify', { throttle: 0, consent: { forget: 0, refuse: 0 } })
      await db().query("UPDATE outbox SET state = 'waiting' WHERE state = 'refused'")
      await makeDue()
      await drainAll()
      // What Shopify's messages would bring, had they come.
      await saveCustomers(member.tenantId, 'shopify-read', await readCustomers(member.tenantId, [member.memberId]))
      const [here, there] = [
        await getMember(member.tenantId, member.memberId),
        await customerAtShopify(member.memberId),
      ]
      expect(here.emailState).toBe(there.email_state)
      expect(here.smsState).toBe(there.sms_state)
      expect(here.emailState).toBe(word.here || word.there ? 'UNSUBSCRIBED' : 'SUBSCRIBED')
      expect(here.emailUnsubscribed && here.emailState === 'SUBSCRIBED').toBe(false)
    }),
    { numRuns: 30 },
  )
}, 60_000)
