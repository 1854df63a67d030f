import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Simulator } from '../simulator.ts'
import { adminApi, control, receivingApp, simulate, textOf, type ReceivingApp } from './test-support.ts'

let simulator: Simulator
let app: ReceivingApp
let ask: Awaited<ReturnType<typeof adminApi>>

beforeAll(async () => {
  app = await receivingApp()
  simulator = await simulate({ customers: 1200, appUrl: app.url })
  ask = await adminApi(simulator)
})

afterAll(async () => {
  await simulator.close()
  await app.close()
})

const EMAIL = `mutation ($input: CustomerEmailMarketingConsentUpdateInput!) { customerEmailMarketingConsentUpdate(input: $input) {
  customer { defaultEmailAddress { marketingState marketingUpdatedAt } } userErrors { code field message } } }`
const SMS = `mutation ($input: CustomerSmsMarketingConsentUpdateInput!) { customerSmsMarketingConsentUpdate(input: $input) {
  customer { defaultPhoneNumber { smsMarketingConsent { state } } } userErrors { code field } } }`

async function create(input: object): Promise<string> {
  const created = await control(simulator, 'POST', 'customers', input)
  return textOf(created, 'admin_graphql_api_id')
}

test('a field that Shopify does not have is refused as Shopify refuses it', async () => {
  const answer = await ask('{ customers(first: 1) { nodes { points } } }')
  expect(answer).toMatchObject({
    errors: [{ message: "Field 'points' doesn't exist on type 'Customer'", extensions: { code: 'undefinedField' } }],
  })
})

test('a field that the simulator does not have is an error, never a silent null', async () => {
  const answer = await ask('{ shop { richTextEditorUrl } }')
  expect(answer).toMatchObject({ errors: [{ message: 'The simulator does not implement Shop.richTextEditorUrl' }] })
})

test('pages of customers follow each other without gap or repetition', async () => {
  const query =
    'query ($after: String) { customers(first: 250, after: $after, sortKey: UPDATED_AT) { nodes { id } pageInfo { hasNextPage endCursor } } }'
  const seen = new Set<string>()
  let after: unknown = null
  for (let page = 0; page < 5; page += 1) {
    const answer = (await ask(query, { after })) as {
      data: { customers: { nodes: { id: string }[]; pageInfo: { endCursor: string } } }
    }
    for (const { id } of answer.data.customers.nodes) seen.add(id)
    after = answer.data.customers.pageInfo.endCursor
  }
  expect(seen.size).toBe(1200)
})

test('the app writes consent; the state and its time are Shopify’s', async () => {
  const customerId = await create({ email: 'consent@example.com', emailState: 'SUBSCRIBED' })
  const at = '2026-01-02T03:04:05Z'
  const input = { customerId, emailMarketingConsent: { marketingState: 'UNSUBSCRIBED', consentUpdatedAt: at } }
  const answer = await ask(EMAIL, { input })
  expect(answer['data']).toEqual({
    customerEmailMarketingConsentUpdate: {
      customer: { defaultEmailAddress: { marketingState: 'UNSUBSCRIBED', marketingUpdatedAt: at } },
      userErrors: [],
    },
  })
})

test('consent without an address, or of a state nobody may set, comes back as userErrors', async () => {
  const noEmail = await create({ firstName: 'No', phone: '+34600000009' })
  const withEmail = await create({ email: 'states@example.com' })
  const change = (customerId: string, marketingState: string) =>
    ask(EMAIL, { input: { customerId, emailMarketingConsent: { marketingState } } })
  expect(await change(noEmail, 'UNSUBSCRIBED')).toMatchObject({
    data: { customerEmailMarketingConsentUpdate: { userErrors: [{ code: 'INVALID' }] } },
  })
  expect(await change(withEmail, 'NOT_SUBSCRIBED')).toMatchObject({
    data: { customerEmailMarketingConsentUpdate: { userErrors: [{ code: 'INCLUSION' }] } },
  })
  const noPhone = await ask(SMS, {
    input: { customerId: withEmail, smsMarketingConsent: { marketingState: 'UNSUBSCRIBED' } },
  })
  expect(noPhone).toMatchObject({ data: { customerSmsMarketingConsentUpdate: { userErrors: [{ code: 'INVALID' }] } } })
})

