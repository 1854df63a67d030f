import { expect, test } from 'vitest'
import { writeBackWords } from './write-back-words.ts'

const owed = {
  state: 'waiting',
  emailState: 'UNSUBSCRIBED',
  smsState: 'UNSUBSCRIBED',
  attempts: 0,
  error: null,
} as const

test('one on its way says that the choice already holds here', () => {
  expect(writeBackWords(owed)).toEqual({
    tone: 'info',
    title: 'Being told to Shopify',
    advice: 'Glancito already keeps to it: unsubscribed from e-mail and SMS.',
  })
  expect(writeBackWords({ ...owed, attempts: 3 }).advice).toContain('3 tries did not get through')
})

test('a refused one says what Shopify said and what to do', () => {
  const words = writeBackWords({ ...owed, state: 'refused', smsState: null, error: 'Customer not found' })
  expect(words.tone).toBe('critical')
  expect(words.advice).toContain('record there that they unsubscribed from e-mail.')
  expect(words.advice).toContain('Shopify said: Customer not found')
})

test('a subscription taken back is told as one', () => {
  const words = writeBackWords({ ...owed, state: 'confirmed', emailState: 'SUBSCRIBED', smsState: null })
  expect(words.advice).toBe('Shopify has recorded that this customer subscribed to e-mail again.')
})
