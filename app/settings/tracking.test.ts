import { expect, test } from 'vitest'
import { mayTrack } from './tracking.ts'

test.each([
  ['marketing', true, false, true],
  ['marketing', false, true, false],
  ['transactional', false, true, true],
  ['transactional', true, false, false],
  ['system', true, true, false],
  ['system', false, false, false],
] as const)(
  '%s, with marketing %s and transactional %s, may be tracked: %s',
  (purpose, marketing, transactional, may) => {
    expect(mayTrack(purpose, { trackMarketing: marketing, trackTransactional: transactional })).toBe(may)
  },
)