test('a phone that was never asked reads NEVER_SUBSCRIBED', async () => {
  const id = await create({ firstName: 'Never', phone: '+34600000010' })
  const answer = await ask(`{ customer(id: "${id}") { defaultPhoneNumber { smsMarketingConsent { state } } } }`)
  expect(answer['data']).toEqual({
    customer: { defaultPhoneNumber: { smsMarketingConsent: { state: 'NEVER_SUBSCRIBED' } } },
  })
})

test('a query above a thousand points is refused, one above the bucket is throttled', async () => {
  const dear = await ask(
    '{ customers(first: 250) { nodes { lastOrder { id } amountSpent { amount } defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } metafield(key: "x") { id } } } }',
  )
  expect(dear).toMatchObject({ errors: [{ extensions: { code: 'MAX_COST_EXCEEDED' } }] })
  await control(simulator, 'POST', 'shopify', { throttle: 1 })
  const throttled = await ask('{ shop { name } }')
  expect(throttled).toMatchObject({
    errors: [{ extensions: { code: 'THROTTLED' } }],
    extensions: { cost: { requestedQueryCost: 1 } },
  })
  expect(await ask('{ shop { name } }')).toMatchObject({ data: { shop: { name: 'Glancito Demo' } } })
})

test('Shopify that is down answers 503', async () => {
  await control(simulator, 'POST', 'shopify', { down: true })
  const response = await fetch(`${simulator.url}/admin/api/2026-10/graphql.json`, { method: 'POST', body: '{}' })
  await control(simulator, 'POST', 'shopify', { down: false })
  expect(response.status).toBe(503)
})

test('a segment of Shopify counts and lists its members', async () => {
  const answer = await ask(`{ customerSegmentMembers(first: 3, query: "email_subscription_status = 'SUBSCRIBED'") {
    totalCount edges { node { id defaultEmailAddress { marketingState } } } } }`)
  expect(answer).toMatchObject({
    data: {
      customerSegmentMembers: { edges: [{ node: { defaultEmailAddress: { marketingState: 'SUBSCRIBED' } } }, {}, {}] },
    },
  })
})

test('a bulk operation writes a line per customer, their orders below them, and says when it is done', async () => {
  const inner = '{ customers { edges { node { id displayName orders { edges { node { id name } } } } } } }'
  const started = (await ask(
    `mutation ($q: String!) { bulkOperationRunQuery(query: $q, groupObjects: false) { bulkOperation { id status } userErrors { message } } }`,
    { q: inner },
  )) as {
    data: { bulkOperationRunQuery: { bulkOperation: { id: string; status: string } } }
  }
  const { id, status } = started.data.bulkOperationRunQuery.bulkOperation
  while (!app.received.some(({ topic, body }) => topic === 'bulk_operations/finish' && body.includes(id))) {
    await app.got(app.received.length + 1)
  }
  const done = (await ask(`{ bulkOperation(id: "${id}") { status objectCount rootObjectCount url } }`)) as {
    data: { bulkOperation: { status: string; objectCount: string; rootObjectCount: string; url: string } }
  }
  const { bulkOperation } = done.data
  const lines = (await (await fetch(bulkOperation.url)).text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>)
  const customers = lines.filter((line) => !('__parentId' in line))
  const ids = new Set(customers.map((line) => line['id']))
  expect([status, bulkOperation.status]).toEqual(['CREATED', 'COMPLETED'])
  expect(lines).toHaveLength(Number(bulkOperation.objectCount))
  expect(customers).toHaveLength(Number(bulkOperation.rootObjectCount))
  expect(lines.filter((line) => '__parentId' in line).every((line) => ids.has(line['__parentId']))).toBe(true)
  expect(customers.length).toBeGreaterThanOrEqual(1200)
})

test('a bulk query that Shopify would not run is refused in userErrors', async () => {
  const answer = await ask(
    'mutation { bulkOperationRunQuery(query: "{ shop { name } }", groupObjects: false) { bulkOperation { id } userErrors { code } } }',
  )
  expect(answer).toMatchObject({
    data: { bulkOperationRunQuery: { bulkOperation: null, userErrors: [{ code: 'INVALID' }] } },
  })
})
