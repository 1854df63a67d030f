import { expect, test } from 'vitest'
import { ledgerCheckWords } from './ledger-check-words.ts'

const now = new Date('2026-03-03T09:00:00Z')
const check = {
  checkedAt: new Date('2026-03-03T03:20:00Z'),
  entries: 14_211,
  members: 1,
  faults: 0,
  sealedUntil: '2026-03-02',
}
const words = (change = {}) => ledgerCheckWords({ ...check, ...change }, now, 'UTC')

test('a history that holds says how much was verified, when, and until when it is sealed', () => {
  expect(words()).toEqual({
    tone: 'success',
    text: 'Consent history verified: 14,211 entries of 1 member, 3:20 AM',
    detail: 'Nothing was altered, removed, or added afterward. It’s sealed up to Mar 2, 2026.',
  })
  expect(words({ sealedUntil: null }).detail).not.toContain('sealed')
})

test('a history that does not hold says what to do', () => {
  expect(words({ faults: 1 })).toMatchObject({
    tone: 'critical',
    text: 'Consent history failed verification: 1 fault in 14,211 entries of 1 member, 3:20 AM',
  })
  expect(words({ faults: 1 }).detail).toContain('ledger:verify')
})

test('before the first night nothing is claimed', () => {
  expect(ledgerCheckWords(null, now, 'UTC')).toMatchObject({ tone: 'info', text: 'Consent history not verified yet' })
})
