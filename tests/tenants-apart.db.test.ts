// Every page and every action of the admin, asked by nobody, by a forger and by another shop.
import routes from '#app/routes.ts'
import { db } from '#app/platform/db/db.server.ts'
import type { RouteConfigEntry } from '@remix-run/route-config'
import { beforeAll, describe, expect, test } from 'vitest'
import { adminForTests } from './admin.ts'
import { aCampaign, aMember, aSegment, aTenant } from './factories.ts'
import { aSession, sessionToken } from './session-token.ts'

const MINE = 'mine.myshopify.com'
const THEIRS = 'theirs.myshopify.com'

type Route = { file: string; path: string }

function flatten(entries: RouteConfigEntry[], base = ''): Route[] {
  return entries.flatMap(({ file, path = '', children = [] }) => {
    const own = `${base}/${path}`.replace(/\/+$/, '').replace('//', '/')
    return [{ file, path: own }, ...flatten(children, own)]
  })
}

const guarded = flatten(routes).filter(({ path }) => path === '/app' || /^\/(app|api)\//.test(path))
const ask = adminForTests(...guarded.map(({ file }) => file))

const theirs = { memberId: '', segmentId: '', campaignId: '', customerId: '', requestId: '9999' }

beforeAll(async () => {
  await aTenant({ shop: MINE })
  const tenantId = await aTenant({ shop: THEIRS })
  await aSession(MINE)
  await aSession(THEIRS)
  const segmentId = await aSegment(tenantId, { name: 'Their segment' })
  theirs.memberId = theirs.customerId = String(await aMember(tenantId, { email: 'their-member@example.com' }))
  theirs.segmentId = String(segmentId)
  await db().query(
    `INSERT INTO data_requests (tenant_id, request_id, member_id, requested_at, due_at) VALUES ($1, 9999, $2, now(), now())`,
    [tenantId, theirs.memberId],
  )
  theirs.campaignId = String(await aCampaign(tenantId, { name: 'Their campaign', segment_id: segmentId }))
})

const fillIn = (path: string) => path.replace(/:(\w+)/g, (_, name: keyof typeof theirs) => theirs[name])

/** Pages are asked for their data, as the browser does once a page is shown. */
const address = (path: string) => (path.startsWith('/api/') ? fillIn(path) : `${fillIn(path)}.data`)

/** Every row that any request of these could change. */
async function everything(): Promise<unknown> {
  const found = await db().query(
    `SELECT (SELECT json_agg(t ORDER BY t.tenant_id) FROM tenants t) AS tenants, (SELECT json_agg(s ORDER BY s.id) FROM sessions s) AS sessions,
       (SELECT json_agg(s ORDER BY s.tenant_id) FROM settings s) AS settings, (SELECT json_agg(s) FROM segments s) AS segments,
       (SELECT json_agg(c) FROM campaigns c) AS campaigns, (SELECT json_agg(m) FROM members m) AS members,
       (SELECT json_agg(k) FROM api_keys k) AS keys, (SELECT json_agg(r) FROM data_requests r) AS requests, (SELECT count(*) FROM recipients) AS recipients`,
  )
  return found.rows
}

const DRAFT = {
  name: 'Stolen',
  subject: 'Stolen',
  preheader: '',
  html: '<p>Stolen</p>',
  segmentId: null,
  trackOpens: true,
  trackClicks: true,
  utm: true,
  frequencyExempt: false,
}

describe.each([...new Set(guarded.map(({ path }) => path))])('%s', (path) => {
  test.each([
    ['without a token', () => undefined],
    ['with a forged one', () => sessionToken(THEIRS, { secret: 'guessed' })],
    ['with an expired one', () => sessionToken(THEIRS, { issuedAt: new Date(Date.now() - 120_000) })],
  ])('is shut %s, to read and to write, and nothing is written', async (_, tokenOf) => {
    const before = await everything()
    for (const method of ['GET', 'POST']) {
      const token = tokenOf()
      const headers = { ...(token && { Authorization: `Bearer ${token}` }), 'Content-Type': 'application/json' }
      const body = method === 'POST' ? JSON.stringify({ intent: 'delete' }) : undefined
      const response = await ask(address(path), { method, headers, ...(body && { body }) })
      const text = await response.text()
      // Asked for data, Remix says 202 and writes the redirect into the body.
      const isSentAway =
        response.status === 302 || (response.status === 202 && /"\/auth\/login|"\/auth\/session-token/.test(text))
      expect([method, isSentAway || [401, 405].includes(response.status)]).toEqual([method, true])
      expect(text).not.toMatch(/[Tt]heir[ -](member|segment|campaign)/)
    }
    expect(await everything()).toEqual(before)
  })
})

describe("another shop's", () => {
  const asMe = (path: string, ask_: { method?: string; body?: string } = {}) =>
    ask(path, {
      ...ask_,
      headers: { Authorization: `Bearer ${sessionToken(MINE)}`, 'Content-Type': 'application/json' },
    })
  const named = guarded.filter(({ path }) => path.includes(':'))

  test.each(named.map(({ path }) => path))('%s is not there', async (path) => {
    const response = await asMe(address(path))
    expect(response.status).toBe(404)
    expect(await response.text()).not.toMatch(/[Tt]heir[ -](member|segment|campaign)/)
  })

  test.each([
    ['/app/members/:memberId', {}],
    ['/app/segments/:segmentId', {}],
    ['/app/segments/:segmentId/edit', { name: 'Stolen', rules: { match: 'all', rules: [] } }],
    ['/app/campaigns/:campaignId', { intent: 'save', draft: DRAFT }],
    ['/app/campaigns/:campaignId', { intent: 'send', draft: DRAFT }],
    ['/app/campaigns/:campaignId', { intent: 'pause' }],
    ['/app/campaigns/:campaignId', { intent: 'resume' }],
    ['/app/campaigns/:campaignId', { intent: 'delete' }],
    ['/app/settings/data-requests/:requestId', {}],
  ])('%s stays as it is when asked for %j', async (path, body) => {
    const before = await everything()
    const response = await asMe(address(path), { method: 'POST', body: JSON.stringify(body) })
    expect(response.status).toBe(404)
    expect(await everything()).toEqual(before)
  })

  test('segment is neither counted, shown nor offered to a new campaign', async () => {
    const audience = await asMe(`/app/campaigns/audience.data?segment=${theirs.segmentId}`)
    expect(audience.status).toBe(404)
    const editor = await asMe(`/app/campaigns/new.data?template=html&segment=${theirs.segmentId}`)
    expect(await editor.text()).not.toContain('Their segment')
  })

  test('segment can not be given to a campaign of mine', async () => {
    const draft = { ...DRAFT, name: 'Mine', segmentId: Number(theirs.segmentId) }
    await asMe('/app/campaigns/new.data', { method: 'POST', body: JSON.stringify({ intent: 'save', draft }) })
    const saved = () => db().query("SELECT campaign_id AS id, segment_id AS segment FROM campaigns WHERE name = 'Mine'")
    const [campaign] = (await saved()).rows
    expect(campaign.segment).toBeNull()
    const body = JSON.stringify({ intent: 'save', draft })
    expect((await asMe(`/app/campaigns/${campaign.id}.data`, { method: 'POST', body })).status).toBe(200)
    expect((await saved()).rows).toEqual([campaign])
  })

  test('member is not shown in a preview of mine', async () => {
    const response = await asMe('/app/campaigns/preview.data', {
      method: 'POST',
      body: JSON.stringify({ draft: { ...DRAFT, html: '<p>{{first_name | nobody}}</p>' }, memberId: theirs.memberId }),
    })
    expect(await response.text()).not.toContain('their-member')
  })
})
