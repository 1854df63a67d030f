// Reports on one mail with several recipients: what of it is the mail's own, whatever the order they are told in.
import { expect, test } from 'vitest'
import { type FeedbackOutcome, ownOutcome, readFeedback } from './ses-feedback.ts'

type Status = [address: string, status: string | null, action?: string]
const OWN = 'ana@bücher.example'
const reportOf = (bounceType: string | undefined, told: Status[]) =>
  readFeedback(
    JSON.stringify({
      eventType: 'Bounce',
      mail: { messageId: 'm-1', destination: [OWN] },
      bounce: {
        bounceType,
        bouncedRecipients: told.map(([emailAddress, status, action]) => ({ emailAddress, status, action })),
      },
    }),
  )?.outcomes ?? []

/** Every order of a list. */
function orders<T>(list: T[]): T[][] {
  if (list.length < 2) return [list]
  return list.flatMap((first, at) => orders(list.toSpliced(at, 1)).map((rest) => [first, ...rest]))
}

test.each<[string, string | undefined, Status[], string]>([
  [
    'a full alias and the own that is unknown',
    'Permanent',
    [
      ['alias@x.example', '4.2.2'],
      [OWN, '5.1.1'],
    ],
    'hard',
  ],
  [
    'the same, which SES calls transient',
    'Transient',
    [
      ['alias@x.example', '4.2.2'],
      [OWN, '5.1.1'],
    ],
    'hard',
  ],
  [
    'the same, which SES gives no type',
    undefined,
    [
      ['alias@x.example', '4.2.2'],
      [OWN, '5.1.1'],
    ],
    'hard',
  ],
  [
    'an unknown alias and the own that is full',
    'Permanent',
    [
      ['alias@x.example', '5.1.1'],
      [OWN, '4.2.2'],
    ],
    'soft',
  ],
  [
    'the own in A-labels',
    'Permanent',
    [
      ['a@x.example', '4.2.2'],
      ['ana@xn--bcher-kva.example', '5.1.1'],
    ],
    'hard',
  ],
  [
    'the own in capitals, delayed',
    'Permanent',
    [
      ['a@x.example', '5.1.1'],
      ['ANA@BÜCHER.EXAMPLE', null, 'delayed'],
    ],
    'soft',
  ],
  [
    'three, the own the one that failed',
    'Permanent',
    [
      ['a@x.example', '4.4.1'],
      [OWN, '5.1.1'],
      ['b@x.example', '4.2.2'],
    ],
    'hard',
  ],
  [
    'the own twice',
    'Permanent',
    [
      [OWN, '4.4.7'],
      [OWN, '5.1.1'],
      ['b@x.example', '4.2.2'],
    ],
    'hard',
  ],
  [
    'two aliases',
    'Permanent',
    [
      ['a@x.example', '4.2.2'],
      ['b@x.example', '5.1.1'],
    ],
    'hard',
  ],
  [
    'two aliases that may yet get it',
    'Permanent',
    [
      ['a@x.example', '4.2.2'],
      ['b@x.example', '4.4.7'],
    ],
    'soft',
  ],
  ['an alias alone', 'Permanent', [['alias@x.example', null]], 'hard'],
  ['an alias alone, full', 'Transient', [['alias@x.example', '5.2.2']], 'soft'],
  ['nobody', 'Permanent', [], 'hard'],
])('%s, in a report of the type %s: the bounce is the same whatever the order', (_what, type, told, kind) => {
  const outcomes = orders(told).map((order) => ownOutcome(reportOf(type, order), [OWN]))
  expect(outcomes.map((outcome) => outcome?.bounce?.kind)).toEqual(outcomes.map(() => kind))
  expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1)
})

test('of a report without recipients there is an outcome of nobody by name', () => {
  const [outcome] = reportOf('Permanent', [])
  expect(outcome).toMatchObject({
    address: null,
    events: ['bounced', 'hardBounced'],
  } satisfies Partial<FeedbackOutcome>)
})

test('a bounce without its type is as hard as its status', () => {
  const kinds = ['5.1.1', '5.7.1', '4.2.2', null].map((status) => reportOf(undefined, [[OWN, status]])[0]?.bounce)
  expect(kinds).toMatchObject([
    { kind: 'hard', bounceType: 'Permanent' },
    { kind: 'hard', bounceType: 'Permanent' },
    { kind: 'soft', bounceType: 'Undetermined' },
    { kind: 'soft', bounceType: 'Undetermined' },
  ])
})
