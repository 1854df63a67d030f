import { expect, test } from 'vitest'
import { readAction } from './actions.ts'
import type { CampaignDraft } from './draft.ts'

const draft: CampaignDraft = {
  name: 'Spring',
  subject: 'Hello',
  preheader: '',
  html: '<p>Hi</p>',
  segmentId: null,
  trackOpens: true,
  trackClicks: true,
  utm: true,
  frequencyExempt: false,
}

test('a save is read with its draft', () => {
  expect(readAction({ intent: 'save', draft })).toEqual({ ok: true, action: { intent: 'save', draft } })
})

test('what is wrong is named beside its field', () => {
  expect(readAction({ intent: 'send', draft: { ...draft, name: ' ', subject: 'x'.repeat(251) } })).toEqual({
    ok: false,
    answer: { errors: { name: 'Give the campaign a name', subject: 'Use at most 250 characters' } },
  })
})

test('a test without an address says so where the address is asked', () => {
  const read = readAction({ intent: 'test', draft, address: 'nobody' })
  expect(read).toMatchObject({ ok: false, answer: { test: 'Enter an email address such as you@example.com' } })
})

test.each([null, {}, { intent: 'drop' }, { intent: 'save' }, 'send'])('%j asks for nothing', (body) => {
  expect(readAction(body).ok).toBe(false)
})

const tested = (address: string) => {
  const read = readAction({ intent: 'test', draft, address })
  return read.ok && read.action.intent === 'test' ? read.action.address : read.ok ? null : read.answer.test
}

test.each([
  ['a@mail.example', ['a@mail.example']],
  ['a@mail.example, b@mail.example', ['a@mail.example', 'b@mail.example']],
  [' a@mail.example;b@mail.example\nc@mail.example ', ['a@mail.example', 'b@mail.example', 'c@mail.example']],
  ['a@mail.example,,a@mail.example', ['a@mail.example']],
  ['1@m.example 2@m.example 3@m.example 4@m.example 5@m.example', [1, 2, 3, 4, 5].map((n) => `${n}@m.example`)],
])('a test to %j goes to %j', (typed, addresses) => {
  expect(tested(typed)).toEqual(addresses)
})

test.each([
  ['', /^Enter an email address/],
  [' , ; ', /^Enter an email address/],
  ['1@m.example 2@m.example 3@m.example 4@m.example 5@m.example 6@m.example', /at most 5/],
  ['a@mail.example, nobody', /./],
  ['x'.repeat(2001), /shorter/],
])('a test to %j is refused in words', (typed, words) => {
  expect(tested(typed)).toMatch(words)
})
