import { describe, expect, test } from 'vitest'
import { chooseClaim, type Held, type Ready } from './claim.ts'
import { concernedBy } from './delivery-order.ts'

const CONSENT = 'customers_email_marketing_consent/update'
const HINT = 'customers/update'
const MERGE = 'customers/merge'
const LATER = new Date('2026-05-04T10:00:00Z')

const aReady = (arrival: number, row: Partial<Ready> = {}): Ready => ({
  tenantId: 1,
  webhookId: `w${arrival}`,
  arrival: BigInt(arrival),
  topic: CONSENT,
  memberId: '7',
  mergedId: null,
  bytes: 500,
  attempts: 0,
  lost: false,
  ...row,
})
const aHeld = (arrival: number, row: Partial<Held> = {}): Held => ({
  tenantId: 1,
  arrival: BigInt(arrival),
  topic: CONSENT,
  memberId: '7',
  mergedId: null,
  retryAt: null,
  ...row,
})

function choose(ready: Ready[], held: Held[] = []) {
  const { take, defer, giveUp } = chooseClaim(ready, held)
  return {
    take: take.map(({ webhookId }) => webhookId),
    defer: defer.map(({ delivery }) => delivery.webhookId),
    giveUp: giveUp.map(({ webhookId }) => webhookId),
  }
}
const took = (...names: string[]) => ({ take: names, defer: [], giveUp: [] })

describe('of one customer', () => {
  test('all that wait are taken together, and stay in order', () => {
    expect(choose([aReady(1), aReady(2), aReady(3)])).toEqual(took('w1', 'w2', 'w3'))
  })

  test('none is taken while an earlier one is in other hands; of another customer or shop it is', () => {
    const others = [aReady(3, { memberId: '8' }), aReady(4, { tenantId: 2 }), aReady(5, { memberId: null })]
    expect(choose([aReady(2), ...others], [aHeld(1)])).toEqual(took('w3', 'w4', 'w5'))
  })

  test('an earlier one is not held up by a later one', () => {
    expect(choose([aReady(2)], [aHeld(3, { retryAt: LATER })])).toEqual(took('w2'))
  })

  test('all behind one that is tried again later are put off until then', () => {
    expect(choose([aReady(2), aReady(3), aReady(4)], [aHeld(1, { retryAt: LATER })])).toEqual({
      take: [],
      defer: ['w2', 'w3', 'w4'],
      giveUp: [],
    })
  })

  test('consent does not wait for a refresh that waits for Shopify; the next refresh does', () => {
    const held = [aHeld(1, { topic: HINT, retryAt: LATER })]
    expect(choose([aReady(2), aReady(3, { topic: HINT })], held)).toMatchObject({ take: ['w2'], defer: ['w3'] })
  })

  test('a merge waits for what came before, of both customers, and what comes after waits for it', () => {
    const merge = { topic: MERGE, memberId: '7', mergedId: '8' }
    const ready = [aReady(1, { memberId: '8' }), aReady(2, merge), aReady(3), aReady(4, { memberId: '8' })]
    expect(choose(ready)).toEqual(took('w1'))
    expect(choose(ready.slice(1))).toEqual(took('w2'))
    expect(choose(ready.slice(2), [aHeld(2, merge)])).toEqual(took())
    expect(choose(ready.slice(1), [aHeld(1, { memberId: '8' })])).toEqual(took())
  })
})

describe('after a worker died', () => {
  const lost = (arrival: number, attempts: number) =>
    aReady(arrival, { memberId: String(arrival), lost: true, attempts })

  test('what it had is tried in smaller portions, then each alone, among themselves', () => {
    const many = Array.from({ length: 100 }, (_, index) => lost(index + 1, 1))
    expect(choose([...many, aReady(200)]).take).toHaveLength(32)
    expect(choose([lost(1, 2), lost(2, 2), aReady(3)]).take).toEqual(['w1'])
    expect(choose([aReady(1), lost(2, 1)]).take).toEqual(['w1'])
  })

  test('one that was with five dead workers is given up, and what waited behind it is taken', () => {
    const after = aReady(2, { memberId: '1' })
    expect(choose([lost(1, 5), after])).toEqual({ take: ['w2'], defer: [], giveUp: ['w1'] })
  })
})

test('a claim holds no more than fits in memory, but always one', () => {
  const large = (arrival: number) => aReady(arrival, { memberId: String(arrival), bytes: 12_000_000 })
  expect(choose([large(1), large(2), large(3)])).toEqual(took('w1'))
  expect(choose([aReady(1, { bytes: 90_000_000 })])).toEqual(took('w1'))
})

const GID = 'gid://shopify/Customer/706405506930370084'
test.each([
  ['customers/update', '{"id":706405506930370084,"updated_at":"x"}', '706405506930370084', null],
  [CONSENT, '{"customer_id":5,"email_marketing_consent":"poison"}', '5', null],
  ['customers_marketing_consent/update', '{"id":6}', '6', null],
  ['orders/paid', '{"id":1,"customer":{"id":5}}', '5', null],
  ['orders/paid', '{"id":1,"customer":null}', null, null],
  ['customers/redact', '{"customer":{"id":9223372036854775807}}', '9223372036854775807', null],
  ['customers/redact', '{"customer":{"id":9223372036854775808}}', null, null],
  [
    MERGE,
    `{"admin_graphql_api_customer_kept_id":"${GID}","admin_graphql_api_customer_deleted_id":"gid://shopify/Customer/7"}`,
    '706405506930370084',
    '7',
  ],
  ['customers/update', '{"id":-5}', null, null],
  ['customers/update', '{"id":1.5}', null, null],
  ['customers/update', 'not JSON', null, null],
  ['customers/update', 'null', null, null],
  ['app/uninstalled', '{"id":5}', null, null],
])('%s with %s concerns %s and %s', (topic, body, memberId, mergedId) => {
  expect(concernedBy(topic, Buffer.from(body))).toEqual({ memberId, mergedId })
})
