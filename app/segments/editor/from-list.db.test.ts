import { parseMemberQuery } from '#app/members/list/query/list.ts'
import { listMembers } from '#app/members/list/query/list.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { somePeople } from '../people.server.ts'
import { rulesOfList } from './from-list.ts'

const NOW = new Date('2026-11-21T12:00:00Z')
beforeEach(() => clock.set(() => NOW))

let tenantId = 0
beforeAll(async () => {
  tenantId = await aTenant()
  const ago = (days: number) => new Date(NOW.getTime() - days * 86_400_000)
  const rows = [
    { tags: ['VIP'], tier: 'Gold', points: 500, orders_count: 3, amount_spent: '99.50', last_order_at: ago(5) },
    { tags: ['vip', 'Straße'], tier: 'gold', points: 10, orders_count: 1, amount_spent: '10', last_order_at: ago(400) },
    { email_state: 'UNSUBSCRIBED', email_bounce_type: 'hard', tier: 'Silver' },
    { email_unsubscribed: true, email_bounce_type: 'soft', sms_state: 'SUBSCRIBED' },
    { email_state: 'NOT_SUBSCRIBED', email_complaint_at: NOW, points: 10 },
    { email_state: 'PENDING', email: null },
    {},
  ]
  for (const row of rows) await aMember(tenantId, row)
})

const paramsOf = (search: string) => parseMemberQuery(new URLSearchParams(search))

test.each([
  'consent=email',
  'consent=no-email',
  'consent=sms',
  'consent=unsubscribed',
  'bounce=none',
  'bounce=hard',
  'complained=yes',
  'complained=no',
  'points=10..500',
  'points=10',
  'orders=2..',
  'spent=..10',
  'ordered=within-30',
  'ordered=over-30',
  'tier=GOLD',
  'tag=vip',
  'tag=VIP&tag=STRASSE',
  'consent=email&tag=vip&points=100..',
])('the segment of the list %s holds whom the list shows', async (search) => {
  const query = paramsOf(search)
  const from = rulesOfList(query)
  expect(from?.left).toEqual([])
  const people = await somePeople(tenantId, { rules: from?.rules ?? { match: 'all', rules: [] }, members: 7 }, 50)
  const { members } = await listMembers(tenantId, query)
  expect(people.map(({ memberId }) => memberId).toSorted()).toEqual(members.map(({ memberId }) => memberId).toSorted())
})

test('what no rule says is told', () => {
  expect(rulesOfList(paramsOf('q=sarah&tag=vip'))?.left).toEqual(['the search “sarah”'])
  expect(rulesOfList(paramsOf('points=-5..'))?.left).toEqual(['points at-least -5'])
  expect(rulesOfList(paramsOf('sort=name+asc'))).toBeNull()
})
