// Customers who are read, saved and erased at the same moment by several workers.
import { setTimeout as sleep } from 'node:timers/promises'
import { db, transaction, type Sql } from '#app/platform/db/db.server.ts'
import { aCustomer, aMember, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { mergeCustomers, saveCustomers, saveCustomersIn } from './apply.server.ts'
import { skipReason } from '../core/consent.ts'
import type { Consent, CustomerChange } from '../core/customer.ts'
import { erase, eraseMember } from './erase.server.ts'
import { incomingRow, RECORDS } from './incoming.server.ts'
import { verifyLedger } from '../ledger/ledger-verify.server.ts'
import { findMember } from '../core/members.server.ts'
import { getMember } from '#tests/members.ts'
import { findWriteBack } from '../outbox/outbox.server.ts'
import { unsubscribe } from '../consent/unsubscribe.server.ts'

const day = (number: number) => new Date(Date.UTC(2026, 0, number))
const said = (state: Consent['state'], at: number): Consent => ({ state, optInLevel: null, at: day(at), exact: true })

const ID = '9001'
const ADDRESS = 'sarah@example.com'
const PHONE = '+15550100'

const subscribed = (memberId: string, at: number): CustomerChange => {
  const customer = aCustomer(memberId, { at: day(at), email: said('SUBSCRIBED', at), sms: said('SUBSCRIBED', at) })
  return { ...customer, profile: customer.profile && { ...customer.profile, email: ADDRESS } }
}

/** A member who said no on the tenth. */
async function whoLeft(tenantId: number) {
  const memberId = await aMember(tenantId, { email: ADDRESS, phone: PHONE, sms_state: 'SUBSCRIBED' })
  await unsubscribe({ tenantId, memberId, mailingId: 1, source: 'one-click', at: day(10) })
  return memberId
}

const consentOf = async (tenantId: number, memberId: string | bigint) => {
  const member = await getMember(tenantId, memberId)
  return [skipReason(member), member.smsState]
}

test('a customer saved while somebody with their address is erased is suppressed', async () => {
  const tenantId = await aTenant()
  const left = await whoLeft(tenantId)
  const { saving } = await transaction(async (sql) => {
    await erase(sql, tenantId, left)
    const begun = { saving: saveCustomers(tenantId, 'shopify-read', [subscribed(ID, 5)]) }
    await sleep(100)
    return begun
  })
  await saving
  expect(await consentOf(tenantId, ID)).toEqual(['unsubscribed', 'UNSUBSCRIBED'])
})

test('an opt-out that was missed is caught up with by the next read, once', async () => {
  const tenantId = await aTenant()
  await eraseMember(tenantId, await whoLeft(tenantId))
  const member = { email: ADDRESS, phone: PHONE, sms_state: 'SUBSCRIBED', updated_at: day(5) }
  await aMember(tenantId, { ...member, member_id: ID, email_consent_updated_at: day(5), email_consent_exact: true })
  expect(skipReason(await getMember(tenantId, ID))).toBeNull()
  await saveCustomers(tenantId, 'reconcile', [subscribed(ID, 5)])
  expect(await consentOf(tenantId, ID)).toEqual(['unsubscribed', 'UNSUBSCRIBED'])
  expect(await findWriteBack(tenantId, ID)).toMatchObject({ emailState: 'UNSUBSCRIBED', smsState: 'UNSUBSCRIBED' })
  expect(await saveCustomers(tenantId, 'reconcile', [subscribed(ID, 5)])).toEqual({ inserted: 0, updated: 0 })
})

test('who decided later than that opt-out keeps what they decided', async () => {
  const tenantId = await aTenant()
  await eraseMember(tenantId, await whoLeft(tenantId))
  await saveCustomers(tenantId, 'shopify-read', [subscribed(ID, 12)])
  await saveCustomers(tenantId, 'reconcile', [subscribed(ID, 5)])
  expect(await consentOf(tenantId, ID)).toEqual([null, 'SUBSCRIBED'])
})

test('an opt-out from SMS goes over to the new customer with the address and the number, whoever is heard of first', async () => {
  const tenantId = await aTenant()
  const left = await whoLeft(tenantId)
  const other = { ...subscribed('9002', 5) }
  await saveCustomers(tenantId, 'shopify-read', [
    subscribed(ID, 5),
    { ...other, profile: other.profile && { ...other.profile, phone: '+15550199' } },
  ])
  await eraseMember(tenantId, left)
  expect(await consentOf(tenantId, ID)).toEqual(['unsubscribed', 'UNSUBSCRIBED'])
  expect(await consentOf(tenantId, '9002')).toEqual(['unsubscribed', 'SUBSCRIBED'])
  expect(await findWriteBack(tenantId, ID)).toMatchObject({ emailState: 'UNSUBSCRIBED', smsState: 'UNSUBSCRIBED' })
  expect((await verifyLedger(tenantId)).faults).toEqual([])
})

test('an opt-in to SMS that is later than the opt-out stands, also where the return is heard of first', async () => {
  const tenantId = await aTenant()
  const left = await whoLeft(tenantId)
  await saveCustomers(tenantId, 'shopify-read', [subscribed(ID, 12)])
  await eraseMember(tenantId, left)
  expect(await consentOf(tenantId, ID)).toEqual([null, 'SUBSCRIBED'])
})

test('who was erased after they were read does not come back by that', async () => {
  const tenantId = await aTenant()
  const before = new Date()
  await saveCustomers(tenantId, 'shopify-read', [subscribed(ID, 5)])
  await eraseMember(tenantId, ID)
  await saveCustomers(tenantId, 'shopify-read', [{ ...subscribed(ID, 5), readAt: before }])
  expect(await findMember(tenantId, ID)).toBeNull()
  // Shopify still has them: only what it told before the erasure is refused.
  await saveCustomers(tenantId, 'shopify-read', [{ ...subscribed(ID, 5), readAt: new Date(Date.now() + 1) }])
  expect(await findMember(tenantId, ID)).not.toBeNull()
})

test('what was not locked is not overwritten with a decision made on an older row', async () => {
  const tenantId = await aTenant()
  const only = (state: Consent['state'], at: number): CustomerChange => ({
    memberId: ID,
    profile: null,
    email: said(state, at),
    sms: null,
    reference: 'message',
  })
  await saveCustomers(tenantId, 'import', [subscribed('9002', 1)])
  const client = await db().connect()
  await client.query('BEGIN')
  let leaving: Promise<unknown> | undefined
  // Between the lock and the change of this one, the member is saved by a second worker and opts out by a third.
  const interrupted = {
    query: async (text: string, values: unknown[]) => {
      if (text.includes('UPDATE members m SET') && !leaving) {
        await saveCustomers(tenantId, 'shopify-read', [subscribed(ID, 1)])
        const held = Promise.withResolvers<void>()
        leaving = transaction(async (sql) => {
          await saveCustomersIn(sql, tenantId, 'shopify-webhook', [only('UNSUBSCRIBED', 9)])
          held.resolve()
          await sleep(300)
        })
        await held.promise
      }
      return client.query(text, values)
    },
  } as unknown as Sql
  const changes = [only('SUBSCRIBED', 5), subscribed('9002', 5)].map((change) => incomingRow(tenantId, change))
  await mergeCustomers(interrupted, tenantId, 'import', { query: RECORDS, values: [JSON.stringify(changes)] })
  await client.query('COMMIT')
  client.release()
  await leaving
  expect((await getMember(tenantId, ID)).emailState).toBe('UNSUBSCRIBED')
  expect((await verifyLedger(tenantId)).faults).toEqual([])
})
