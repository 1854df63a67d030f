import { eraseMember } from '#app/members/intake/erase.server.ts'
import { mergeMembers } from '#app/members/intake/merge.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { aLine, aMember, anOrder, aTenant } from '#tests/factories.ts'
import { getMember } from '#tests/members.ts'
import { describe, expect, test } from 'vitest'
import type { Order, Refund } from './order.ts'
import { eraseOrders, listMemberOrders, noteOrdersRead, ordersKnownSince } from './orders.server.ts'
import { listWithOtherSums, saveOrders, saveRefund } from './save-orders.server.ts'

const at = (day: number, second = 0) => new Date(Date.UTC(2026, 9, day, 10, 0, second))
const refund = (change: Partial<Refund> = {}): Refund => ({
  refundId: '77',
  refundedAt: at(5),
  amount: null,
  presentmentAmount: '10.00',
  presentmentCurrency: 'EUR',
  ...change,
})

const rowsOf = async (table: string, tenantId: number, order: string) =>
  (await db().query(`SELECT * FROM ${table} WHERE tenant_id = $1 ORDER BY ${order}`, [tenantId])).rows
const orders = (tenantId: number) => rowsOf('orders', tenantId, 'order_id')
const linesOf = (tenantId: number) => rowsOf('order_lines', tenantId, 'order_id, line_id')
const refunds = (tenantId: number) => rowsOf('order_refunds', tenantId, 'refund_id')

test('an order is kept with its lines, in the shop’s currency and in the customer’s', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const order = anOrder(memberId, {
    orderId: '9223372036854775807',
    total: '12.345',
    presentmentTotal: '2000',
    presentmentCurrency: 'JPY',
    lines: [aLine({ productId: '9223372036854775806', quantity: 3 }), aLine({ productId: null, variantId: null })],
  })
  await saveOrders(tenantId, [order])
  expect(await orders(tenantId)).toMatchObject([
    {
      order_id: 9223372036854775807n,
      member_id: memberId,
      total: '12.345',
      currency: 'EUR',
      presentment_total: '2000.000',
    },
  ])
  expect(await linesOf(tenantId)).toMatchObject([
    { product_id: 9223372036854775806n, quantity: 3 },
    { product_id: null },
  ])
})

describe('in whatever order it is told, the newest revision stands', () => {
  const memberId = '7000000000099'
  const order = anOrder(memberId, { lines: [aLine({ lineId: '1' }), aLine({ lineId: '2' })] })
  const later: Order = {
    ...order,
    updatedAt: at(3),
    toldAt: at(3),
    currentTotal: '20.00',
    cancelledAt: at(3),
    lines: [{ ...aLine({ lineId: '2' }), currentQuantity: 0, title: 'Renamed' }],
  }
  /** The same second of Shopify's, told a moment after. */
  const sameSecond: Order = { ...later, toldAt: at(3, 4), currentTotal: '15.00' }
  const turns: [string, Order[][], string][] = [
    ['in order', [[order], [later]], '20.000'],
    ['the other way round', [[later], [order]], '20.000'],
    ['at once', [[order, later]], '20.000'],
    ['at once, the other way round', [[later, order]], '20.000'],
    ['twice', [[later], [later], [order], [later]], '20.000'],
    ['within a second', [[order], [sameSecond], [later]], '15.000'],
    ['within a second, in order', [[later, sameSecond]], '15.000'],
    ['with a copy of the first at the end', [[order], [later], [{ ...order, toldAt: at(9) }]], '20.000'],
  ]
  test.each(turns)('%s', async (_, told, current) => {
    const tenantId = await aTenant()
    for (const some of told) await saveOrders(tenantId, some)
    expect(await orders(tenantId)).toMatchObject([{ current_total: current, cancelled_at: at(3) }])
    expect(await linesOf(tenantId)).toMatchObject([{ line_id: 2n, current_quantity: 0, title: 'Renamed' }])
  })
})

