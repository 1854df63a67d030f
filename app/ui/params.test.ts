import { expect, test } from 'vitest'
import { idParam, notFound } from './params.ts'

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

test('what is not there is answered with 404 and its name', async () => {
  const answer = notFound('segment')
  expect(answer.status).toBe(404)
  expect(await answer.text()).toBe('There is no such segment.')
})
