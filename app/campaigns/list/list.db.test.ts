import { db } from '#app/platform/db/db.server.ts'
import { readPage } from '#app/ui/tables/keyset-page.ts'
import { aCampaign, aMailing, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { getCampaign } from '../campaigns.server.ts'
import { archiveCampaign, unarchiveCampaign } from './archive.server.ts'
import { type ListQuery, readListQuery } from './list-query.ts'
import { listPage } from './list.server.ts'

const day = (number: number) => new Date(Date.UTC(2026, 0, number))
const query = (change: Partial<ListQuery> = {}): ListQuery => ({
  tab: 'all',
  search: '',
  order: 'date desc',
  ...change,
})

async function names(tenantId: number, change: Partial<ListQuery> = {}): Promise<string[]> {
  const found = await listPage(tenantId, query(change), { after: null, before: null }, 100)
  return found.map(({ name }) => name)
}

async function aShop(): Promise<number> {
  const tenantId = await aTenant()
  const made = { created_at: day(1), updated_at: day(1) }
  await aCampaign(tenantId, { ...made, name: 'draft' })
  await aCampaign(tenantId, { ...made, name: 'scheduled', scheduled_for: day(20) })
  await aCampaign(tenantId, { ...made, name: 'missed', scheduled_for: day(2), held_at: day(3) })
  await aCampaign(tenantId, {
    ...made,
    name: 'stopped',
    scheduled_for: day(4),
    held_at: day(4),
    held_problems: '["x"]',
  })
  for (const [number, status] of ['preparing', 'sending', 'paused', 'sent', 'cancelled'].entries())
    await aMailing(tenantId, { status }, { ...made, name: status, started_at: day(5 + number) })
  await aCampaign(tenantId, { ...made, name: 'old', archived_at: day(10) })
  return tenantId
}

test.each([
  ['all', ['scheduled', 'cancelled', 'sent', 'paused', 'sending', 'preparing', 'stopped', 'missed', 'draft']],
  ['draft', ['draft']],
  ['scheduled', ['scheduled']],
  ['held', ['stopped', 'missed']],
  ['underway', ['paused', 'sending', 'preparing']],
  ['sent', ['sent']],
  ['cancelled', ['cancelled']],
  ['archived', ['old']],
] as const)('the tab %s has %j', async (tab, expected) => {
  expect(await names(await aShop(), { tab })).toEqual(expected)
})

test('a campaign with a mailing that ended and one under way is under way', async () => {
  const tenantId = await aTenant()
  const { campaignId } = await aMailing(tenantId, { status: 'sent' }, { name: 'twice' })
  await aMailing(tenantId, { source_id: campaignId, status: 'sending', variant: 1 })
  expect([await names(tenantId, { tab: 'sent' }), await names(tenantId, { tab: 'underway' })]).toEqual([[], ['twice']])
  expect(await archiveCampaign(tenantId, campaignId)).toBe(false)
})

test.each([
  ['spring', ['Spring', 'spring is here']],
  ['SPRING', ['Spring', 'spring is here']],
  ['100%', ['100% wool']],
  ['_', ['a_b']],
  ['\\', ['back\\slash']],
  ['ÜBER', ['Alles über Tee']],
  ["o'", ["O'Neill"]],
  ['wool hat', []],
  ['in the subject', ['Plain']],
])('a search for %j finds %j', async (search, expected) => {
  const tenantId = await aTenant()
  for (const name of [
    'Spring',
    'spring is here',
    '100% wool',
    'a_b',
    'axb',
    'back\\slash',
    'Alles über Tee',
    "O'Neill",
  ])
    await aCampaign(tenantId, { name, subject: 'x' })
  await aCampaign(tenantId, { name: 'Plain', subject: 'Words in the Subject' })
  expect((await names(tenantId, { search, order: 'name asc' })).toSorted()).toEqual(expected.toSorted())
})

test.each(['date desc', 'date asc', 'name asc', 'name desc'] as const)(
  'by %s every campaign stands on one page, in either direction, also those of the same date and name',
  async (order) => {
    const tenantId = await aTenant()
    const made: number[] = []
    for (let number = 0; number < 23; number += 1)
      made.push(await aCampaign(tenantId, { name: `Name ${number % 4}`, updated_at: day(1 + (number % 3)) }))
    const list = {
      size: 5,
      keyOf: ({ campaignId }: { campaignId: number }) => campaignId,
      read: (place: { after: number | null; before: number | null }, limit: number) =>
        listPage(tenantId, query({ order }), place, limit),
    }
    const seen: number[][] = []
    let page = await readPage({ after: null, before: null }, list)
    for (;;) {
      seen.push(page.rows.map(({ campaignId }) => campaignId))
      if (page.next === null) break
      page = await readPage({ after: Number(page.next), before: null }, list)
    }
    expect(seen.flat().toSorted((a, b) => a - b)).toEqual(made)
    for (let back = seen.length - 2; back >= 0; back -= 1) {
      page = await readPage({ after: null, before: Number(page.previous) }, list)
      expect(page.rows.map(({ campaignId }) => campaignId)).toEqual(seen[back])
    }
    expect(page.previous).toBeNull()
  },
)

test('a page behind a campaign that was deleted is the first one', async () => {
  const tenantId = await aTenant()
  const campaignId = await aCampaign(tenantId)
  const page = await readPage(
    { after: campaignId + 1_000_000, before: null },
    {
      size: 5,
      keyOf: (row: { campaignId: number }) => row.campaignId,
      read: (place, limit) => listPage(tenantId, query(), place, limit),
    },
  )
  expect(page.rows).toHaveLength(1)
})

test('what ended or never began can be archived and put back; what waits for somebody can not', async () => {
  const tenantId = await aShop()
  const found = await listPage(tenantId, query(), { after: null, before: null }, 100)
  const archived: string[] = []
  for (const { campaignId, name } of found) if (await archiveCampaign(tenantId, campaignId)) archived.push(name)
  expect(archived.toSorted()).toEqual(['cancelled', 'draft', 'sent'])
  expect(await names(tenantId, { tab: 'archived' })).toHaveLength(4)
  const sent = found.find(({ name }) => name === 'sent')?.campaignId ?? 0
  expect((await getCampaign(tenantId, sent)).status).toBe('sent')
  expect(await unarchiveCampaign(await aTenant(), sent)).toBe(false)
  expect(await unarchiveCampaign(tenantId, sent)).toBe(true)
  expect(await names(tenantId, { tab: 'sent' })).toEqual(['sent'])
})

test('ten thousand campaigns are read from an index, a page of them', async () => {
  const tenantId = await aTenant()
  await db().query(
    `INSERT INTO campaigns (tenant_id, name, subject, html, created_at, updated_at)
     SELECT $1, 'Campaign ' || n, 'Hello', repeat('x', 500), $2::timestamptz, $2::timestamptz + n * interval '1 minute' FROM generate_series(1, 10000) AS n`,
    [tenantId, day(1)],
  )
  await db().query('ANALYZE campaigns')
  const explained = async (order: string) => {
    const found = await db().query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT campaign_id FROM campaigns c WHERE c.tenant_id = $1 AND c.archived_at IS NULL ORDER BY ${order} LIMIT 51`,
      [tenantId],
    )
    return found.rows.map((row) => row['QUERY PLAN']).join('\n')
  }
  expect(await explained('coalesce(c.started_at, c.scheduled_for, c.updated_at) DESC, c.campaign_id DESC')).toContain(
    'campaigns_by_date',
  )
  expect(await explained('lower(c.name) ASC, c.campaign_id ASC')).toContain('campaigns_by_name')
  const page = await listPage(tenantId, query({ search: 'campaign 77' }), { after: null, before: null }, 51)
  expect(page).toHaveLength(51)
})

test.each([
  ['', { tab: 'all', search: '', order: 'date desc' }],
  ['tab=drafts&sort=date', { tab: 'all', search: '', order: 'date desc' }],
  ['tab=held&q=%20sale%20&sort=name+asc', { tab: 'held', search: 'sale', order: 'name asc' }],
  [`q=${'x'.repeat(5000)}`, { tab: 'all', search: 'x'.repeat(100), order: 'date desc' }],
  ['tab=__proto__&sort=constructor', { tab: 'all', search: '', order: 'date desc' }],
  ['q=%00sa%00le', { tab: 'all', search: 'sale', order: 'date desc' }],
  ['tab=sent&tab=draft', { tab: 'sent', search: '', order: 'date desc' }],
])('the URL %s asks for %j', (search, expected) => {
  expect(readListQuery(new URLSearchParams(search))).toEqual(expected)
})
