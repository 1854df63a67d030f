import { expect, test } from 'vitest'
import { bulkRequest, tagFlaw } from './bulk.ts'

test.each([
  ['wool', null],
  [' very wool ', null],
  ['', 'Type the tag.'],
  ['  ', 'Type the tag.'],
  ['wool, silk', 'A tag can not hold a comma: add one tag after the other.'],
])('of the tag %j the staff are told what the server would refuse', (tag, flaw) => {
  expect(tagFlaw(tag)).toBe(flaw)
  const request = { what: { kind: 'add-tag', tag }, whom: { memberIds: ['1'] } }
  expect(bulkRequest.safeParse(request).success).toBe(flaw === null)
})