test('many workers that tell many orders in any order end as one would', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId)
  const first = Array.from({ length: 40 }, () => anOrder(memberId))
  const revised = first.map((order) => ({ ...order, updatedAt: at(9), toldAt: at(9), total: '1.00' }))
  await Promise.all(
    [first, revised, first.toReversed(), revised.toReversed()].map((some) => saveOrders(tenantId, some)),
  )
  expect(new Set((await orders(tenantId)).map(({ total }) => total))).toEqual(new Set(['1.000']))
  expect(await linesOf(tenantId)).toHaveLength(40)
})

test('a product that is no longer told has been bought all the same', async () => {
  const tenantId = await aTenant()
  const order = anOrder('7000000000001', { lines: [aLine({ lineId: '1' })] })
  await saveOrders(tenantId, [order])
  const gone = { ...order, toldAt: at(8), lines: [aLine({ lineId: '1', productId: null, variantId: null })] }
  await saveOrders(tenantId, [gone])
  expect(await linesOf(tenantId)).toMatchObject([{ product_id: 501n, variant_id: 601n }])
  const known = { ...gone, toldAt: at(9), lines: [aLine({ lineId: '1', productId: '502' })] }
  await saveOrders(tenantId, [known])
  expect(await linesOf(tenantId)).toMatchObject([{ product_id: 502n }])
})

describe('what was given back', () => {
  test('before its order came has its worth once that is here', async () => {
    const tenantId = await aTenant()
    const order = anOrder(null, { presentmentCurrency: 'USD', presentmentTotal: '44.00' })
    await saveRefund(tenantId, order.orderId, refund({ presentmentAmount: '11.00', presentmentCurrency: 'USD' }), at(5))
    expect(await refunds(tenantId)).toMatchObject([{ amount: null, presentment_amount: '11.000', refunded_at: at(5) }])
    await saveOrders(tenantId, [order])
    expect(await refunds(tenantId)).toMatchObject([{ amount: '10.000' }])
  })

  const told: [string, Partial<Refund>, Partial<Order>, string | null][] = [
    ['the shop’s currency', {}, {}, '10.000'],
    [
      'another currency',
      { presentmentCurrency: 'JPY', presentmentAmount: '1000' },
      { presentmentTotal: '6520' },
      '6.135',
    ],
    [
      'nothing',
      { presentmentAmount: '0.000', presentmentCurrency: 'XXX' },
      { presentmentTotal: '0', total: '0' },
      '0.000',
    ],
    ['an order of nothing', { presentmentCurrency: 'USD' }, { presentmentTotal: '0', total: '0' }, null],
    ['exact words', { amount: '9.87', presentmentCurrency: 'USD' }, {}, '9.870'],
  ]
  test.each(told)('in %s is worth what it is in the shop’s', async (_, change, order, amount) => {
    const tenantId = await aTenant()
    await saveOrders(tenantId, [anOrder(null, { ...order, refunds: [refund(change)] })])
    expect(await refunds(tenantId)).toMatchObject([{ amount }])
  })

  test('is told exactly by a read, and a webhook that tells the same does not blur it', async () => {
    const tenantId = await aTenant()
    const order = anOrder(null, { presentmentTotal: '43.21', presentmentCurrency: 'USD' })
    const inDollars = refund({ presentmentCurrency: 'USD' })
    await saveOrders(tenantId, [{ ...order, refunds: [inDollars] }])
    expect(await refunds(tenantId)).toMatchObject([{ amount: '9.257' }])
    await saveOrders(tenantId, [{ ...order, toldAt: at(6), refunds: [{ ...inDollars, amount: '9.26' }] }])
    await saveOrders(tenantId, [{ ...order, toldAt: at(7), refunds: [inDollars] }])
    expect(await refunds(tenantId)).toMatchObject([{ amount: '9.260' }])
    await saveOrders(tenantId, [{ ...order, toldAt: at(8), refunds: [{ ...inDollars, presentmentAmount: '20' }] }])
    expect(await refunds(tenantId)).toMatchObject([{ amount: '18.514', presentment_amount: '20.000' }])
  })

  test('is heard of even when the order that tells it is old by now, once', async () => {
    const tenantId = await aTenant()
    const order = anOrder(null, { updatedAt: at(8), toldAt: at(8) })
    await saveOrders(tenantId, [order])
    const old = { ...order, updatedAt: at(5), toldAt: at(5), refunds: [refund()] }
    await saveOrders(tenantId, [old, old])
    await saveRefund(tenantId, order.orderId, refund({ presentmentAmount: '1.00' }), at(4))
    expect(await refunds(tenantId)).toMatchObject([{ refund_id: 77n, amount: '10.000' }])
  })
})

