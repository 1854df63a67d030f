import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Simulator } from '../simulator.ts'
import { adminApi, control, receivingApp, simulate, textOf, type Json, type ReceivingApp } from './test-support.ts'

let simulator: Simulator
let app: ReceivingApp
let ask: Awaited<ReturnType<typeof adminApi>>

beforeAll(async () => {
  app = await receivingApp()
  simulator = await simulate({ customers: 400, appUrl: app.url })
  ask = await adminApi(simulator)
})

afterAll(async () => {
  await simulator.close()
  await app.close()
})

const DAY = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString()

async function aBuyer(): Promise<string> {
  const created = await control(simulator, 'POST', 'customers', { email: `buyer-${Math.random()}@example.com` })
  return textOf(created, 'id')
}

const buy = (id: string, order: object) => control(simulator, 'POST', `customers/${id}/orders`, order)

/** Allows the app so much, or takes it back; tokens follow. */
async function allow(scopes: string): Promise<void> {
  simulator.store.db.prepare('UPDATE shopify_shops SET scopes = ?').run(scopes)
  ask = await adminApi(simulator)
}
const ALL = 'read_customers,write_customers,read_orders,read_products'

test('an app sees the orders of sixty days, and is told how many there are', async () => {
  const id = await aBuyer()
  await buy(id, { amount: 10, at: ago(61) })
  const answer = async () =>
    ask(`{ customer(id: "gid://shopify/Customer/${id}") { numberOfOrders lastOrder { id }
      orders(first: 5) { nodes { id } } } }`)
  expect(await answer()).toMatchObject({
    data: { customer: { numberOfOrders: '1', lastOrder: null, orders: { nodes: [] } } },
  })
  const order = textOf(await buy(id, { amount: 10, at: ago(59) }), 'id')
  const last = { id: `gid://shopify/Order/${order}` }
  expect(await answer()).toMatchObject({
    data: { customer: { numberOfOrders: '2', lastOrder: last, orders: { nodes: [last] } } },
  })
  await allow(`${ALL},read_all_orders`)
  expect(await answer()).toMatchObject({ data: { customer: { orders: { nodes: [{}, {}] } } } })
})

test.each([
  ['{ orders(first: 1) { nodes { id } } }', 'read_orders'],
  ['{ customers(first: 1) { nodes { lastOrder { id } } } }', 'read_orders'],
  ['{ products(first: 1) { nodes { id } } }', 'read_products'],
  ['{ collections(first: 1) { nodes { id } } }', 'read_products'],
  ['{ orders(first: 1) { nodes { lineItems(first: 1) { nodes { product { id } } } } } }', 'read_products'],
])('%s needs %s', async (query, scope) => {
  await buy(await aBuyer(), { lines: [{ product: 'teapot' }] })
  await allow(ALL.replace(`,${scope}`, ''))
  expect(await ask(query)).toMatchObject({ errors: [{ extensions: { code: 'ACCESS_DENIED' } }] })
  await allow(ALL)
  expect(await ask(query)).not.toHaveProperty('errors')
})

test('the city of an address needs its approval, country and zone do not', async () => {
  const created = await control(simulator, 'POST', 'customers', {
    email: 'place@example.com',
    country: 'FR',
    city: 'Lyon',
    timeZone: 'Europe/Paris',
  })
  const query = (fields: string) =>
    ask(`{ customer(id: "${textOf(created, 'admin_graphql_api_id')}") { defaultAddress { ${fields} } } }`)
  expect(await query('countryCodeV2 timeZone country')).toMatchObject({
    data: { customer: { defaultAddress: { countryCodeV2: 'FR', timeZone: 'Europe/Paris', country: 'France' } } },
  })
  expect(await query('city')).toMatchObject({ errors: [{ extensions: { code: 'ACCESS_DENIED' } }] })
  await control(simulator, 'POST', 'shopify', { protectedFields: ['address'] })
  expect(await query('city')).toMatchObject({ data: { customer: { defaultAddress: { city: 'Lyon' } } } })
})

type Operation = { status: string; errorCode: string | null; url: string | null; rootObjectCount: string }

async function bulk(query: string, grouped: boolean): Promise<{ operation: Operation; lines: Json[] }> {
  const started = await ask(
    'mutation ($q: String!, $g: Boolean!) { bulkOperationRunQuery(query: $q, groupObjects: $g) { bulkOperation { id } userErrors { message } } }',
    { q: query, g: grouped },
  )
  const id = /gid:\/\/shopify\/BulkOperation\/\d+/.exec(JSON.stringify(started))?.[0] ?? ''
  for (;;) {
    const answer = await ask(`{ bulkOperation(id: "${id}") { status errorCode url rootObjectCount } }`)
    const { bulkOperation: operation } = answer['data'] as unknown as { bulkOperation: Operation }
    if (operation.status !== 'CREATED' && operation.status !== 'RUNNING') {
      const text = operation.url ? await fetch(operation.url).then((file) => file.text()) : ''
      return {
        operation,
        lines: text
          .trim()
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Json),
      }
    }
    await sleep(30)
  }
}

const QUERY = '{ orders { edges { node { id refunds { id } lineItems { edges { node { id title } } } } } } }'

