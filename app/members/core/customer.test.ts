import { expect, test } from 'vitest'
import { customerLine } from '#tests/customer-line.ts'
import { customerNumber, parseCustomer } from './customer.ts'

const UPDATED = new Date('2026-02-02T03:04:05Z')
const parse = (change: Record<string, unknown>) => parseCustomer(JSON.parse(customerLine(1, change)), null)
const consentAt = (marketingUpdatedAt: unknown) => ({
  defaultEmailAddress: {
    emailAddress: 'a@b.example',
    marketingState: 'SUBSCRIBED',
    marketingOptInLevel: null,
    marketingUpdatedAt,
    openTrackingLevel: 'UNKNOWN',
  },
})

const IMPOSSIBLE = [
  '2026-02-30T10:00:00Z',
  '0000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '2026-01-01T25:00:00Z',
  '1901-01-01T00:00:00Z',
  '',
  'soon',
]

test.each(IMPOSSIBLE)('a time %j of consent is none: it was true when the customer was', (time) => {
  expect(parse(consentAt(time)).email).toMatchObject({ state: 'SUBSCRIBED', at: UPDATED, exact: false })
})

test.each(IMPOSSIBLE)('an order at %j is no last order, and who joined then joined when last told', (time) => {
  const { profile } = parse({ lastOrder: { processedAt: time }, createdAt: time })
  expect(profile).toMatchObject({ lastOrderAt: null, createdAt: UPDATED })
})

test.each(IMPOSSIBLE)('a customer of %j is refused: their consent could not be told from an older one', (updatedAt) => {
  expect(() => parse({ updatedAt })).toThrow('not a time')
})

test.each([
  ['3000000000', 2_147_483_647],
  ['-4', 0],
  ['2', 2],
])('%s orders are kept as %d', (numberOfOrders, kept) => {
  expect(parse({ numberOfOrders }).profile?.ordersCount).toBe(kept)
})

test.each([
  ['12.50', '12.50'],
  ['-3.1', '-3.1'],
  ['999999999998.99', '999999999998.99'],
  ['12345678901234567890', '999999999999'],
  ['-12345678901234567890', '-999999999999'],
])('%s spent is kept as %s', (amount, kept) => {
  expect(parse({ amountSpent: { amount } }).profile?.amountSpent).toBe(kept)
})

test('texts are kept without NUL and halves of pairs', () => {
  const { profile } = parse({ firstName: 'Sa\0rah', lastName: '\uD83D', tags: ['a\0', 'v\uDE00'], locale: '\0' })
  expect(profile).toMatchObject({ firstName: 'Sarah', lastName: '\uFFFD', tags: ['a', 'v\uFFFD'], locale: '' })
})

test.each([
  ['gid://shopify/Customer/9223372036854775807', '9223372036854775807'],
  ['gid://shopify/Customer/9223372036854775808', null],
  ['gid://shopify/Customer/9999999999999999999', null],
  ['gid://shopify/Customer/-1', null],
  ['gid://shopify/Customer/1\0', null],
  ['gid://shopify/Order/1', null],
])('%j is the customer %s', (gid, number) => {
  expect(customerNumber(gid)).toBe(number)
})
