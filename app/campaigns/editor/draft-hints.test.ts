import { expect, test } from 'vitest'
import { preheaderHint, subjectHint } from './draft-hints.ts'

test.each([
  ['', 'Up to 50 characters show on most phones.'],
  ['Spring is here', '14 of 50 characters'],
  ['  Spring is here  ', '14 of 50 characters'],
  ['x'.repeat(50), '50 of 50 characters'],
  ['x'.repeat(51), '51 characters: phones cut it after about 50'],
])('the subject %j gets the hint %j', (subject, hint) => {
  expect(subjectHint(subject)).toBe(hint)
})

test('an emoji of several code points counts as one character', () => {
  expect(subjectHint('👩‍👩‍👧 Hi')).toBe('4 of 50 characters')
})

test('a preheader is told apart as empty, fitting or too long', () => {
  expect(preheaderHint('')).toContain('first words')
  expect(preheaderHint('A look at what is new')).toBe('21 of 90 characters')
  expect(preheaderHint('x'.repeat(91))).toBe('91 characters: inboxes cut it after about 90')
})
