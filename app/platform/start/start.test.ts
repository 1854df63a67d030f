import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runSteps } from './start.server.ts'

const never = () => new Promise(() => {})

/** Runs steps that note their names; returns the verdict and who came to their end. */
async function play(steps: Record<string, () => Promise<unknown>>) {
  const ended: string[] = []
  const isClean = await runSteps(
    Object.entries(steps).map(([name, act]) => ({
      name,
      ms: 50,
      stop: async () => {
        await act()
        ended.push(name)
      },
    })),
  )
  return { isClean, ended }
}

const fine = () => sleep(1)

test.each([
  ['all end', { requests: fine, hits: fine, database: fine }, true, ['requests', 'hits', 'database']],
  ['nothing is to be ended', {}, true, []],
  ['the first hangs', { requests: never, hits: fine, database: fine }, false, ['hits', 'database']],
  ['the last hangs', { requests: fine, hits: fine, database: never }, false, ['requests', 'hits']],
  ['all hang', { requests: never, hits: never, database: never }, false, []],
  [
    'one fails',
    { requests: fine, hits: () => Promise.reject(new Error('7 hits are lost')), database: fine },
    false,
    ['requests', 'database'],
  ],
  ['one fails with no error', { requests: () => Promise.reject('x'), hits: fine }, false, ['hits']],
])('when %s, each has its turn, in order', async (...[, steps, isClean, ended]) => {
  expect(await play(steps)).toEqual({ isClean, ended })
})

test('one that throws at once does not keep the others from their turn', async () => {
  const steps = [
    {
      name: 'requests',
      ms: 50,
      stop: () => {
        throw new Error('at once')
      },
    },
    { name: 'hits', ms: 50, stop: fine },
  ]
  expect(await runSteps(steps)).toBe(false)
})
