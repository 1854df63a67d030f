import { aKnownCustomer, drainAll, makeDue, soon } from '#tests/write-backs.ts'
import { aCustomer, control, customerAtShopify, openedShop } from '#tests/simulated-shopify.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { listConsentChanges } from '#app/members/ledger/ledger.server.ts'
import { getMember } from '#tests/members.ts'
import { findWriteBack, retryWriteBacks, wakeWriteBacks } from '#app/members/outbox/outbox.server.ts'
import { writeConsent } from './shopify-consent.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { adminOf } from '#app/tenants/admin.server.ts'
import { resubscribe, unsubscribe } from '#app/members/consent/unsubscribe.server.ts'
import { drainOutbox } from './write-back.server.ts'

afterEach(() => clock.set())

test('an unsubscribe reaches Shopify for e-mail and SMS, with its own time', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  const at = soon()
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'unsubscribe-link', at })
  await drainAll()
  expect(await customerAtShopify(memberId)).toMatchObject({
    email_state: 'UNSUBSCRIBED',
    sms_state: 'UNSUBSCRIBED',
    email_updated_at: at.toISOString(),
  })
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'confirmed', error: null, attempts: 1 })
  expect(await drainOutbox()).toBe(0)
})

test('what Shopify already has is not written again', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await control('PATCH', `customers/${memberId}`, { emailState: 'UNSUBSCRIBED', smsState: 'UNSUBSCRIBED' })
  const before = await customerAtShopify(memberId)
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'one-click', at: soon() })
  await drainAll()
  expect(await customerAtShopify(memberId)).toEqual(before)
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'confirmed' })
})

test('a member without a phone owes only e-mail', async () => {
  const { tenantId, memberId } = await aKnownCustomer({ phone: null, smsState: undefined })
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'one-click', at: soon() })
  await drainAll()
  expect((await customerAtShopify(memberId)).email_state).toBe('UNSUBSCRIBED')
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'confirmed', smsState: null })
})

test('while Shopify is down the opt-out holds here and is pending; when it is back it is written', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await control('POST', 'shopify', { down: true })
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'one-click', at: soon() })
  for (let turn = 0; turn < 8; turn += 1) {
    await drainAll()
    await makeDue()
  }
  const pending = { state: 'waiting', attempts: 8, error: 'Shopify answered 503' }
  expect(await findWriteBack(tenantId, memberId)).toMatchObject(pending)
  expect((await getMember(tenantId, memberId)).emailUnsubscribed).toBe(true)
  await control('POST', 'shopify', { down: false })
  await drainAll()
  expect((await customerAtShopify(memberId)).email_state).toBe('UNSUBSCRIBED')
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'confirmed', error: null })
})

test('each failure waits longer than the one before', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await control('POST', 'shopify', { down: true })
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'one-click', at: soon() })
  const waits: number[] = []
  for (let turn = 0; turn < 4; turn += 1) {
    await drainAll()
    const left = await db().query('SELECT extract(epoch FROM not_before - now())::int AS seconds FROM outbox')
    waits.push(Math.round(left.rows[0].seconds / 10) * 10)
    await makeDue()
  }
  expect(waits).toEqual([10, 20, 40, 80])
})

test('a throttled write-back waits for its points', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await control('POST', 'shopify', { throttle: 3 })
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'one-click', at: soon() })
  await drainAll()
  expect((await customerAtShopify(memberId)).email_state).toBe('UNSUBSCRIBED')
})

test('a customer who is gone holds up nobody, waits for the message that says so, and is no trouble', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  const { id: other } = await aCustomer({ email: 'other@example.com', phone: null, smsState: undefined })
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, [other]))
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'one-click', at: soon() })
  await unsubscribe({ tenantId, memberId: other, mailingId: 3, source: 'one-click', at: soon() })
  await control('DELETE', `customers/${memberId}`)
  await drainAll()
  const gone = { error: 'the customer no longer exists in Shopify' }
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ ...gone, state: 'waiting' })
  expect(await findWriteBack(tenantId, other)).toMatchObject({ state: 'confirmed' })
  clock.set(() => new Date(Date.now() + 25 * 3_600_000))
  await makeDue()
  await drainAll()
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ ...gone, state: 'skipped', emailOutcome: 'skipped' })
})

