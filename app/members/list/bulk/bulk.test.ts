import { expect, test } from 'vitest'
import { bounceReach, bulkRequest, bulkWhom, tagFlaw } from './bulk.ts'

test.each([
  ['wool', null],
  [' very wool ', null],
  ['', 'Enter a tag.'],
  ['  ', 'Enter a tag.'],
  ['w'.repeat(256), 'Use at most 255 characters for a tag.'],
  ['wool, silk', 'Tags can’t contain commas. Add one tag at a time.'],
])('of the tag %j the staff are told what the server would refuse', (tag, flaw) => {
  expect(tagFlaw(tag)).toBe(flaw)
  const request = { what: { kind: 'add-tag', tag }, whom: { memberIds: ['1'] } }
  expect(bulkRequest.safeParse(request).success).toBe(flaw === null)
})

test.each([
  [[1, 0, 0], 'This member has no bounce.'],
  [[1, 0, 1], 'This member has a hard bounce.'],
  [[1, 1, 0], 'This member has a soft bounce.'],
  [[5000, 0, 0], 'None of 5,000 members has a bounce.'],
  [[3, 1, 0], '1 of 3 members has a bounce: 1 soft.'],
  [[5000, 3, 1200], '1,203 of 5,000 members have a bounce: 1,200 hard and 3 soft.'],
] as const)('of members, soft and hard bounces %j the dialog says: %s', ([members, soft, hard], words) => {
  expect(bounceReach({ members, soft, hard })).toBe(words)
})

test.each([null, '', '{', '[]', '{"memberIds":[]}'])('%j is nobody to count', (text) => {
  expect(bulkWhom.safeParse(text).success).toBe(false)
})
