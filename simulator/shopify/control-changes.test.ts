import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import type { Simulator } from '../simulator.ts'
import { control, receivingApp, simulate, textOf, type ReceivingApp } from './test-support.ts'

let app: ReceivingApp
let simulator: Simulator

beforeEach(async () => {
  app = await receivingApp()
  simulator = await simulate({ appUrl: app.url })
})

afterEach(async () => {
  await simulator.close()
  await app.close()
})

const results = z.object({
  results: z.array(
    z.object({
      customer: z.looseObject({ id: z.string(), email_state: z.string() }).nullish(),
      problem: z.string().optional(),
    }),
  ),
})

async function changes(...list: object[]) {
  return results.parse(await control(simulator, 'POST', 'changes', { changes: list })).results
}

test('many changes in one request are made in their order, each with its webhooks', async () => {
  const [made] = await changes({ create: { firstName: 'Ana', email: 'ana@example.com' } })
  const id = made?.customer?.id ?? ''
  const done = await changes({ id, emailState: 'SUBSCRIBED' }, { id, emailState: 'UNSUBSCRIBED' }, { delete: id })
  expect(done.map(({ customer }) => customer?.email_state)).toEqual(['SUBSCRIBED', 'UNSUBSCRIBED', undefined])
  const topics = (await app.got(6)).map(({ topic }) => topic)
  expect(topics.filter((topic) => topic === 'customers_email_marketing_consent/update')).toHaveLength(2)
  expect(topics).toContain('customers/delete')
})

test('a change that is refused says why, leaves no trace and stops no other', async () => {
  const [first, second] = await changes(
    { create: { firstName: 'Ana', email: 'ana@example.com' } },
    { create: { firstName: 'Bea', email: 'bea@example.com' } },
  )
  const [taken, next] = await changes(
    { id: second?.customer?.id, email: 'ana@example.com', emailState: 'SUBSCRIBED' },
    { id: first?.customer?.id, emailState: 'SUBSCRIBED' },
  )
  expect(taken?.problem).toContain('taken')
  expect(next?.customer?.email_state).toBe('SUBSCRIBED')
  const { email_state: untouched } = await control(simulator, 'GET', `customers/${second?.customer?.id}`)
  expect(untouched).toBe('NOT_SUBSCRIBED')
})

test('deliveries that are spread come in another order than the changes', async () => {
  const created = await control(simulator, 'POST', 'customers', { firstName: 'Ana' })
  await app.got(1)
  await control(simulator, 'POST', 'shopify', { webhooks: { spreadMs: 600 } })
  const id = textOf(created, 'id')
  await changes(...Array.from({ length: 30 }, (_, number) => ({ id, note: `change ${number}` })))
  const order = (await app.got(31)).slice(1).map(({ body }) => Number(/change (\d+)/.exec(body)?.[1]))
  expect(order).not.toEqual(order.toSorted((one, other) => one - other))
  expect(new Set(order).size).toBe(30)
})

test('the fate of every delivery that is remembered can be asked for', async () => {
  await control(simulator, 'POST', 'shopify', { webhooks: { drop: 1, keep: 10 } })
  await changes({ create: { firstName: 'Ana' } }, { create: { firstName: 'Bea' } })
  await app.got(1)
  await expect
    .poll(async () => (await control(simulator, 'GET', 'webhooks/fates'))['deliveries'])
    .toMatchObject([{ state: 'dropped' }, { state: 'delivered', attempts: 1 }])
})
