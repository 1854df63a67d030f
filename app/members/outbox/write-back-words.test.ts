import { expect, test } from 'vitest'
import { writeBackWords } from './write-back-words.ts'

const owed = {
  state: 'waiting',
  emailState: 'UNSUBSCRIBED',
  smsState: 'UNSUBSCRIBED',
  emailOutcome: null,
  smsOutcome: null,
  attempts: 0,
  error: null,
} as const

test('one on its way says that the choice already holds here', () => {
  expect(writeBackWords(owed)).toMatchObject({
    tone: 'info',
    title: 'Being told to Shopify',
    advice: 'Glancito already keeps to it: unsubscribed from e-mail and SMS.',
    canRetry: false,
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

test('one that Shopify took for one channel only says which', () => {
  const words = writeBackWords({ ...owed, state: 'confirmed', emailOutcome: 'confirmed', smsOutcome: 'skipped' })
  expect(words.advice).toBe(
    'Shopify has recorded that this customer unsubscribed from e-mail. There is no phone number at Shopify, so SMS was left out.',
  )
  const refused = writeBackWords({ ...owed, state: 'refused', emailOutcome: 'confirmed', smsOutcome: 'refused' })
  expect(refused.advice).toContain('record there that they unsubscribed from SMS.')
})

test('one with nobody to tell, or overtaken, asks nothing of the merchant', () => {
  const gone = writeBackWords({ ...owed, state: 'skipped', error: 'the customer no longer exists at Shopify' })
  expect(gone).toMatchObject({ title: 'Nobody to tell', canRetry: false })
  expect(gone.advice).toBe('Shopify was not told, because the customer no longer exists at Shopify.')
  expect(writeBackWords({ ...owed, state: 'superseded' })).toMatchObject({ tone: undefined, canRetry: false })
})
