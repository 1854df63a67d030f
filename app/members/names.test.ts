import { expect, test } from 'vitest'
import { memberName } from './names.ts'

const nobody = { memberId: '7000000000001', firstName: null, lastName: null, email: null }

test.each([
  [{ firstName: 'Sarah', lastName: 'Jones', email: 's@example.com' }, 'Sarah Jones'],
  [{ firstName: null, lastName: 'Jones' }, 'Jones'],
  [{ firstName: ' ', email: 's@example.com' }, 's@example.com'],
  [{}, 'Customer 7000000000001'],
])('%j is called %s', (person, name) => {
  expect(memberName({ ...nobody, ...person })).toBe(name)
})
