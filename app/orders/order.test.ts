import { expect, test } from 'vitest'
import { orderFields, parseOrder } from './order.ts'
import { readOrderMessage, readRefundMessage } from './order-message.ts'

const TOLD = new Date('2026-11-02T10:00:00Z')
const bag = (shop: string, presentment = shop) => ({
  shopMoney: { amount: shop },
  presentmentMoney: { amount: presentment },
})
const NODE = {
  id: 'gid://shopify/Order/9223372036854775807',
  name: '#1001',
  createdAt: '2026-11-01T10:00:00Z',
  processedAt: '2026-10-30T10:00:00Z',
  updatedAt: '2026-11-01T10:00:05Z',
  cancelledAt: null,
  test: false,
  currencyCode: 'EUR',
  presentmentCurrencyCode: 'JPY',
  totalPriceSet: bag('40.5', '6600'),
  currentTotalPriceSet: bag('30.5', '4970'),
  customer: { id: 'gid://shopify/Customer/706405506930370084' },
  refunds: [{ id: 'gid://shopify/Refund/7', createdAt: '2026-11-01T11:00:00Z', totalRefundedSet: bag('10.0', '1630') }],
}
const LINE = {
  id: 'gid://shopify/LineItem/8',
  title: 'Mug',
  quantity: 2,
  currentQuantity: 1,
  originalUnitPriceSet: { shopMoney: { amount: '20.25' } },
  product: { id: 'gid://shopify/Product/501' },
  variant: { id: 'gid://shopify/ProductVariant/601' },
}
const parse = (node: object = {}, lines: unknown[] = [LINE]) => parseOrder({ ...NODE, ...node }, lines, TOLD)

test('an order is read as Shopify has it: both currencies, the time it was placed, ids beyond 2^53', () => {
  expect(parse()).toMatchObject({
    orderId: '9223372036854775807',
    memberId: '706405506930370084',
    orderedAt: new Date('2026-10-30T10:00:00Z'),
    total: '40.5',
    currentTotal: '30.5',
    currency: 'EUR',
    presentmentTotal: '6600',
    presentmentCurrency: 'JPY',
    lines: [{ lineId: '8', productId: '501', variantId: '601', quantity: 2, currentQuantity: 1, price: '20.25' }],
    refunds: [{ refundId: '7', amount: '10.0', presentmentAmount: '1630', presentmentCurrency: 'JPY' }],
  })
})

test('products are asked for only where they may be read', () => {
  expect(orderFields({ products: true })).toContain('product { id }')
  expect(orderFields({ products: false })).not.toContain('product')
})

test.each([
  ['a deleted product', { product: null, variant: null }],
  ['a product that may not be read', { product: undefined, variant: undefined }],
])('%s is no product', (_, change) => {
  expect(parse({}, [{ ...LINE, ...change }]).lines).toMatchObject([{ productId: null, variantId: null, title: 'Mug' }])
})

test.each<[string, object, object]>([
  ['a guest', { customer: null }, { memberId: null }],
  ['an order without a time of its own', { processedAt: null }, { orderedAt: new Date('2026-11-01T10:00:00Z') }],
  ['a time that can not be', { processedAt: '2026-02-30T10:00:00Z' }, { orderedAt: new Date('2026-11-01T10:00:00Z') }],
  ['an amount with three decimals', { totalPriceSet: bag('12.345') }, { total: '12.345' }],
  ['an amount that no column holds', { totalPriceSet: bag('9'.repeat(20)) }, { total: '999999999999999' }],
  ['a name that is too long', { name: '#'.repeat(9000) }, { name: '#'.repeat(255) }],
  ['a name with a NUL', { name: '#10\u000001' }, { name: '#1001' }],
  ['an order of nothing', { totalPriceSet: bag('0.0') }, { total: '0.0' }],
])('%s is taken', (_, change, told) => {
  expect(parse(change)).toMatchObject(told)
})

test.each<[string, object, RegExp]>([
  ['another thing', { id: 'gid://shopify/DraftOrder/7' }, /not a Order/],
  ['a number that no bigint holds', { id: 'gid://shopify/Order/9223372036854775808' }, /not a Order/],
  ['no number', { id: 'gid://shopify/Order/7a' }, /not a Order/],
  ['an amount in words', { totalPriceSet: bag('NaN') }, /pattern/],
  ['an amount with an exponent', { totalPriceSet: bag('1e30') }, /pattern/],
  ['a currency that is none', { currencyCode: 'Euro' }, /pattern/],
  ['no revision', { updatedAt: null }, /updatedAt/],
])('%s is no order', (_, change, why) => {
  expect(() => parse(change)).toThrow(why)
})

