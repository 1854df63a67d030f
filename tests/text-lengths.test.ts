import { previewQuestion, readAction } from '#app/campaigns/actions.ts'
import { parseCustomer } from '#app/members/core/customer.ts'
import { bulkRequest, bulkWhom } from '#app/members/list/bulk/bulk.ts'
import { viewChange } from '#app/members/list/views/views.ts'
import { parseMemberQuery } from '#app/members/list/query/list.ts'
import { segmentForm } from '#app/segments/rules.ts'
import { checkSettings } from '#app/settings/settings.ts'
import { readDocument } from '#app/designer/document.ts'
import { expect, test } from 'vitest'
import { STARTING } from './mails/documents.ts'

const LONG = 2_000_000
const draft = {
  name: 'Spring',
  subject: 'Hi',
  preheader: 'x',
  html: '<p>',
  segmentId: 1,
  trackOpens: true,
  trackClicks: true,
  utm: true,
  frequencyExempt: false,
}
const settings = {
  senderName: 'Anna',
  senderEmail: 'a@mail.example',
  replyTo: 'b@mail.example',
  utmMedium: 'email',
  postalAddress: '1 High Street, Springfield',
  pointsPerUnit: '1',
  pointsMetafield: 'a.b',
  tiers: 'Gold 1',
  trackOpens: true,
  trackClicks: true,
  utm: true,
  pointsSource: 'orders',
  smsFollowsEmail: true,
  ratesOver: 'sent',
  logoUrl: 'https://cdn.shop.example/logo.png',
  brandColor: '#1a4d3e',
  logoDarkUrl: 'https://cdn.shop.example/logo-dark.png',
  textColor: '',
  backgroundColor: '',
  cardColor: '',
  headingFont: 'georgia',
  bodyFont: 'arial',
  corners: 'soft',
  socialLinks: 'https://instagram.com/shop',
  startWindowMinutes: '60',
  frequencyOn: false,
  frequencyMost: '2',
  frequencyDays: '30',
  trackMarketing: true,
  trackTransactional: true,
  honeypot: true,
  eventsKeptDays: '90',
  addressesKeptDays: '30',
}
const DESIGN = STARTING.find(([name]) => name === 'story')?.[1]
const rules = { match: 'all', rules: [{ field: 'tag', operator: 'is', value: 'vip' }] }
const read = (text: string) =>
  parseMemberQuery(new URLSearchParams({ search: text, tier: text, tag: text, after: text }))
const time = '2026-01-01T00:00:00Z'
const email = {
  emailAddress: 'a@mail.example',
  marketingState: 'SUBSCRIBED',
  marketingOptInLevel: null,
  marketingUpdatedAt: time,
  openTrackingLevel: 'OPTED_IN',
}
const customer = {
  id: 'gid://shopify/Customer/1',
  firstName: 'A',
  lastName: 'B',
  locale: 'en',
  createdAt: time,
  updatedAt: time,
  numberOfOrders: 1,
  amountSpent: { amount: '1.00' },
  tags: ['vip'],
  defaultEmailAddress: email,
  defaultPhoneNumber: { phoneNumber: '+15550100', smsMarketingConsent: null },
  lastOrder: null,
}
const caught = (act: () => unknown) => {
  try {
    return act()
  } catch {
    return 'refused'
  }
}

const EDGES: [string, unknown, (body: unknown) => unknown][] = [
  ['the draft that is saved', { intent: 'save', draft }, readAction],
  ['the draft that is tested', { intent: 'test', draft, address: 'a@mail.example' }, readAction],
  ['the draft that is shown', { draft }, (body) => previewQuestion.safeParse(body).data],
  ['the settings', settings, checkSettings],
  ['a designed mail', DESIGN, readDocument],
  ['a segment', { name: 'VIP', rules }, (body) => segmentForm.safeParse(body).data],
  ['a view', { intent: 'create', name: 'Mine', parameters: 'tag=x' }, (body) => viewChange.safeParse(body).data],
  [
    'an action on many members',
    { what: { kind: 'add-tag', tag: 'x' }, whom: { parameters: 'tag=x' } },
    (body) => bulkRequest.safeParse(body).data,
  ],
  ['whom an action is for', { text: '{"memberIds":["1"]}' }, (body) => bulkWhom.safeParse(Object(body).text).data],
  ['a list of members', { text: 'x' }, (body) => read(Object(body).text)],
  ['a customer of Shopify’s', customer, (body) => caught(() => parseCustomer(body, null))],
]

/** Each body that has one of its texts too long. */
function* stretched(value: unknown): Generator {
  if (typeof value === 'string') yield value + 'x'.repeat(LONG)
  else if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) for (const long of stretched(each)) yield value.with(index, long)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) for (const long of stretched(each)) yield { ...value, [key]: long }
  }
}

test.each(EDGES)('no text of %s can be longer than its field', (_, body, parse) => {
  const bodies = [...stretched(body)]
  expect(bodies.length).toBeGreaterThan(0)
  for (const long of bodies) expect((JSON.stringify(parse(long)) ?? '').length).toBeLessThan(20_000)
})

test.each(EDGES)('%s is taken as it is when its texts are short', (_, body, parse) => {
  expect(JSON.stringify(parse(body))).not.toMatch(/"ok":false|refused/)
})

test('a name or tag that is too long is cut, an address that can be none is left out', () => {
  const long = 'x'.repeat(400)
  const { profile } = parseCustomer(
    {
      ...customer,
      firstName: long,
      tags: [long, ...Array.from({ length: 300 }, (_, index) => `t${index}`)],
      defaultEmailAddress: { ...email, emailAddress: `${long}@mail.example` },
    },
    null,
  )
  expect([profile?.firstName?.length, profile?.tags[0]?.length, profile?.tags.length]).toEqual([255, 255, 250])
  expect(profile?.email).toBeNull()
})
