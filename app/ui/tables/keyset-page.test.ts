import { expect, test } from 'vitest'
import { pageParameters, type Place, placeIn, readPage } from './keyset-page.ts'

const ALL = [9, 8, 7, 6, 5, 4, 3, 2, 1]

const START = { after: null, before: null }

/** Reads as SQL would. */
const read = (all: number[], place: Place<number>, size: number) =>
  readPage(place, {
    size,
    keyOf: (id: number) => id,
    read: async ({ after, before }, limit) => {
      if (before !== null)
        return all
          .filter((id) => id > before)
          .toReversed()
          .slice(0, limit)
      return all.filter((id) => after === null || id < after).slice(0, limit)
    },
  })

test.each([1, 2, 3, 4, 8, 9, 10])('pages of %d hold every row once, forwards and back', async (size) => {
  const forwards: number[][] = []
  let page = await read(ALL, START, size)
  expect(page.previous).toBeNull()
  for (;;) {
    forwards.push(page.rows)
    if (page.next === null) break
    page = await read(ALL, { after: Number(page.next), before: null }, size)
  }
  expect(forwards.flat()).toEqual(ALL)
  const back = [page.rows]
  while (page.previous !== null) {
    page = await read(ALL, { after: null, before: Number(page.previous) }, size)
    back.push(page.rows)
  }
  expect(back.toReversed().flat()).toEqual(ALL)
})

test('a list that fits a page has no neighbours, and neither has an empty one', async () => {
  expect(await read([2, 1], START, 2)).toEqual({ rows: [2, 1], next: null, previous: null })
  expect(await read([], START, 2)).toEqual({ rows: [], next: null, previous: null })
})

test.each([
  { after: 1, before: null },
  { after: null, before: 9 },
  { after: null, before: 99 },
])('a place that nothing is behind, %o, is the start of the list', async (place) => {
  expect(await read(ALL, place, 4)).toEqual({ rows: [9, 8, 7, 6], next: '6', previous: null })
})

const idOf = (text: string) => (/^\d+$/.test(text) ? Number(text) : null)
test.each<[string, Place<number>]>([
  ['', { after: null, before: null }],
  ['after=7', { after: 7, before: null }],
  ['before=7', { after: null, before: 7 }],
  ['after=7&before=3', { after: 7, before: null }],
  ['after=abc&before=3', { after: null, before: 3 }],
  ['after=', { after: null, before: null }],
  ['bounces-after=7', { after: null, before: null }],
])('%j names the place %o', (search, place) => {
  expect(placeIn(new URLSearchParams(search), idOf)).toEqual(place)
})

test('two lists of one page have places of their own', () => {
  const search = new URLSearchParams('after=7&bounces-before=3')
  expect(placeIn(search, idOf, pageParameters('bounces'))).toEqual({ after: null, before: 3 })
})