describe('whose an order is', () => {
  test('a guest’s is nobody’s', async () => {
    const tenantId = await aTenant()
    await saveOrders(tenantId, [anOrder(null)])
    expect(await orders(tenantId)).toMatchObject([{ member_id: null }])
  })

  test('one of a customer who was merged belongs to who is left, also one that is told later', async () => {
    const tenantId = await aTenant()
    const [kept, gone] = [String(await aMember(tenantId)), String(await aMember(tenantId))]
    const known = anOrder(gone)
    await saveOrders(tenantId, [known])
    await mergeMembers({ tenantId, kept, gone, at: at(4), reference: 'm' })
    await saveOrders(tenantId, [anOrder(gone), { ...known, updatedAt: at(9) }])
    expect(new Set((await orders(tenantId)).map((order) => String(order.member_id)))).toEqual(new Set([kept]))
    expect(await getMember(tenantId, kept)).toMatchObject({ firstOrderAt: known.orderedAt })
  })

  test('those of somebody who was erased are gone, and do not come back by what was told before', async () => {
    const tenantId = await aTenant()
    const [memberId, other] = [await aMember(tenantId), await aMember(tenantId)]
    const order = anOrder(memberId, { refunds: [refund()] })
    await saveOrders(tenantId, [order, anOrder(other)])
    await eraseMember(tenantId, memberId)
    await saveOrders(tenantId, [{ ...order, updatedAt: at(9), toldAt: at(9) }])
    expect(await orders(tenantId)).toMatchObject([{ member_id: other }])
    expect(await linesOf(tenantId)).toHaveLength(1)
    expect(await refunds(tenantId)).toEqual([])
  })

  test('Shopify may ask for orders to be erased by their numbers alone', async () => {
    const tenantId = await aTenant()
    const memberId = await aMember(tenantId)
    const [one, guests, stays] = [
      anOrder(memberId),
      anOrder(null, { refunds: [refund()] }),
      anOrder(memberId, { orderedAt: at(9) }),
    ]
    await saveOrders(tenantId, [one, guests, stays])
    await eraseOrders(tenantId, [one.orderId, guests.orderId, '5'])
    expect((await orders(tenantId)).map((order) => String(order.order_id))).toEqual([stays.orderId])
    expect(await linesOf(tenantId)).toHaveLength(1)
    expect(await refunds(tenantId)).toEqual([])
    expect(await getMember(tenantId, memberId)).toMatchObject({ firstOrderAt: at(9) })
  })

  test('another shop’s order of the same number is another order', async () => {
    const [here, there] = [await aTenant(), await aTenant()]
    const order = anOrder(null)
    await saveOrders(here, [order])
    await saveOrders(there, [{ ...order, total: '1.00', refunds: [refund()] }])
    await eraseOrders(here, [order.orderId])
    expect(await orders(here)).toEqual([])
    expect(await orders(there)).toMatchObject([{ total: '1.000' }])
    expect(await refunds(there)).toHaveLength(1)
  })
})

