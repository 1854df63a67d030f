import { SUBSCRIBED } from '#tests/mail-states.ts'
import { expect, test } from 'vitest'
import type { MailState } from './consent.ts'
import { deliverability } from './deliverability.ts'

const failed = (change: Partial<MailState>) =>
  deliverability({ ...SUBSCRIBED, ...change })
    .gates.filter((gate) => !gate.passed)
    .map((gate) => gate.name)

test.each<[Partial<MailState>, string[]]>([
  [{}, []],
  [{ emailBounceType: 'soft' }, []],
  [{ email: null }, ['Has an e-mail address']],
  [{ emailState: 'NOT_SUBSCRIBED' }, ['Consented to e-mail marketing']],
  [{ emailUnsubscribed: true }, ['Has not unsubscribed']],
  [{ emailState: 'UNSUBSCRIBED' }, ['Consented to e-mail marketing', 'Has not unsubscribed']],
  [{ emailBounceType: 'hard' }, ['Address does not hard bounce']],
  [{ emailComplaintAt: new Date(0) }, ['Has not complained']],
])('%j fails at %j', (change, gates) => {
  expect(failed(change)).toEqual(gates)
  expect(deliverability({ ...SUBSCRIBED, ...change }).blockedBy === null).toBe(gates.length === 0)
})
