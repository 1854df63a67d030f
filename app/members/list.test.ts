import { expect, test } from 'vitest'
import { describeFilters } from './list/filter-words.ts'
import { filterParameters, parseMemberQuery } from './list.ts'

const kept = (url: string) => filterParameters(new URLSearchParams(url)).toString()

test('the URL of a list keeps what makes sense, in one order, without the place in it', () => {
  const said = 'tag=a&tag=b&sort=name+asc&q=+sarah+&spent=10..&consent=sms&after=sarah_5'
  expect(kept(said)).toBe('q=sarah&consent=sms&spent=10..&tag=a&tag=b&sort=name+asc')
  expect(kept('consent=nobody&bounce=all&points=many..&orders=99999999999&ordered=soon&sort=x&tag=')).toBe('')
  expect(kept(kept(said))).toBe(kept(said))
})

test('a key belongs to its order', () => {
  const after = (url: string) => parseMemberQuery(new URLSearchParams(url)).after
  expect(after('sort=name+asc&after=ann_lee_7')).toEqual({ value: 'ann_lee', memberId: '7' })
  expect(after('sort=name+asc&after=_7')).toEqual({ value: '', memberId: '7' })
  expect(after('sort=spent+asc&after=10.50_7')).toEqual({ value: '10.50', memberId: '7' })
  expect(after('sort=points+asc&after=10.50_7')).toBeNull()
  expect(after('after=ann_7')).toBeNull()
})

test('filters are told in words', () => {
  const url =
    'consent=unsubscribed&bounce=hard&complained=no&points=1000..&orders=..3&spent=5..5&tag=vip&tag=b2b&tier=Gold'
  const query = parseMemberQuery(new URLSearchParams(`${url}&ordered=over-90`))
  expect(describeFilters(query, (amount) => `€${amount}`).map(({ label }) => label)).toEqual([
    'Unsubscribed',
    'Hard bounce',
    'Never complained',
    'Points: 1,000 or more',
    'Orders: 3 or less',
    'Spent: €5',
    'Last order over 90 days ago',
    'Tier: Gold',
    'Tagged: vip and b2b',
  ])
})