describe('the first order', () => {
  const first: [string, number, Partial<Order>[], Date | null][] = [
    ['is the earliest', 2, [{ orderedAt: at(4) }, { orderedAt: at(2) }], at(2)],
    ['is not known of who has ordered before we knew', 3, [{ orderedAt: at(4) }, { orderedAt: at(2) }], null],
    ['counts before Shopify has counted it', 0, [{ orderedAt: at(4) }], at(4)],
    ['is none that was cancelled', 1, [{ orderedAt: at(2), cancelledAt: at(3) }, { orderedAt: at(4) }], at(4)],
    ['is none that was a test', 1, [{ orderedAt: at(2), isTest: true }, { orderedAt: at(4) }], at(4)],
    ['is none of who has only cancelled', 0, [{ orderedAt: at(2), cancelledAt: at(3) }], null],
    [
      'may be older than the shop’s orders here are',
      1,
      [{ orderedAt: new Date('2019-01-01T00:00:00Z') }],
      new Date('2019-01-01T00:00:00Z'),
    ],
  ]
  test.each(first)('%s', async (_, ordersCount, changes, firstOrderAt) => {
    const tenantId = await aTenant()
    const memberId = await aMember(tenantId, { orders_count: ordersCount })
    for (const change of changes) await saveOrders(tenantId, [anOrder(memberId, change)])
    expect(await getMember(tenantId, memberId)).toMatchObject({ firstOrderAt })
  })

  test('goes with the order when Shopify gives it to another customer', async () => {
    const tenantId = await aTenant()
    const [one, other] = [await aMember(tenantId), await aMember(tenantId)]
    const order = anOrder(one)
    await saveOrders(tenantId, [order])
    await saveOrders(tenantId, [{ ...order, memberId: String(other), toldAt: at(9) }])
    expect(await getMember(tenantId, one)).toMatchObject({ firstOrderAt: null })
    expect(await getMember(tenantId, other)).toMatchObject({ firstOrderAt: order.orderedAt })
  })
})

describe('what orders are known', () => {
  const DAY = 86_400_000
  const read = (tenantId: number, day: Date) => transaction((sql) => noteOrdersRead(sql, tenantId, day))
  const days = (count: number) => new Date(at(1).getTime() + count * DAY)

  test('is said from sixty days before they were read first, and stays while they are read on', async () => {
    const tenantId = await aTenant()
    expect(await ordersKnownSince(tenantId)).toBeNull()
    for (const day of [0, 1, 50, 109]) await read(tenantId, days(day))
    expect(await ordersKnownSince(tenantId)).toEqual(days(-60))
  })

  test.each([
    [60, -60],
    [61, 1],
    [400, 340],
  ])('after %s days in which nothing was read it is from day %s', async (gap, since) => {
    const tenantId = await aTenant()
    await read(tenantId, days(0))
    await read(tenantId, days(gap))
    expect(await ordersKnownSince(tenantId)).toEqual(days(since))
  })
})

test('an order whose sums or owner are other than known is told from one that was only packed', async () => {
  const tenantId = await aTenant()
  const order = anOrder('7000000000001')
  await saveOrders(tenantId, [order])
  const same = { ...order, updatedAt: at(9), toldAt: at(9), name: '#2' }
  const others: Order[] = [
    anOrder('7000000000001'),
    { ...same, orderId: order.orderId, currentTotal: '39.99' },
    { ...same, cancelledAt: at(9) },
    { ...same, memberId: null },
    { ...same, memberId: '7000000000002' },
  ]
  expect(await listWithOtherSums(tenantId, [same])).toEqual(new Set())
  for (const other of others) expect(await listWithOtherSums(tenantId, [other])).toEqual(new Set([other.orderId]))
})

test('a member’s orders are listed with what was bought and what was given back, the newest first', async () => {
  const tenantId = await aTenant()
  const memberId = String(await aMember(tenantId))
  const lines = ['Mug', 'Scarf', 'Lamp', 'Boots', 'Coat'].map((title, index) =>
    aLine({ title, lineId: String(index + 1), quantity: 2 }),
  )
  const big = anOrder(memberId, { orderedAt: at(2), lines, refunds: [refund(), refund({ refundId: '78' })] })
  const newest = anOrder(memberId, { orderedAt: at(3), isTest: true, cancelledAt: at(4) })
  await saveOrders(tenantId, [big, newest, anOrder(memberId, { orderedAt: at(1) }), anOrder(null)])
  expect(await listMemberOrders(tenantId, memberId, 2)).toMatchObject([
    { orderId: newest.orderId, isTest: true, cancelledAt: at(4).toISOString(), refunded: '0', items: 1 },
    { orderId: big.orderId, titles: ['Mug', 'Scarf', 'Lamp', 'Boots'], items: 10, refunded: '20.000', total: '40.000' },
  ])
})
