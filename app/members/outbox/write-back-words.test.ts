import { expect, test } from 'vitest'
import { writeBackWords } from './write-back-words.ts'

const pending = {
  state: 'waiting',
  emailState: 'UNSUBSCRIBED',
  smsState: 'UNSUBSCRIBED',
  emailOutcome: null,
  smsOutcome: null,
  attempts: 0,
  error: null,
} as const

test('one on its way says that the choice already holds here', () => {
  expect(writeBackWords(pending)).toMatchObject({
    tone: 'info',
    title: 'Being sent to Shopify',
    advice: 'Glancito already honors it: unsubscribed from email and SMS.',
    canRetry: false,
  })
  expect(writeBackWords({ ...pending, attempts: 3 }).advice).toContain('3 attempts didn’t get through')
})

test('a refused one says what Shopify said and what to do', () => {
  const words = writeBackWords({ ...pending, state: 'refused', smsState: null, error: 'Customer not found' })
  expect(words.tone).toBe('critical')
  expect(words.advice).toContain('record that they unsubscribed from email.')
  expect(words.advice).toContain('Shopify said: Customer not found')
})

test('a subscription taken back is told as one', () => {
  const words = writeBackWords({ ...pending, state: 'confirmed', emailState: 'SUBSCRIBED', smsState: null })
  expect(words.advice).toBe('Shopify has recorded that this customer subscribed to email again.')
})

test('one that Shopify took for one channel only says which', () => {
  const words = writeBackWords({ ...pending, state: 'confirmed', emailOutcome: 'confirmed', smsOutcome: 'skipped' })
  expect(words.advice).toBe(
    'Shopify has recorded that this customer unsubscribed from email. Shopify has no phone number, so SMS was left out.',
  )
  const refused = writeBackWords({ ...pending, state: 'refused', emailOutcome: 'confirmed', smsOutcome: 'refused' })
  expect(refused.advice).toContain('record that they unsubscribed from SMS.')
})

test('one with nobody to tell, or overtaken, asks nothing of the merchant', () => {
  const gone = writeBackWords({ ...pending, state: 'skipped', error: 'the customer no longer exists in Shopify' })
  expect(gone).toMatchObject({ title: 'Nothing to send', canRetry: false })
  expect(gone.advice).toBe('Nothing was sent to Shopify because the customer no longer exists in Shopify.')
  expect(writeBackWords({ ...pending, state: 'superseded' })).toMatchObject({ tone: undefined, canRetry: false })
})
