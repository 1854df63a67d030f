// What no table can store, at every door: NUL, halves of surrogate pairs, numbers beyond their columns, days of no calendar.
// None of it may be answered as if the server had failed.
import { randomUUID } from 'node:crypto'
import { adminForTests, everyRoute } from '#tests/admin.ts'
import { aCampaign, aMember, aSegment, aTenant } from '#tests/factories.ts'
import { aSession, sessionToken } from '#tests/session-token.ts'
import { toFields } from '#app/settings/settings.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import { beforeAll, expect, test } from 'vitest'

const ask = adminForTests(...everyRoute())
const SHOP = 'edges.myshopify.com'
const headers = () => ({ Authorization: `Bearer ${sessionToken(SHOP)}` })

let tenantId: number
let places: { member: bigint; campaign: number; segment: number }

beforeAll(async () => {
  tenantId = await aTenant({ shop: SHOP })
  await aSession(SHOP)
  places = {
    member: await aMember(tenantId),
    campaign: await aCampaign(tenantId),
    segment: await aSegment(tenantId),
  }
})

const NASTY = [
  '%00',
  'a%00b',
  '%ED%A0%80',
  '%C3%28',
  '0',
  '-1',
  '2147483648',
  '9223372036854775808',
  '9999999999999999999',
  '1e400',
  '2026-02-30',
  '2026-02-30T10:00:00Z',
  '0000-01-01',
  '+275760-09-13T00:00:00.000Z',
  'NaN',
  'null',
  '%F0%9F%98%80'.repeat(60),
  '[[[[',
]

const PARAMETERS = [
  'q', 'consent', 'bounce', 'complained', 'points', 'orders', 'spent', 'ordered', 'tier', 'tag', 'sort', 'after', 'before',
  'view', 'history', 'check', 'campaign', 'segment', 'rules', 'whom', 'format', 'as',
] // prettier-ignore

const PAGES = [
  '/app.data',
  '/app/members.data',
  '/app/members/count',
  '/app/members/bulk',
  '/app/members/bulk/progress',
  '/app/import',
  '/app/members/export',
  '/app/members/write-backs.data',
  '/app/members/:member.data',
  '/app/members/:member/ledger',
  '/app/members/:member/explain.data',
  '/app/segments.data',
  '/app/segments/count',
  '/app/segments/:segment.data',
  '/app/campaigns.data',
  '/app/campaigns/new.data',
  '/app/campaigns/audience',
  '/app/campaigns/:campaign/explain.data',
  '/app/settings/messages.data',
  '/app/settings/messages/progress',
  '/app/settings/consent-check.data',
  '/app/settings/consent-check/progress',
  '/app/settings/data-requests.data',
]

const fill = (page: string) => page.replace(/:(\w+)/, (_, name) => String(places[name as keyof typeof places]))

test.each(PAGES)(
  'whatever parameter stands behind %s, the server does not fail',
  async (page) => {
    const failed: string[] = []
    for (const value of NASTY) {
      const all = PARAMETERS.map((name) => `${name}=${value}`).join('&')
      for (const query of [
        all,
        `sort=name%20asc&after=${value}_7`,
        `after=${value}_${value}&points=${value}-${value}`,
      ]) {
        const { status } = await ask(`${fill(page)}?${query}`, { headers: headers() })
        if (status >= 500) failed.push(`${query} ${status}`)
      }
    }
    expect(failed).toEqual([])
  },
  60_000,
)

test.each([
  '/app/members/:x.data',
  '/app/members/:x/ledger',
  '/app/members/:x/explain.data',
  '/app/segments/:x.data',
  '/app/segments/:x/edit.data',
  '/app/campaigns/:x.data',
  '/app/campaigns/:x/explain.data',
  '/app/campaigns/:x/progress',
  '/app/settings/messages/:x',
  '/app/settings/data-requests/:x.data',
  '/app/settings/data-requests/:x/file',
  '/api/ext/customers/:x',
  '/api/v1/campaigns/:x/analytics',
])('whatever stands in the place of the number in %s, the server does not fail', async (page) => {
  const statuses = await Promise.all(
    NASTY.map(async (value) => {
      const { status } = await ask(page.replace(':x', value), { headers: headers() })
      return status >= 500 ? `${value} ${status}` : 'well'
    }),
  )
  expect(statuses).toEqual(NASTY.map(() => 'well'))
})

const post = (page: string, body: string) =>
  ask(fill(page), { method: 'POST', headers: { ...headers(), 'Content-Type': 'application/json' }, body })

