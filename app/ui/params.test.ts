import { expect, test } from 'vitest'
import { bigIdParam, idParam, notFound } from './params.ts'

test.each([
  ['1', 1],
  ['2147483647', 2_147_483_647],
  ['2147483648', 0],
  ['99999999999', 0],
  ['0', 0],
  ['-1', 0],
  ['1.5', 0],
  ['1e3', 0],
  ['abc', 0],
  ['', 0],
  [undefined, 0],
  [null, 0],
])('the parameter %j is the id %d', (text, id) => {
  expect(idParam(text)).toBe(id)
})

test.each([
  ['1', '1'],
  ['9223372036854775807', '9223372036854775807'],
  ['9223372036854775808', null],
  ['0', null],
  ['-1', null],
  ['1.5', null],
  ['01', null],
  ['1e3', null],
  ['', null],
  [undefined, null],
  [null, null],
  ['１２', null],
])('the parameter %j is the large id %j', (text, id) => {
  expect(bigIdParam(text)).toBe(id)
})

test('what is not there is answered with 404 and its name', async () => {
  const answer = notFound('segment')
  expect(answer.status).toBe(404)
  expect(await answer.text()).toBe('This segment doesn’t exist.')
})
