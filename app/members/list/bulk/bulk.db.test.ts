import { aCustomer, control, customerAtShopify, openedShop } from '#tests/simulated-shopify.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  continueBulk,
  countReach,
  dismissBulks,
  findBulk,
  giveUpBulks,
  listLiveBulks,
  requestBulk,
  stopBulk,
} from './bulk.server.ts'
import { bulkRequest, bulkWhom } from './bulk.ts'

let tenantId: number

beforeEach(async () => {
  tenantId = (await openedShop()).tenantId
})

const ask = (request: unknown) => requestBulk(tenantId, bulkRequest.parse(request), 'Ann')

async function customers(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let number = 0; number < count; number += 1) {
    const { id } = await aCustomer({ email: `c${number}@example.com`, phone: `+1555010${number + 10}` })
    ids.push(String(id))
    await aMember(tenantId, { member_id: id, email: `c${number}@example.com`, points: number })
  }
  return ids
}

const tagsOf = async (id: string) => ((await customerAtShopify(id)) as unknown as { tags: string[] | string }).tags

describe('tags', () => {
  test('are added at Shopify for those ticked, and for nobody else', async () => {
    const [first = '', second = '', third = ''] = await customers(3)
    expect(await ask({ what: { kind: 'add-tag', tag: 'vip' }, whom: { memberIds: [first, third] } })).toBe(true)
    expect(await continueBulk(tenantId)).toBe(false)
    expect(await tagsOf(first)).toContain('vip')
    expect(await tagsOf(second)).not.toContain('vip')
    expect(await findBulk(tenantId)).toMatchObject({ total: 2, done: 2, failed: 0, finished: true, error: null })
    await ask({ what: { kind: 'remove-tag', tag: 'vip' }, whom: { memberIds: [third] } })
    await continueBulk(tenantId)
    expect(await tagsOf(third)).not.toContain('vip')
  })

  test('go to all whom the list holds, in more than one step', async () => {
    const ids = await customers(13)
    await ask({ what: { kind: 'add-tag', tag: 'many' }, whom: { parameters: 'points=1..' } })
    await continueBulk(tenantId)
    const tagged = await Promise.all(ids.map(tagsOf))
    expect(tagged.map((tags) => tags.includes('many'))).toEqual(ids.map((_, number) => number >= 1))
    expect(await findBulk(tenantId)).toMatchObject({ total: 12, done: 12, finished: true })
  })

  test('go to nobody where a search has symbols alone', async () => {
    const [id = ''] = await customers(1)
    await ask({ what: { kind: 'add-tag', tag: 'many' }, whom: { parameters: 'q=%25' } })
    await continueBulk(tenantId)
    expect(await findBulk(tenantId)).toMatchObject({ total: 0, done: 0, finished: true })
    expect(await tagsOf(id)).not.toContain('many')
  })

  test('tell with whom Shopify refused', async () => {
    const gone = String(await aMember(tenantId))
    const [there = ''] = await customers(1)
    await ask({ what: { kind: 'add-tag', tag: 'vip' }, whom: { memberIds: [gone, there] } })
    await continueBulk(tenantId)
    expect(await findBulk(tenantId)).toMatchObject({
      done: 1,
      failed: 1,
      failures: [{ memberId: gone, reason: expect.stringContaining('Shopify') }],
    })
  })

  test('wait while Shopify is down, and go on where they were', async () => {
    const ids = await customers(12)
    await ask({ what: { kind: 'add-tag', tag: 'late' }, whom: { memberIds: ids } })
    await db().query('UPDATE bulk_actions SET after = $1, done = 10', [
      ids.map(BigInt).sort((a, b) => (a < b ? -1 : 1))[9],
    ])
    await control('POST', 'shopify', { down: true })
    await expect(continueBulk(tenantId)).rejects.toThrow('Shopify')
    expect(await findBulk(tenantId)).toMatchObject({ done: 10, finished: false })
    await control('POST', 'shopify', { down: false })
    await continueBulk(tenantId)
    expect(await findBulk(tenantId)).toMatchObject({ total: 12, done: 12, finished: true })
    expect(await tagsOf(ids[0] ?? '')).not.toContain('late')
    expect(await tagsOf(ids[11] ?? '')).toContain('late')
  })
})

