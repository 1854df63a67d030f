import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeFilters } from '../filter-words.ts'
import { filterParameters, parseMemberQuery, unreadBounds } from './list.ts'

const kept = (url: string) => filterParameters(new URLSearchParams(url)).toString()

test('the URL of a list keeps what makes sense, in one order, without the place in it', () => {
  const said = 'tag=a&tag=b&sort=name+asc&q=+sarah+&spent=10..&consent=sms&after=sarah_5'
  expect(kept(said)).toBe('q=sarah&consent=sms&spent=10..&tag=a&tag=b&sort=name+asc')
  expect(kept('consent=nobody&bounce=all&points=many..&orders=99999999999&ordered=soon&sort=x&tag=')).toBe('')
  expect(kept(kept(said))).toBe(kept(said))
})

const SAID = {
  q: fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^\s?[\uD800-\uDFFF\0 a-c]{95,105}$/)),
  tier: fc.string({ unit: 'binary', maxLength: 110 }),
  tag: fc.oneof(fc.string(), fc.stringMatching(/^[,a-d ]{0,20}$/), fc.stringMatching(/^[a ]{250,260}$/)),
  spent: fc.stringMatching(/^-?\d{0,13}(\.\d{0,3})?(\.\.)?\d{0,3}(\.\d{0,3})?$/),
  points: fc.stringMatching(/^-?\d{0,12}(\.\.)?-?\d{0,3}$/),
  orders: fc.constantFrom('007', '-0', '1.5', '..3', '9..1', '99999999999', '..'),
  ordered: fc.constantFrom('over-090', 'within-30', 'soon'),
  sort: fc.constantFrom('name asc', 'created desc', 'name'),
}

test('what the URL of a list means stays the same when it is written down and read again', () => {
  const said = fc.array(fc.oneof(...Object.entries(SAID).map(([name, text]) => fc.tuple(fc.constant(name), text))))
  fc.assert(
    fc.property(said, (parameters) => {
      const url = new URLSearchParams(parameters)
      const written = filterParameters(url)
      expect(parseMemberQuery(written)).toEqual(parseMemberQuery(url))
      expect(filterParameters(written).toString()).toBe(written.toString())
    }),
    { numRuns: 500 },
  )
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

test('a bound that is no number is told beside the filters, and the list does not go by it', () => {
  const search = new URLSearchParams('spent=abc&points=9..1&orders=3&consent=email')
  const unread = unreadBounds(search)
  expect(Object.keys(unread)).toEqual(['points', 'spent'])
  expect(filterParameters(search).toString()).toBe('consent=email&orders=3..3')
  expect(describeFilters(parseMemberQuery(search), String, unread).map(({ label }) => label)).toEqual([
    'Email consented',
    'Orders: 3',
    'Points: “9..1” isn’t valid',
    'Spent: “abc” isn’t valid',
  ])
})
