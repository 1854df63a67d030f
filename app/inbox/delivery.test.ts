import { expect, test } from 'vitest'
import { parseLossless, readDelivery } from './delivery.ts'
import { bareHint, concernedBy, READ_TOPICS } from './delivery-order.ts'

const triggeredAt = new Date('2026-05-04T10:00:00Z')
const read = (topic: string, body: string) =>
  readDelivery({ shop: 'a.myshopify.com', topic, webhookId: 'w1', triggeredAt, body: new TextEncoder().encode(body) })

test('ids beyond 2^53 keep every digit, small numbers stay numbers', () => {
  const json = '{"id":706405506930370084,"small":7,"money":1.5,"text":"706405506930370084","list":[9007199254740993]}'
  expect(parseLossless(json)).toEqual({
    id: '706405506930370084',
    small: 7,
    money: 1.5,
    text: '706405506930370084',
    list: ['9007199254740993'],
  })
})

test('e-mail consent names its customer as customer_id and its states in lower case', () => {
  const body = `{"customer_id":706405506930370084,"email_address":"a@b.example","email_marketing_consent":
    {"state":"subscribed","opt_in_level":"single_opt_in","consent_updated_at":"2026-05-01T08:00:00-04:00"}}`
  expect(read('customers_email_marketing_consent/update', body)).toEqual({
    do: 'apply-consent',
    change: {
      memberId: '706405506930370084',
      profile: null,
      email: { state: 'SUBSCRIBED', optInLevel: 'SINGLE_OPT_IN', at: new Date('2026-05-01T12:00:00Z'), exact: true },
      sms: null,
      reference: 'w1',
    },
  })
})

test('SMS consent names its customer as id; without its own time the delivery was true when triggered', () => {
  const body = `{"id":706405506930370084,"phone":null,"sms_marketing_consent":
    {"state":"unsubscribed","opt_in_level":"unknown","consent_updated_at":null,"consent_collected_from":"other"}}`
  expect(read('customers_marketing_consent/update', body)).toMatchObject({
    change: { email: null, sms: { state: 'UNSUBSCRIBED', optInLevel: 'UNKNOWN', at: triggeredAt, exact: false } },
  })
})

test.each([null, '"a_state_of_tomorrow"'])('a consent state of %s is no consent', (state) => {
  const body = `{"id":5,"sms_marketing_consent":{"state":${state},"opt_in_level":null,"consent_updated_at":null}}`
  expect(read('customers_marketing_consent/update', body)).toMatchObject({
    change: { sms: { state: 'NOT_SUBSCRIBED' } },
  })
})

const GID = 'gid://shopify/Customer/706405506930370084'
const memberId = '706405506930370084'
test.each(READ_TOPICS)('%s with nothing but the number has the customer read all the same', (topic) => {
  const bare = bareHint(topic, memberId)
  expect(read(topic, bare)).toEqual({ do: 'read-customer', memberId })
  expect(concernedBy(topic, Buffer.from(bare))).toEqual({ memberId, mergedId: null })
})

test.each([
  ['customers/update', `{"id":706405506930370084}`, { do: 'read-customer', memberId }],
  ['customer.tags_added', `{"customerId":"${GID}","tags":["vip"]}`, { do: 'read-customer', memberId }],
  ['orders/paid', `{"id":1,"customer":{"id":706405506930370084}}`, { do: 'read-customer', memberId }],
  ['orders/paid', `{"id":1,"customer":null}`, { do: 'note' }],
  ['customers/delete', `{"id":706405506930370084}`, { do: 'check-deleted', memberId }],
  [
    'customers/redact',
    `{"shop_domain":"a.myshopify.com","customer":{"id":706405506930370084}}`,
    { do: 'erase-member', memberId },
  ],
  [
    'customers/data_request',
    `{"shop_domain":"a.myshopify.com","orders_requested":[299938,706405506930370085],"customer":{"id":${memberId}},"data_request":{"id":9999}}`,
    { do: 'note-data-request', requestId: '9999', memberId, orders: ['299938', '706405506930370085'] },
  ],
  ['shop/redact', `{"shop_domain":"a.myshopify.com"}`, { do: 'redact-shop' }],
  ['app/uninstalled', `{"id":7,"myshopify_domain":"a.myshopify.com"}`, { do: 'note-uninstall' }],
  [
    'app/uninstalled',
    `{"id":706405506930370084,"domain":"shop.example","myshopify_domain":"A.MyShopify.com"}`,
    { do: 'note-uninstall' },
  ],
  ['bulk_operations/finish', `{"admin_graphql_api_id":"gid://shopify/BulkOperation/9"}`, { do: 'load-import' }],
  ['themes/publish', 'not even JSON', { do: 'note' }],
])('%s is understood', (topic, body, action) => {
  expect(read(topic, body)).toMatchObject(action)
})