test('what Shopify refuses in its answer is a reason, not an error', async () => {
  const { tenantId } = await openedShop()
  const write = { memberId: '12345', channel: 'email', state: 'UNSUBSCRIBED', optInLevel: null, at: soon() } as const
  expect(await writeConsent(await adminOf(tenantId), write)).toMatch(/customer/i)
})

test('an undo before Shopify was told leaves Shopify as it was; after it, it subscribes again', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  const before = await customerAtShopify(memberId)
  const link = { tenantId, memberId, mailingId: 3 }
  await unsubscribe({ ...link, source: 'unsubscribe-link', at: soon(1) })
  await resubscribe({ ...link, at: soon(2) })
  await drainAll()
  expect(await customerAtShopify(memberId)).toEqual(before)
  await unsubscribe({ ...link, source: 'unsubscribe-link', at: soon(3) })
  await drainAll()
  expect((await customerAtShopify(memberId)).email_state).toBe('UNSUBSCRIBED')
  await resubscribe({ ...link, at: soon(4) })
  await drainAll()
  expect(await customerAtShopify(memberId)).toMatchObject({ email_state: 'SUBSCRIBED', sms_state: 'SUBSCRIBED' })
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'confirmed' })
})

describe('what may still be taken back', () => {
  const inMs = (ms: number) => clock.set(() => new Date(Date.now() + ms))
  const leaveLater = (link: { tenantId: number; memberId: string; mailingId: number }) =>
    unsubscribe({
      ...link,
      source: 'unsubscribe-link',
      at: clock.now(),
      tellAt: new Date(clock.now().getTime() + 120_000),
    })

  test('is told when its time has come, not before', async () => {
    const { tenantId, memberId } = await aKnownCustomer()
    const before = await customerAtShopify(memberId)
    await leaveLater({ tenantId, memberId, mailingId: 3 })
    expect((await getMember(tenantId, memberId)).emailUnsubscribed).toBe(true)
    inMs(110_000)
    await drainAll()
    expect(await customerAtShopify(memberId)).toEqual(before)
    expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'waiting', attempts: 0 })
    inMs(121_000)
    await drainAll()
    expect(await customerAtShopify(memberId)).toMatchObject({ email_state: 'UNSUBSCRIBED', sms_state: 'UNSUBSCRIBED' })
  })

  test('is never told, and nor is the undo, when it is taken back in time', async () => {
    const { tenantId, memberId } = await aKnownCustomer()
    const before = await customerAtShopify(memberId)
    const link = { tenantId, memberId, mailingId: 3 }
    await leaveLater(link)
    inMs(60_000)
    expect(await resubscribe({ ...link, at: clock.now() })).toBe('resubscribed')
    await drainAll()
    inMs(300_000)
    await drainAll()
    expect(await customerAtShopify(memberId)).toEqual(before)
    const told = await db().query('SELECT FROM consent_deliveries WHERE member_id = $1 AND told_at IS NOT NULL', [
      memberId,
    ])
    expect(told.rowCount).toBe(0)
  })

  test('waits anew when it comes again after an undo', async () => {
    const { tenantId, memberId } = await aKnownCustomer()
    const link = { tenantId, memberId, mailingId: 3 }
    await leaveLater(link)
    inMs(60_000)
    await resubscribe({ ...link, at: clock.now() })
    await leaveLater(link)
    inMs(150_000)
    await drainAll()
    expect((await customerAtShopify(memberId)).email_state).toBe('SUBSCRIBED')
    inMs(181_000)
    await drainAll()
    expect((await customerAtShopify(memberId)).email_state).toBe('UNSUBSCRIBED')
  })

  test('is told at once when one click asks for it too, in whichever order', async () => {
    for (const order of [
      ['later', 'now'],
      ['now', 'later'],
    ]) {
      const { tenantId, memberId } = await aKnownCustomer({
        email: `${order.join('.')}@example.com`,
        phone: null,
        smsState: undefined,
      })
      const link = { tenantId, memberId, mailingId: 3 }
      for (const when of order)
        await (when === 'later' ? leaveLater(link) : unsubscribe({ ...link, source: 'one-click', at: clock.now() }))
      await drainAll()
      expect([order, (await customerAtShopify(memberId)).email_state]).toEqual([order, 'UNSUBSCRIBED'])
    }
  })

  test('is not told early because somebody presses “Try again”, or because the shop is back', async () => {
    const { tenantId, memberId } = await aKnownCustomer()
    await leaveLater({ tenantId, memberId, mailingId: 3 })
    await retryWriteBacks(tenantId, null)
    await transaction((sql) => wakeWriteBacks(sql, tenantId))
    await drainAll()
    expect((await customerAtShopify(memberId)).email_state).toBe('SUBSCRIBED')
    inMs(121_000)
    await drainAll()
    expect((await customerAtShopify(memberId)).email_state).toBe('UNSUBSCRIBED')
  })

  test('does not hold up what was owed before', async () => {
    const { tenantId, memberId } = await aKnownCustomer()
    const link = { tenantId, memberId, mailingId: 3 }
    await unsubscribe({ ...link, source: 'unsubscribe-link', only: 'sms', at: clock.now() })
    await unsubscribe({ ...link, source: 'unsubscribe-link', only: 'email', at: clock.now(), tellAt: soon(120) })
    await drainAll()
    expect((await customerAtShopify(memberId)).sms_state).toBe('UNSUBSCRIBED')
  })
})

