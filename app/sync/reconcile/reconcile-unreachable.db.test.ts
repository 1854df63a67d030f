import { aCustomer, control, openedShop, simulator } from '#tests/simulated-shopify.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { db } from '#app/platform/db/db.server.ts'
import { expect, test } from 'vitest'
import { continueImport } from '../import/import-steps.server.ts'
import { requestImport } from '../import/import.server.ts'

async function work(tenantId: number): Promise<void> {
  for (let { again } = await continueImport(tenantId); again; { again } = await continueImport(tenantId))
    await sleep(50)
}

test.each([
  { was: 'SUBSCRIBED', is: 'NOT_SUBSCRIBED', why: 'is no subscriber any more' },
  { was: 'UNSUBSCRIBED', is: 'UNSUBSCRIBED', why: 'keeps the opt-out' },
])('who was $was by SMS and has no number at Shopify any more $why', async ({ was, is }) => {
  simulator.context.settings.customers = 0
  await control('POST', 'reset')
  const { tenantId } = await openedShop()
  const { id } = await aCustomer({ smsState: was })
  await work(tenantId)
  await control('PATCH', `customers/${id}`, { phone: null })
  await requestImport(db(), tenantId, 'reconcile')
  await work(tenantId)
  const member = await db().query('SELECT phone, sms_state AS state FROM members WHERE member_id = $1', [id])
  expect(member.rows).toEqual([{ phone: null, state: is }])
})