describe('bounces', () => {
  test('are cleared where there are some; a hard one stays while Amazon SES can not be told', async () => {
    await aMember(tenantId)
    const soft = await aMember(tenantId, { email_bounce_type: 'soft', email_bounce_at: new Date() })
    const hard = await aMember(tenantId, { email_bounce_type: 'hard', email_bounce_at: new Date() })
    await ask({ what: { kind: 'clear-bounce' }, whom: { parameters: '' } })
    await continueBulk(tenantId)
    expect(await findBulk(tenantId)).toMatchObject({ total: 2, done: 1, failed: 1 })
    const left = await db().query('SELECT member_id FROM members WHERE email_bounce_type IS NOT NULL')
    expect(left.rows).toEqual([{ member_id: hard }])
    expect(soft).not.toBe(hard)
  })
})

test('whom it would be done to is counted to the end, their bounces apart', async () => {
  const bounced = (email_bounce_type: 'soft' | 'hard', points: number) =>
    aMember(tenantId, { email_bounce_type, email_bounce_at: new Date(), points })
  const ids = [await aMember(tenantId, { points: 5 }), await bounced('soft', 5), await bounced('hard', 0)].map(String)
  await aMember(await aTenant())
  const count = (whom: object) => countReach(tenantId, bulkWhom.parse(JSON.stringify(whom)))
  expect(await count({ parameters: '' })).toEqual({ members: 3, soft: 1, hard: 1 })
  expect(await count({ parameters: 'points=1..' })).toEqual({ members: 2, soft: 1, hard: 0 })
  expect(await count({ parameters: 'q=%25' })).toEqual({ members: 0, soft: 0, hard: 0 })
  expect(await count({ memberIds: [ids[0], ids[2]] })).toEqual({ members: 2, soft: 0, hard: 1 })
})

test('one thing is done at a time; it can be stopped, and its result put away', async () => {
  const memberIds = [String(await aMember(tenantId))]
  const request = { what: { kind: 'add-tag', tag: 'a' }, whom: { memberIds } }
  expect(await ask(request)).toBe(true)
  expect(await ask(request)).toBe(false)
  expect(await listLiveBulks()).toEqual([tenantId])
  await stopBulk(tenantId)
  expect(await findBulk(tenantId)).toMatchObject({ finished: true, done: 0 })
  await dismissBulks(tenantId)
  expect(await findBulk(tenantId)).toBeNull()
  expect(await ask(request)).toBe(true)
})

test('what gets no further for an hour is given up; a search is forgotten with its end', async () => {
  await aMember(tenantId)
  await ask({ what: { kind: 'add-tag', tag: 'a' }, whom: { parameters: 'q=sarah' } })
  clock.set(() => new Date(Date.now() + 59 * 60_000))
  await giveUpBulks()
  expect(await findBulk(tenantId)).toMatchObject({ finished: false })
  clock.set(() => new Date(Date.now() + 61 * 60_000))
  await giveUpBulks()
  clock.set()
  expect(await findBulk(tenantId)).toMatchObject({
    finished: true,
    error: expect.stringContaining('Try again for the rest'),
  })
  const kept = await db().query('SELECT parameters FROM bulk_actions')
  expect(kept.rows).toEqual([{ parameters: '' }])
})

test.each([
  { what: { kind: 'add-tag', tag: '' }, whom: { parameters: '' } },
  { what: { kind: 'add-tag', tag: 'a,b' }, whom: { parameters: '' } },
  { what: { kind: 'delete' }, whom: { parameters: '' } },
  { what: { kind: 'clear-bounce' }, whom: { memberIds: [] } },
  { what: { kind: 'clear-bounce' }, whom: { memberIds: ['1; DROP'] } },
])('%j is refused', (request) => {
  expect(bulkRequest.safeParse(request).success).toBe(false)
})
