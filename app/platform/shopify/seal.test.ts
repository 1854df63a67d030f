import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seal, unseal } from './seal.server.ts'

const REFUSED = 'unable to authenticate'

test('what was sealed opens again, for its own context', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, context) => {
      expect(unseal(seal(text, context), context)).toBe(text)
    }),
  )
})

test('the text is not to be seen, and the same text is sealed anew each time', () => {
  const [one, other] = [seal('shpat_secret', 'row'), seal('shpat_secret', 'row')]
  expect(one.includes('shpat_secret')).toBe(false)
  expect(one.equals(other)).toBe(false)
})

test('a sealed value moved to another row does not open', () => {
  expect(() => unseal(seal('shpat_secret', 'offline_a.myshopify.com'), 'offline_b.myshopify.com')).toThrow(REFUSED)
})

test('no single altered byte goes unnoticed: nonce, tag or text', () => {
  const sealed = seal('shpat_secret', 'row')
  for (let at = 0; at < sealed.length; at += 1) {
    const altered = Buffer.from(sealed)
    altered[at] = (altered[at] ?? 0) ^ 1
    expect(() => unseal(altered, 'row')).toThrow(REFUSED)
  }
})

test('a value that was cut short does not open', () => {
  const sealed = seal('shpat_secret', 'row')
  for (const length of [0, 11, 12, 27, 28, sealed.length - 1]) {
    expect(() => unseal(sealed.subarray(0, length), 'row')).toThrow(
      /unable to authenticate|Invalid (authentication tag|initialization vector)/,
    )
  }
})
