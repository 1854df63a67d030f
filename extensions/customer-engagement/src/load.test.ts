import { expect, test } from 'vitest'
import { loadEngagement } from './load.ts'

const GID = 'gid://shopify/Customer/706405506930370084'
const json = (status: number, body: unknown) => Response.json(body, { status })

test('asks for the number of the customer on the page, exactly', async () => {
  const asked: string[] = []
  await loadEngagement(GID, async (path) => {
    asked.push(path)
    return json(404, { status: 'unknown', import: 'done' })
  })
  expect(asked).toEqual(['/api/ext/customers/706405506930370084'])
})

test.each([
  ['an answer', json(200, { status: 'known', timezone: 'UTC', member: {} }), { status: 'known' }],
  ['a customer not yet imported', json(404, { status: 'unknown', import: 'running' }), { import: 'running' }],
  ['an ended session', new Response(null, { status: 401 }), { status: 'failure', reason: 'signed-out' }],
  ['a broken app', json(500, { status: 'known' }), { status: 'failure', reason: 'unavailable' }],
  ['a page that is not ours', new Response('<!doctype html>'), { status: 'failure', reason: 'unavailable' }],
  ['JSON that is not ours', json(404, { error: 'not found' }), { status: 'failure', reason: 'unavailable' }],
])('%s', async (_, response, loaded) => {
  expect(await loadEngagement(GID, async () => response)).toMatchObject(loaded)
})

test('a network that is down is a failure to show, not one to throw', async () => {
  const down = () => Promise.reject(new TypeError('Failed to fetch'))
  expect(await loadEngagement(GID, down)).toEqual({ status: 'failure', reason: 'unavailable' })
})
