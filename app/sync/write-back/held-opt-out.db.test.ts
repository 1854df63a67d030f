// What Shopify hears of an opt-out by a link that was a mail scanner's.
import { aKnownCustomer, drainAll } from '#tests/write-backs.ts'
import { control, customerAtShopify } from '#tests/simulated-shopify.ts'
import { listFollowed } from '#app/members/consent/followed-opt-outs.server.ts'
import { takeBackFollowed } from '#app/members/consent/take-back.server.ts'
import { resubscribe, unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { findWriteBack } from '#app/members/outbox/outbox.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { transaction } from '#app/platform/db/db.server.ts'
import { getMember } from '#tests/members.ts'
import { afterEach, expect, test } from 'vitest'

afterEach(() => clock.set())

type Person = { tenantId: number; memberId: string }
const AT_ONCE = 600_000

/** The link was followed, of which Shopify is not to be told yet. */
async function follow({ tenantId, memberId }: Person): Promise<void> {
  const at = clock.now()
  const followed = { by: { prefix: '10.0.0.0/24', agent: 'Mozilla/5.0' }, lookAt: at, sweepMs: AT_ONCE }
  const tellAt = new Date(at.getTime() + 120_000)
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'unsubscribe-link', at, followed, tellAt })
}

async function takeBack(): Promise<string[]> {
  const waiting = await listFollowed(clock.now(), 10)
  const why = { links: 3, withinMs: 900, sinceDeliveryMs: 70_000, gateway: null }
  return Promise.all(waiting.map((optOut) => transaction((sql) => takeBackFollowed(sql, optOut, why))))
}

const later = (seconds: number) => {
  const then = Date.now() + seconds * 1_000
  clock.set(() => new Date(then))
}

test('Shopify hears of neither', async () => {
  const person = await aKnownCustomer()
  const before = await customerAtShopify(person.memberId)
  await follow(person)
  await drainAll()
  expect(await takeBack()).toEqual(['taken-back'])
  later(150)
  await drainAll()
  expect(await customerAtShopify(person.memberId)).toEqual(before)
  expect(await findWriteBack(person.tenantId, person.memberId)).toMatchObject({ state: 'confirmed' })
  expect(await getMember(person.tenantId, person.memberId)).toMatchObject({
    emailUnsubscribed: false,
    smsState: 'SUBSCRIBED',
  })
})

test('what Shopify was told stands', async () => {
  const person = await aKnownCustomer()
  await follow(person)
  later(150)
  await drainAll()
  expect((await customerAtShopify(person.memberId)).email_state).toBe('UNSUBSCRIBED')
  expect(await takeBack()).toEqual(['stands'])
  expect((await getMember(person.tenantId, person.memberId)).emailUnsubscribed).toBe(true)
})

test('an opt-out at Shopify of which no message has come is taken over', async () => {
  const person = await aKnownCustomer()
  await follow(person)
  await control('PATCH', `customers/${person.memberId}`, { emailState: 'UNSUBSCRIBED' })
  expect(await takeBack()).toEqual(['taken-back'])
  later(5)
  await drainAll()
  expect(await getMember(person.tenantId, person.memberId)).toMatchObject({
    emailState: 'UNSUBSCRIBED',
    smsState: 'SUBSCRIBED',
  })
  expect((await customerAtShopify(person.memberId)).email_state).toBe('UNSUBSCRIBED')
})

test('an undo that a scanner stood in front of reaches Shopify after all', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  later(1)
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'one-click', at: clock.now() })
  await drainAll()
  later(5)
  await resubscribe({ tenantId, memberId, mailingId: 3, at: clock.now() })
  await follow({ tenantId, memberId })
  expect(await takeBack()).toEqual(['taken-back'])
  later(10)
  await drainAll()
  expect(await customerAtShopify(memberId)).toMatchObject({ email_state: 'SUBSCRIBED', sms_state: 'SUBSCRIBED' })
})
