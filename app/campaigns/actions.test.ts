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
