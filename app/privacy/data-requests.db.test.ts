import { aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import {
  countOpenRequests,
  findDataRequest,
  listDataRequests,
  markHandedOver,
  noteDataRequest,
} from './data-requests.server.ts'

const day = (number: number) => new Date(Date.UTC(2026, 2, number))
const aRequest = (tenantId: number, requestId: string, at = day(1)) =>
  noteDataRequest({ tenantId, requestId, memberId: '706405506930370084', orders: ['706405506930370085'], at })

test('a request is due thirty days after it was made, and counts once however often it arrives', async () => {
  const tenantId = await aTenant()
  await aRequest(tenantId, '9999')
  await aRequest(tenantId, '9999', day(5))
  expect(await findDataRequest(tenantId, '9999')).toEqual({
    requestId: '9999',
    memberId: '706405506930370084',
    orders: ['706405506930370085'],
    requestedAt: day(1),
    dueAt: day(31),
    handedOverAt: null,
  })
  expect(await countOpenRequests(tenantId)).toEqual({ open: 1, dueAt: day(31) })
})

test('the most pressing request stands on top, those handed over below', async () => {
  const tenantId = await aTenant()
  for (const [index, at] of [day(3), day(2), day(1), day(4)].entries()) await aRequest(tenantId, String(index + 1), at)
  expect(await markHandedOver(tenantId, '3')).toBe(true)
  const listed = await listDataRequests(tenantId)
  expect(listed.map(({ requestId }) => requestId)).toEqual(['2', '1', '4', '3'])
  expect(listed[0]).toMatchObject({ firstName: null, email: null })
  expect(await countOpenRequests(tenantId)).toEqual({ open: 3, dueAt: new Date(Date.UTC(2026, 3, 1)) })
})

test('handing over twice keeps the first time; another shop has no such request', async () => {
  const [tenantId, other] = [await aTenant(), await aTenant()]
  await aRequest(tenantId, '1')
  await markHandedOver(tenantId, '1')
  const first = await findDataRequest(tenantId, '1')
  await markHandedOver(tenantId, '1')
  expect(await findDataRequest(tenantId, '1')).toEqual(first)
  expect(first?.handedOverAt).not.toBeNull()
  expect([await markHandedOver(other, '1'), await findDataRequest(other, '1')]).toEqual([false, null])
  expect(await listDataRequests(other)).toEqual([])
})
