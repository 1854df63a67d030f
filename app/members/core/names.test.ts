import { expect, test } from 'vitest'
import { memberName, parseMemberId } from './names.ts'

const nobody = { memberId: '7000000000001', firstName: null, lastName: null, email: null }

test.each([
  [{ firstName: 'Sarah', lastName: 'Jones', email: 's@example.com' }, 'Sarah Jones'],
  [{ firstName: null, lastName: 'Jones' }, 'Jones'],
  [{ firstName: ' ', email: 's@example.com' }, 's@example.com'],
  [{}, 'Customer 7000000000001'],
])('%j is called %s', (person, name) => {
  expect(memberName({ ...nobody, ...person })).toBe(name)
})

test.each([
  ['7000000000001', '7000000000001'],
  [String(2n ** 63n - 1n), String(2n ** 63n - 1n)],
  [String(2n ** 63n), null],
  ['0', null],
  ['-1', null],
  ["1' OR 1", null],
  [undefined, null],
])('%s in a URL is member %s', (text, memberId) => {
  expect(parseMemberId(text)).toBe(memberId)
})