const merge = (status: string) =>
  `{"admin_graphql_api_customer_kept_id":"${GID}","admin_graphql_api_customer_deleted_id":"gid://shopify/Customer/7","status":"${status}"}`
test('a merge counts once it is completed', () => {
  expect(read('customers/merge', merge('completed'))).toEqual({
    do: 'merge-members',
    kept: '706405506930370084',
    gone: '7',
  })
  expect(read('customers/merge', merge('failed')).do).toBe('note')
})

test.each([
  ['customers/update', '{}', /"id"/],
  ['customers/update', '{"id":-5}', /"id"/],
  ['customers/update', '{"id":"1; DROP TABLE members"}', /"id"/],
  ['customers/update', '{', /JSON/],
  ['app/uninstalled', '{}', /myshopify_domain/],
  ['app/uninstalled', '{"id":1}', /myshopify_domain/],
  ['app/uninstalled', '{"myshopify_domain":null}', /myshopify_domain/],
  ['app/uninstalled', '{"myshopify_domain":["a.myshopify.com"]}', /myshopify_domain/],
  ['app/uninstalled', '{"myshopify_domain":"b.myshopify.com"}', /another shop/],
  ['app/uninstalled', '{"myshopify_domain":"a.myshopify.com.evil.example"}', /another shop/],
  ['app/uninstalled', '{"myshopify_domain":"a.myshopify.com "}', /another shop/],
  ['app/uninstalled', '{"domain":"a.myshopify.com","myshopify_domain":"b.myshopify.com"}', /another shop/],
  ['shop/redact', '{"id":706405506930370084}', /shop_domain/],
  ['shop/redact', '{"shop_domain":"b.myshopify.com"}', /another shop/],
  ['customers/redact', '{"shop_domain":"b.myshopify.com","customer":{"id":7}}', /another shop/],
  ['customers/merge', merge('completed').replaceAll('Customer', 'Order'), /not a customer/],
])('%s with the body %s is refused', (topic, body, reason) => {
  expect(() => read(topic, body)).toThrow(reason)
})

const EMAIL = 'customers_email_marketing_consent/update'
const SMS = 'customers_marketing_consent/update'
const state = (rest: string) => `{"state":"subscribed","opt_in_level":"single_opt_in","consent_updated_at":${rest}}`

test.each([
  ['null', 'null'],
  ['of a day that no calendar has', state('"2026-02-30T10:00:00Z"')],
  ['of the year 0', state('"0000-01-01T00:00:00Z"')],
  ['of before Christ', state('"-000044-03-15T00:00:00Z"')],
  ['of a year that PostgreSQL refuses', state('"+275760-09-13T00:00:00.000Z"')],
  ['of no time', state('"yesterday"')],
  ['of an hour that no day has', state('"2026-02-03T25:00:00Z"')],
  ['of an empty time', state('""')],
])('a consent that is %s has the customer read', (_what, told) => {
  const action = { do: 'read-customer', memberId: '5' }
  expect(read(EMAIL, `{"customer_id":5,"email_marketing_consent":${told}}`)).toEqual(action)
  expect(read(SMS, `{"id":5,"sms_marketing_consent":${told}}`)).toEqual(action)
})

test('a consent that is not there has the customer read', () => {
  expect(read(EMAIL, '{"customer_id":5}')).toEqual({ do: 'read-customer', memberId: '5' })
  expect(read(SMS, '{"id":5,"phone":"+1"}')).toEqual({ do: 'read-customer', memberId: '5' })
})

test.each([
  [EMAIL, '{"customer_id":9223372036854775808,"email_marketing_consent":null}'],
  [EMAIL, '{"customer_id":5,"email_marketing_consent":"subscribed"}'],
  [SMS, '{"id":5,"sms_marketing_consent":[{"state":"subscribed"}]}'],
  ['customers/update', '{"id":"9999999999999999999"}'],
  ['customers/delete', '{"id":-5}'],
  ['orders/create', '{"customer":{"id":"12a"}}'],
  ['customer.tags_added', '{"customerId":"gid://shopify/Customer/9999999999999999999"}'],
  ['customers/merge', '{"admin_graphql_api_customer_kept_id":"\\u0000","status":"completed"}'],
  ['bulk_operations/finish', '{"admin_graphql_api_id":"gid://shopify/BulkOperation/\\u00001"}'],
  ['customers/update', '{"id":"\\ud800"}'],
])('%s with %s makes no sense, and is refused before it reaches the database', (topic, body) => {
  expect(() => read(topic, body)).toThrow(/"path"/)
})
