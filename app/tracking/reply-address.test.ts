import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkAddress, sesAddress } from '#app/platform/text/mail-address.ts'
import { setLinkKeys } from '#app/platform/link-keys.server.ts'
import { readReplyAddress, replyAddress } from './reply-address.server.ts'

const DOMAIN = 'reply.mail.example.com'
const sarah = { tenantId: 12, mailingId: 345, sendNo: 0, memberId: 7_000_000_000_001n }
const recipient = { ...sarah, attempt: 0, memberId: '7000000000001' }
const address = replyAddress(sarah, DOMAIN)
const local = address.slice(0, address.indexOf('@'))

test.each([
  { tenantId: 1, mailingId: 1, sendNo: 0, memberId: 1n },
  { tenantId: 2_147_483_647, mailingId: 2_147_483_647, sendNo: 32_767, memberId: 9_223_372_036_854_775_807n },
  { tenantId: 12, mailingId: 345, sendNo: 1, memberId: 7_000_000_000_001n },
  { tenantId: 7, mailingId: 1_048_576, sendNo: 2, memberId: 0n },
  { tenantId: 65_536, mailingId: 16_777_217, sendNo: 255, memberId: 4_294_967_296n },
])(
  'an address says whom it was made for, within what a local part may hold: shop $tenantId, member $memberId',
  (to) => {
    const made = replyAddress(to, DOMAIN)
    expect(readReplyAddress(made)).toEqual({ ...to, attempt: 0, memberId: String(to.memberId) })
    expect(made.indexOf('@')).toBeLessThanOrEqual(64)
    expect(checkAddress(made)).toEqual({ ok: true, address: made })
    expect(sesAddress(made)).toBe(made)
  },
)

test('whoever is mailed, the address is read back, in capitals too', () => {
  fc.assert(
    fc.property(
      fc.record({
        tenantId: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        mailingId: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        sendNo: fc.integer({ min: 0, max: 32_767 }),
        memberId: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      }),
      (to) => {
        const expected = { ...to, attempt: 0, memberId: String(to.memberId) }
        expect(readReplyAddress(replyAddress(to, DOMAIN).toUpperCase())).toEqual(expected)
      },
    ),
  )
})

test.each([
  ['as it was made', address],
  ['in capitals', address.toUpperCase()],
  ['in mixed case', `R+${local.slice(2, 20)}${local.slice(20).toUpperCase()}@${DOMAIN}`],
  ['at another domain, to which the mail came all the same', `${local}@old.example`],
  ['at an address literal', `${local}@[192.0.2.1]`],
])('an address is read %s', (_how, given) => {
  expect(readReplyAddress(given)).toEqual(recipient)
})

test('two members, mailings, receipts or shops have no address in common', () => {
  const others = [{ tenantId: 13 }, { mailingId: 346 }, { sendNo: 1 }, { memberId: 7_000_000_000_002n }]
  const all = [sarah, ...others.map((other) => ({ ...sarah, ...other }))].map((to) => replyAddress(to, DOMAIN))
  expect(new Set(all).size).toBe(5)
})

test.each([
  ['nothing', ''],
  ['no domain and no local part', '@'],
  ['another local part', `shop@${DOMAIN}`],
  ['no token', `r+@${DOMAIN}`],
  ['no prefix', `${local.slice(2)}@${DOMAIN}`],
  ['another separator', `${local.replace('+', '-')}@${DOMAIN}`],
  ['a digit too few', `${local.slice(0, -1)}@${DOMAIN}`],
  ['a digit too many', `${local}a@${DOMAIN}`],
  ['a padding sign', `${local}=@${DOMAIN}`],
  ['the whole token twice', `${local}${local.slice(2)}@${DOMAIN}`],
  ['a sign that is no digit', `${local.slice(0, -1)}1@${DOMAIN}`],
  ['a letter of another script', `${local.slice(0, -1)}а@${DOMAIN}`],
  ['a line break', `${local}\n@${DOMAIN}`],
  ['a blank before it', ` ${address}`],
  ['quotation marks', `"${local}"@${DOMAIN}`],
  ['another address behind it', `${address}@${DOMAIN}`],
  ['another one before it', `shop@${address}`],
  ['a megabyte of digits', `r+${'a'.repeat(1_048_576)}@${DOMAIN}`],
])('an address with %s is refused', (_what, given) => {
  expect(readReplyAddress(given)).toBeNull()
})

test('an address with any digit changed is refused', () => {
  const digits = 'abcdefghijklmnopqrstuvwxyz234567'
  for (let at = 2; at < local.length; at += 1) {
    for (const digit of digits.replace(local.charAt(at), ''))
      expect(readReplyAddress(`${local.slice(0, at)}${digit}${local.slice(at + 1)}@${DOMAIN}`)).toBeNull()
  }
})

test('an address is read for as long as its key is kept', () => {
  const secrets = ['1', '2', '3'].map((digit) => Buffer.alloc(32, digit).toString('base64'))
  const made = secrets.map((secret) => {
    setLinkKeys([secret])
    return replyAddress(sarah, DOMAIN)
  })
  const read = (...kept: number[]) => {
    setLinkKeys(kept.map((index) => secrets[index] ?? ''))
    return made.map((each) => readReplyAddress(each) !== null)
  }
  expect(read(2, 1, 0)).toEqual([true, true, true])
  expect(read(2, 1)).toEqual([false, true, true])
  expect(read(2)).toEqual([false, false, true])
  setLinkKeys(null)
})