describe('a bulk operation of orders', () => {
  test('writes each line of an order as one of its own, behind it only when asked to', async () => {
    const { lines, operation } = await bulk(QUERY, true)
    const owners = lines.map((line) => line['__parentId'] ?? line['id'])
    const others = owners.filter((owner, index) => index > 0 && owner !== owners[index - 1])
    expect(new Set(others).size).toBe(others.length)
    expect(lines.filter((line) => line['__parentId'] === undefined)).toHaveLength(Number(operation.rootObjectCount))
    expect(lines.length).toBeGreaterThan(Number(operation.rootObjectCount) * 1.5)
    const loose = (await bulk(QUERY, false)).lines
    expect(loose).toHaveLength(lines.length)
    expect(loose.at(-1)).toHaveProperty('__parentId')
  })

  test('fails as a whole over what may not be read', async () => {
    await allow(ALL.replace(',read_products', ''))
    const { operation } = await bulk(QUERY.replace('title', 'title product { id }'), true)
    await allow(ALL)
    expect(operation).toMatchObject({ status: 'FAILED', errorCode: 'ACCESS_DENIED', url: null })
  })

  test('of what changed since holds nothing else', async () => {
    const order = textOf(await buy(await aBuyer(), { amount: 5, at: ago(30) }), 'id')
    // Later than all that other tests have made.
    await sleep(5)
    const since = new Date().toISOString()
    await control(simulator, 'POST', `orders/${order}/cancel`)
    const { lines } = await bulk(`{ orders(query: "updated_at:>='${since}'") { edges { node { id } } } }`, false)
    expect(lines).toEqual([{ id: `gid://shopify/Order/${order}` }])
  })
})

describe('the catalogue', () => {
  type Node = { title: string; onlineStoreUrl: string | null; totalInventory: number }
  const nodes = async (query: string) => {
    const answer = await ask(query)
    expect(answer).not.toHaveProperty('errors')
    const [list] = Object.values(answer['data'] as unknown as Record<string, { nodes: Node[] }>)
    return list?.nodes ?? []
  }

  test('is searched, sorted and paged', async () => {
    expect((await nodes('{ products(first: 250) { nodes { title } } }')).length).toBeGreaterThan(20)
    expect(await nodes('{ products(first: 5, query: "mug") { nodes { title } } }')).toEqual([
      { title: 'Stoneware mug' },
    ])
    const newest = await nodes('{ products(first: 2, sortKey: CREATED_AT, reverse: true) { nodes { title } } }')
    expect(newest).toMatchObject([{ title: 'Garden gloves' }, { title: 'Herringbone blanket' }])
    expect(await nodes('{ products(first: 9, query: "status:draft") { nodes { title } } }')).toHaveLength(1)
  })

  test('has what a shop must leave out: sold out, draft, not published', async () => {
    const all = await nodes('{ products(first: 250) { nodes { title onlineStoreUrl totalInventory } } }')
    const by = new Map(all.map((node) => [node.title, node]))
    expect(by.get('Linen shirt')).toMatchObject({ totalInventory: 0 })
    expect(by.get('Garden gloves')).toMatchObject({ onlineStoreUrl: null })
    expect(by.get('Teapot')?.onlineStoreUrl).toMatch(/\/storefront\/products\/teapot$/)
  })

  test('lists a collection, best selling first', async () => {
    const answer = await ask('{ collections(first: 50) { nodes { id handle productsCount { count } } } }')
    const home = JSON.stringify(answer).match(/"id":"([^"]+)","handle":"home"/)?.[1]
    await buy(await aBuyer(), { lines: [{ product: 'reading-lamp', quantity: 5000 }] })
    const best = await ask(
      `{ collection(id: "${home}") { products(first: 1, sortKey: BEST_SELLING) { nodes { title } } } }`,
    )
    expect(best).toMatchObject({ data: { collection: { products: { nodes: [{ title: 'Reading lamp' }] } } } })
  })

  test('shows each product’s picture', async () => {
    const answer = await ask(
      '{ products(first: 50) { nodes { featuredMedia { preview { image { url altText } } } } } }',
    )
    const urls = [...new Set(JSON.stringify(answer).match(/http[^"]+/g))]
    expect(urls.length).toBeGreaterThan(12)
    for (const url of urls) {
      const picture = await fetch(url)
      expect(picture.headers.get('content-type')).toContain('image/svg+xml')
    }
  })

  test('changes as a merchant changes it', async () => {
    await control(simulator, 'PATCH', 'products/salad-bowl', { price: 50, compareAtPrice: 64, published: false })
    const query =
      '{ products(first: 1, query: "salad") { nodes { onlineStoreUrl variants(first: 1) { nodes { price compareAtPrice } } } } }'
    expect(await ask(query)).toMatchObject({
      data: {
        products: {
          nodes: [{ onlineStoreUrl: null, variants: { nodes: [{ price: '50.00', compareAtPrice: '64.00' }] } }],
        },
      },
    })
    await control(simulator, 'DELETE', 'products/salad-bowl')
    expect(await ask(query)).toMatchObject({ data: { products: { nodes: [] } } })
  })
})

test('more than was paid is not given back', async () => {
  const order = textOf(await buy(await aBuyer(), { amount: 10 }), 'id')
  await control(simulator, 'POST', `orders/${order}/refunds`, { amount: 6 })
  expect(JSON.stringify(await control(simulator, 'POST', `orders/${order}/refunds`, { amount: 6 }))).toContain(
    'exceeds',
  )
})