test("an undo never takes back the merchant's own opt-out: it is taken over instead", async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  const link = { tenantId, memberId, mailingId: 3 }
  await unsubscribe({ ...link, source: 'unsubscribe-link', at: soon(1) })
  await control('PATCH', `customers/${memberId}`, { emailState: 'UNSUBSCRIBED', at: soon(10).toISOString() })
  await resubscribe({ ...link, at: soon(20) })
  expect((await getMember(tenantId, memberId)).emailState).toBe('SUBSCRIBED')
  await drainAll()
  expect((await customerAtShopify(memberId)).email_state).toBe('UNSUBSCRIBED')
  expect((await getMember(tenantId, memberId)).emailState).toBe('UNSUBSCRIBED')
  expect((await listConsentChanges(tenantId, memberId))[0]).toMatchObject({ source: 'shopify-read', channel: 'email' })
})

test('an opt-in at Shopify that is later than the unsubscribe stands, and lifts it', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'one-click', at: soon(1) })
  await control('PATCH', `customers/${memberId}`, { emailState: 'UNSUBSCRIBED', at: soon(2).toISOString() })
  await control('PATCH', `customers/${memberId}`, { emailState: 'SUBSCRIBED', at: soon(60).toISOString() })
  await drainAll()
  expect((await customerAtShopify(memberId)).email_state).toBe('SUBSCRIBED')
  expect(await getMember(tenantId, memberId)).toMatchObject({ emailUnsubscribed: false, emailState: 'SUBSCRIBED' })
})

test('a decision made while the worker is at Shopify stays pending', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'one-click', at: soon(1) })
  const [, outcome] = await Promise.all([
    drainAll(),
    unsubscribe({ tenantId, memberId, mailingId: 4, source: 'one-click', at: soon(9) }),
  ])
  expect(outcome).toBe('already')
  await drainAll()
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'confirmed' })
  expect((await customerAtShopify(memberId)).email_state).toBe('UNSUBSCRIBED')
})

test('many members are written by several workers, each once', async () => {
  const { tenantId } = await openedShop()
  const ids: string[] = []
  for (let number = 0; number < 30; number += 1)
    ids.push(
      (await aCustomer({ email: `m${number}@example.com`, phone: `+1555020${String(number).padStart(2, '0')}` })).id,
    )
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, ids))
  for (const memberId of ids) await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'one-click', at: soon() })
  await Promise.all([drainAll(), drainAll()])
  const states = await db().query('SELECT state, attempts, count(*)::int FROM outbox GROUP BY 1, 2')
  expect(states.rows).toEqual([{ state: 'confirmed', attempts: 1, count: 30 }])
  const { customers } = await control<{ customers: { email_state: string }[] }>('GET', 'customers?limit=100')
  expect(customers.filter((customer) => customer.email_state === 'UNSUBSCRIBED')).toHaveLength(30)
})

test('nothing is written to a shop that has left until it is back', async () => {
  const { tenantId, memberId } = await aKnownCustomer()
  await unsubscribe({ tenantId, memberId, mailingId: 3, source: 'one-click', at: soon() })
  await db().query('UPDATE tenants SET uninstalled_at = now()')
  expect(await drainOutbox()).toBe(0)
  expect(await findWriteBack(tenantId, memberId)).toMatchObject({ state: 'waiting', attempts: 0 })
})
