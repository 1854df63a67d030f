import { expect, test } from 'vitest'
import { faultOf, faultWithStack, maskAddresses } from './fault.ts'
import { z } from 'zod'

const thrownBy = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return error
  }
}

test('what PostgreSQL and JSON.parse quote is left out, the code stays', () => {
  const pg = Object.assign(new Error('invalid input syntax for type integer: "Sarah "the boss" Jones"'), {
    code: '22P02',
    detail: 'sarah@example.com',
  })
  expect(faultOf(pg)).toEqual({ error: 'invalid input syntax for type integer: "…"', code: '22P02' })
  const json = thrownBy(() => JSON.parse('{\n"name": Sarah\n}'))
  expect(String(json)).toContain('Sarah')
  expect(faultOf(json).error).toMatch(/^SyntaxError: /)
  expect(JSON.stringify(faultWithStack(json))).not.toContain('Sarah')
})

test('what zod found is told by its path', () => {
  const schema = z.object({ customer: z.object({ id: z.number() }) })
  const error = thrownBy(() => schema.parse({ customer: { id: 'sarah@example.com' } }))
  expect(faultOf(error)).toEqual({ error: 'customer.id: Invalid input: expected number, received string' })
})

test('the stack names places only', () => {
  const { error } = faultWithStack(new Error('two lines\nsarah@example.com'))
  expect(error).toContain('fault.test.ts')
  expect(error).not.toContain('sarah')
})

test('a thrown text is not trusted', () => {
  expect(faultOf('sarah@example.com')).toEqual({ error: 'something that is no error was thrown' })
})

test('addresses are masked, but for the one that is known', () => {
  const said = 'Email address is not verified: Sarah@Example.com, <zoë@bücher.example>, shop@mail.example'
  expect(maskAddresses(said, 'shop@mail.example')).toBe('Email address is not verified: …@…, <…@…>, shop@mail.example')
})

test.each([
  ['a@b', '…@…'],
  ['a@@b', '…@…'],
  ['to=a@b@c', '…@…'],
  ['@handle and trailing@ and @', '@handle and trailing@ and @'],
  ['(x@y.example);z@y.example,', '(…@…);…@…,'],
  ['@x@y', '…@…'],
])('of %j the reader sees %j', (text, seen) => {
  expect(maskAddresses(text)).toBe(seen)
})

test('a long word without an address is read once', () => {
  const word = 'x'.repeat(1_000_000)
  expect(maskAddresses(`${word} ${word}@y`)).toBe(`${word} …@…`)
})

test('the known address is known in either spelling of its domain', () => {
  const said = 'Email address is not verified: info@xn--e1afmkfd.xn--p1ai, ana@xn--bcher-kva.example'
  expect(maskAddresses(said, 'info@пример.рф')).toBe('Email address is not verified: info@xn--e1afmkfd.xn--p1ai, …@…')
})
