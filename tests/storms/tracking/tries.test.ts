import { expect, test } from 'vitest'
import { MOST_TRIES } from './hits.ts'
import { ANSWER, type Early } from './load.ts'
import { judgeTries } from './tries.ts'

const PORT = 4000
const early: Early[] = [{ hit: 2, attempt: 1, port: PORT, sentAt: 100 }]

/** Hit 0 was answered when it was durable, hit 1 at the second try, hit 2 early at the second. */
function judged(counts: [hit: number, attempt: number, times: number][], deaths: number[] = []) {
  const answers = new Uint8Array(4 * MOST_TRIES)
  const logged = new Uint8Array(4 * MOST_TRIES)
  const put = (all: Uint8Array, hit: number, attempt: number, value: number) =>
    (all[hit * MOST_TRIES + attempt] = value)
  put(answers, 0, 0, ANSWER.durable)
  put(answers, 1, 0, ANSWER.none)
  put(answers, 1, 1, ANSWER.durable)
  put(answers, 2, 0, ANSWER.none)
  put(answers, 2, 1, ANSWER.early)
  for (const [hit, attempt, times] of counts) put(logged, hit, attempt, times)
  const died = new Map([[PORT, deaths.map((at) => ({ at }))]])
  return judgeTries({ answers, early, unanswered: 0 }, logged, died)
}

test.each([
  [
    'all that was answered is counted once',
    [
      [0, 0, 1],
      [1, 1, 1],
      [2, 1, 1],
    ],
    [],
    [],
  ],
  [
    'what was not answered is counted too',
    [
      [0, 0, 1],
      [1, 0, 1],
      [1, 1, 1],
      [2, 0, 1],
      [2, 1, 1],
    ],
    [],
    [],
  ],
  [
    'an early one is missing whose process was killed',
    [
      [0, 0, 1],
      [1, 1, 1],
    ],
    [100],
    [],
  ],
  [
    'an early one is missing whose process was killed later',
    [
      [0, 0, 1],
      [1, 1, 1],
    ],
    [50, 900],
    [],
  ],
  [
    'an early one is missing whose process lives',
    [
      [0, 0, 1],
      [1, 1, 1],
    ],
    [],
    ['1 hits were answered early by a process'],
  ],
  [
    'an early one is missing whose process came after a killed one',
    [
      [0, 0, 1],
      [1, 1, 1],
    ],
    [99],
    ['1 hits were answered early'],
  ],
  [
    'a durable one is missing',
    [
      [0, 0, 1],
      [2, 1, 1],
    ],
    [],
    ['1 hits were answered when they were durable'],
  ],
  [
    'a durable one is missing whose process was killed',
    [
      [1, 1, 1],
      [2, 1, 1],
    ],
    [900],
    ['1 hits were answered when'],
  ],
  [
    'a durable one is there twice',
    [
      [0, 0, 2],
      [1, 1, 1],
      [2, 1, 1],
    ],
    [],
    ['1 tries are counted more than once'],
  ],
  [
    'one that was not answered is there twice',
    [
      [0, 0, 1],
      [1, 0, 2],
      [1, 1, 1],
      [2, 1, 1],
    ],
    [],
    ['1 tries are counted'],
  ],
  [
    'an early one is there three times',
    [
      [0, 0, 1],
      [1, 1, 1],
      [2, 1, 3],
    ],
    [],
    ['1 tries are counted more than once'],
  ],
  [
    'nobody made one',
    [
      [0, 0, 1],
      [1, 1, 1],
      [2, 1, 1],
      [3, 0, 1],
    ],
    [],
    ['1 hits are counted that nobody made'],
  ],
] as [string, [number, number, number][], number[], string[]][])(
  'when %s it is judged so',
  (_what, counts, deaths, findings) => {
    const told = judged(counts, deaths).findings
    expect(told).toHaveLength(findings.length)
    for (const [index, finding] of findings.entries()) expect(told[index]).toContain(finding)
  },
)

test('what is missing is told with how long it had waited', () => {
  const { figures } = judged(
    [
      [0, 0, 1],
      [1, 0, 1],
      [1, 1, 1],
    ],
    [350],
  )
  expect(figures).toMatchObject({
    tries: 5,
    answered_when_durable: 2,
    answered_early: 1,
    not_answered: 2,
    not_answered_and_counted: 1,
    early_missing: 1,
    early_missing_oldest_ms: 250,
  })
})