const HALF = String.raw`\ud83d`
const NUL = String.raw`\u0000`
/** The text of every string of a form, spoilt in turn. */
function* spoilt(form: unknown): Generator<string> {
  const text = JSON.stringify(form)
  for (const bad of [NUL, `a${NUL}b`, HALF, `x${HALF}${NUL}y`, 'ＡＢ', '2026-02-30T10:00:00Z'])
    for (const { index, 0: found } of text.matchAll(/(?<=[:[,])"(?:[^"\\]|\\.)*"/g))
      yield `${text.slice(0, index)}${found.slice(0, -1)}${bad}"${text.slice(index + found.length)}`
  for (const bad of ['3000000000', '-1', '1e999', '9223372036854775808', 'null', '[]', '{}', '0.5'])
    for (const { index, 0: found } of text.matchAll(/(?<=[:[,])-?\d+(?=[,}\]])/g))
      yield text.slice(0, index) + bad + text.slice(index + found.length)
}

const draft = () => ({
  name: 'Spring',
  subject: 'Hello',
  preheader: 'Hi',
  html: '<p>Hi</p>',
  segmentId: places.segment,
  trackOpens: true,
  trackClicks: true,
  utm: true,
  frequencyExempt: false,
})
const rules = {
  match: 'all',
  rules: [
    { field: 'tag', operator: 'is', value: 'vip' },
    { field: 'points', operator: 'at-least', value: 7 },
    { field: 'created', operator: 'within', value: 30 },
    { field: 'amount-spent', operator: 'equals', value: 5 },
  ],
}

const FORMS: [string, string, () => unknown][] = [
  [
    'the settings',
    '/app/settings.data',
    async () => ({ intent: 'save', fields: toFields(await getSettings(tenantId)) }),
  ],
  ['an API key', '/app/settings.data', () => ({ intent: 'create-key', name: 'Warehouse' })],
  ['the end of a key', '/app/settings.data', () => ({ intent: 'delete-key', keyId: 7 })],
  ['a segment', '/app/segments/new.data', () => ({ name: 'Loyal', rules })],
  ['a change of a segment', '/app/segments/:segment/edit.data', () => ({ name: 'Loyal', rules })],
  ['a campaign', '/app/campaigns/new.data', () => ({ intent: 'save', draft: draft() })],
  ['a change of a campaign', '/app/campaigns/:campaign.data', () => ({ intent: 'save', draft: draft() })],
  [
    'a test',
    '/app/campaigns/:campaign.data',
    () => ({ intent: 'test', draft: draft(), address: 'a@b', memberId: '7' }),
  ],
  ['a preview', '/app/campaigns/preview', () => ({ draft: draft(), memberId: String(places.member) })],
  [
    'a view',
    '/app/members/views',
    () => ({ intent: 'create', name: `V ${randomUUID().slice(0, 8)}`, parameters: 'q=a' }),
  ],
  ['a view renamed', '/app/members/views', () => ({ intent: 'rename', viewId: 7, name: 'Mine' })],
  [
    'a tag for many',
    '/app/members/bulk',
    () => ({ what: { kind: 'add-tag', tag: 'vip' }, whom: { memberIds: ['7'] } }),
  ],
  [
    'a tag for all',
    '/app/members/bulk',
    () => ({ what: { kind: 'add-tag', tag: 'vip' }, whom: { parameters: 'q=a' } }),
  ],
  ['a message again', '/app/settings/messages.data', () => ({ intent: 'replay', webhookId: 'w-1' })],
  ['a message away', '/app/settings/messages.data', () => ({ intent: 'discard', webhookId: 'w-1' })],
]

test.each(FORMS)(
  'whatever stands in the form of %s, the server does not fail',
  async (_what, page, form) => {
    const failed: string[] = []
    let count = 0
    for (const body of spoilt(await form())) {
      count += 1
      const { status } = await post(page, body)
      if (status >= 500) failed.push(`${body} ${status}`)
    }
    expect(count).toBeGreaterThan(0)
    expect(failed).toEqual([])
  },
  60_000,
)

test('what can not be stored is left out of what is', async () => {
  const body = `{"name":"Lo${NUL}yal${HALF}","rules":{"match":"all","rules":[{"field":"tag","operator":"is","value":"v${NUL}ip"}]}}`
  expect((await post('/app/segments/:segment/edit.data', body)).status).toBeLessThan(400)
  const page = await (await ask(fill('/app/segments/:segment/edit.data'), { headers: headers() })).text()
  expect(page).toContain('Loyal\uFFFD')
  expect(page).toContain('"vip"')
})

test.each(['memberId=%00', 'memberId=9999999999999999999', 'memberId=%ED%A0%80', 'memberId=', 'x', ''])(
  'the form %j of write-backs is refused',
  async (body) => {
    const asked = {
      method: 'POST',
      headers: { ...headers(), 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
    }
    expect((await ask('/app/members/write-backs.data', asked)).status).toBe(400)
  },
)