test.each([
  [-3, 0],
  [2 ** 40, 2 ** 31 - 1],
])('a quantity of %s counts as %s', (told, quantity) => {
  expect(parse({}, [{ ...LINE, quantity: told }]).lines[0]?.quantity).toBe(quantity)
})

const money = (shop: string, presentment = shop) => ({
  shop_money: { amount: shop, currency_code: 'EUR' },
  presentment_money: { amount: presentment, currency_code: 'USD' },
})
const given = (amount: string, change: object = {}) => ({
  kind: 'refund',
  status: 'success',
  amount,
  currency: 'USD',
  ...change,
})
const BODY = {
  id: '706405506930370085',
  name: '#1002',
  customer: { id: 7 },
  created_at: '2026-11-01T05:00:00-05:00',
  processed_at: '2026-11-01T05:00:00-05:00',
  updated_at: '2026-11-01T05:00:01-05:00',
  cancelled_at: null,
  test: true,
  currency: 'EUR',
  presentment_currency: 'USD',
  total_price_set: money('40.00', '43.20'),
  current_total_price_set: money('30.00', '32.40'),
  line_items: [
    {
      id: 11,
      product_id: 501,
      variant_id: null,
      title: 'Mug',
      quantity: 2,
      current_quantity: 1,
      price_set: money('20.00'),
    },
  ],
  refunds: [{ id: 12, created_at: '2026-11-01T12:00:00Z', transactions: [given('5.40'), given('5.405')] }],
}

test('a webhook tells the same order in its own words', () => {
  expect(readOrderMessage(BODY, TOLD)).toMatchObject({
    orderId: '706405506930370085',
    memberId: '7',
    orderedAt: new Date('2026-11-01T10:00:00Z'),
    isTest: true,
    total: '40.00',
    presentmentTotal: '43.20',
    presentmentCurrency: 'USD',
    toldAt: TOLD,
    lines: [{ lineId: '11', productId: '501', variantId: null, currentQuantity: 1, price: '20.00' }],
    refunds: [{ refundId: '12', amount: null, presentmentAmount: '10.805', presentmentCurrency: 'USD' }],
  })
})

test.each<[string, object, object]>([
  ['a guest', { customer: null }, { memberId: null }],
  ['a body without a customer', { customer: undefined }, { memberId: null }],
  ['no currency of the customer’s', { presentment_currency: null }, { presentmentCurrency: 'EUR' }],
  ['no total of today', { current_total_price_set: undefined }, { currentTotal: '40.00' }],
  ['no refunds', { refunds: undefined }, { refunds: [] }],
  ['nothing bought', { line_items: [] }, { lines: [] }],
])('%s is taken from a webhook', (_, change, told) => {
  expect(readOrderMessage({ ...BODY, ...change }, TOLD)).toMatchObject(told)
})

test.each<[string, object[], string]>([
  ['what is still pending', [given('5', { status: 'pending' })], '0.000'],
  ['what failed', [given('5', { status: 'failure' }), given('2')], '2.000'],
  ['a sale', [given('5', { kind: 'sale' })], '0.000'],
  ['several ways of payment', [given('0.1'), given('0.2'), given('100')], '100.300'],
  ['nothing at all', [], '0.000'],
  ['thousandths', [given('0.001'), given('0.002')], '0.003'],
  ['an amount beyond 2^53', [given('90071992547409.93'), given('0.01')], '90071992547409.940'],
  ['more than a column holds', [given('9'.repeat(15)), given('9'.repeat(15))], '999999999999999'],
])('of %s a refund tells what was given back', (_, transactions, amount) => {
  const body = { id: 1, order_id: '706405506930370085', created_at: '2026-11-01T12:00:00Z', transactions }
  expect(readRefundMessage(body)).toMatchObject({
    orderId: '706405506930370085',
    refund: { refundId: '1', amount: null, presentmentAmount: amount },
  })
})

test.each<[string, unknown, RegExp]>([
  ['a refund without its order', { id: 1, created_at: '2026-11-01T12:00:00Z', transactions: [] }, /order_id/],
  ['a list', [], /expected object/],
  ['a text', 'refund', /expected object/],
  ['nothing', null, /expected object/],
  ['thousands of payments', { ...BODY.refunds[0], order_id: 5, transactions: Array(300).fill(given('1')) }, /too_big/],
])('%s is no refund', (_, body, why) => {
  expect(() => readRefundMessage(body)).toThrow(why)
})
