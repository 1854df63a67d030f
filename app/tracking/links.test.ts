import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newestKey } from '#app/platform/link-keys.server.ts'
import {
  clickUrl,
  type LinkQuery,
  mailingCode,
  memberPseudonym,
  openUrl,
  unsubscribeToken,
  unsubscribeUrl,
  verifyClick,
  verifyOpen,
  verifyUnsubscribe,
} from './links.server.ts'
import type { Destination } from '#app/mail/template.ts'

const sarah = { tenantId: 12, mailingId: 345, sendNo: 0, attempt: 1, memberId: 7_000_000_000_001n }
/** Her second receipt of the same mailing, at the third attempt. */
const again = { ...sarah, sendNo: 1, attempt: 3 }
const mailed = { ...sarah, email: 'zoë.jones@mail.example.com' }
const recipient = { ...sarah, memberId: '7000000000001' }
const BEFORE = 'https://shop.example/sale?q=a%20b&utm_content='
const shop: Destination = { url: `${BEFORE}&utm_medium=email#top`, pseudonymAt: BEFORE.length }
const pseudonym = memberPseudonym(sarah)
const hex = (number: number) => number.toString(16).padStart(2, '0')
const KEY = hex(newestKey().number)

const query = (url: string): LinkQuery => ({
  c: '',
  m: '',
  n: '',
  d: '',
  s: '',
  ...Object.fromEntries(new URL(url).searchParams),
})
const click = verifyClick
const open = verifyOpen

test.each([
  { sendNo: 0, attempt: 1 },
  { sendNo: 0, attempt: 0 },
  { sendNo: 1, attempt: 1 },
  { sendNo: 9, attempt: 32_767 },
  { sendNo: 32_767, attempt: 2 },
])('each kind of URL says which receipt and attempt it was made for: %j', (receipt) => {
  const to = { ...sarah, ...receipt }
  const made = { ...recipient, ...receipt }
  expect(open(query(openUrl(to)))).toEqual(made)
  expect(click(query(clickUrl(to, 3, shop)))).toEqual({ ...made, linkNo: 3 })
  expect(verifyUnsubscribe(unsubscribeToken({ ...to, email: null }))).toEqual({ ...made, email: null })
})

test('a first receipt has no parameter for its number, and a second one has', () => {
  expect(openUrl(sarah)).toContain(`?c=12-345&m=7000000000001&s=${KEY}.1.`)
  expect(openUrl(again)).toContain(`?c=12-345&m=7000000000001&n=1&s=${KEY}.3.`)
  expect(clickUrl(again, 3, shop)).toContain('?c=12-345&m=7000000000001&n=1&d=')
})

test('a click URL says whom it was made for and which link, and carries the pseudonym', () => {
  const url = query(clickUrl(sarah, 3, shop))
  expect(click(url)).toEqual({ ...recipient, linkNo: 3 })
  expect(url.d).toBe(`${BEFORE}${pseudonym}&utm_medium=email#top`)
})

test.each([
  'https://shop.example/',
  'https://shop.example/?utm_content=authors-own&a=1',
  'https://shop.example/?utm_content=',
  'https://shop.example/?utm_content=&u=https://y.example/?utm_content=&z=1',
  'https://shop.example/?u=https%3A%2F%2Fy.example%2F%3Futm_content%3D#?utm_content=',
  'https://shop.example/läden?q=ü%26&x=1+2#a?utm_content=z',
  `https://shop.example/?utm_content=${pseudonym}&u=utm_content=${pseudonym}`,
])('the destination %s comes back as it was written, with the pseudonym wherever it is put, or nowhere', (whole) => {
  for (const pseudonymAt of [0, 'https://shop.example/'.length, whole.length]) {
    const url = query(clickUrl(sarah, 1, { url: whole, pseudonymAt }))
    expect(click(url)).toEqual({ ...recipient, linkNo: 1 })
    const put = pseudonymAt === 0 ? '' : pseudonym
    expect(url.d).toBe(whole.slice(0, pseudonymAt) + put + whole.slice(pseudonymAt))
  }
})

test('a destination holds whatever can be written, wherever the pseudonym is put', () => {
  const destination = fc
    .string({ unit: 'binary', minLength: 1 })
    .chain((text) => fc.record({ url: fc.constant(text), pseudonymAt: fc.nat({ max: text.length }) }))
  fc.assert(
    fc.property(destination, fc.nat({ max: 32_766 }), ({ url, pseudonymAt }, no) => {
      // Inside a pair of surrogates is no place in a text.
      fc.pre(url.slice(0, pseudonymAt).isWellFormed())
      const sent = query(clickUrl(sarah, no + 1, { url, pseudonymAt }))
      expect(click(sent)).toEqual({ ...recipient, linkNo: no + 1 })
      expect(sent.d).toBe(url.slice(0, pseudonymAt) + (pseudonymAt === 0 ? '' : pseudonym) + url.slice(pseudonymAt))
    }),
  )
})

test.each([
  ['the mailing', { c: mailingCode(12, 346) }],
  ['the tenant', { c: mailingCode(13, 345) }],
  ['the member', { m: '7000000000002' }],
  ['the destination', { d: 'https://evil.example/' }],
  ['only the pseudonym', { d: `${BEFORE}AAAAAAAAAAA&utm_medium=email#top` }],
  ['the pseudonym taken out', { d: shop.url }],
  ['the pseudonym moved', { d: `${shop.url}${pseudonym}` }],
  ['the link number', { s: query(clickUrl(sarah, 3, shop)).s.replace(/3-46$/, '4-46') }],
  ['the place', { s: query(clickUrl(sarah, 3, shop)).s.replace(/3-46$/, '3-45') }],
  ['the place taken out', { s: query(clickUrl(sarah, 3, shop)).s.replace(/3-46$/, '3') }],
  ['the place set to nowhere', { s: query(clickUrl(sarah, 3, shop)).s.replace(/3-46$/, '3-0') }],
  ['a leading zero in the place', { s: query(clickUrl(sarah, 3, shop)).s.replace(/3-46$/, '3-046') }],
  ['the signature to nothing', { s: '' }],
  ['a leading zero into the link number', { s: query(clickUrl(sarah, 3, shop)).s.replace(/3-46$/, '03-46') }],
  ['the member to a form with a sign', { m: '+7000000000001' }],
  ['a number of a receipt added', { n: '1' }],
  ['the first receipt named', { n: '0' }],
  ['the number of a receipt made too long', { n: '100000' }],
  ['the attempt', { s: query(clickUrl(sarah, 3, shop)).s.replace(`${KEY}.1.`, `${KEY}.2.`) }],
  ['a leading zero in the attempt', { s: query(clickUrl(sarah, 3, shop)).s.replace(`${KEY}.1.`, `${KEY}.01.`) }],
  ['the key', { s: query(clickUrl(sarah, 3, shop)).s.replace(KEY, hex(newestKey().number ^ 1)) }],
  ['the key in capitals or cut', { s: query(clickUrl(sarah, 3, shop)).s.replace(KEY, 'A0') }],
  ['the key not named', { s: query(clickUrl(sarah, 3, shop)).s.replace(`${KEY}.`, '1.') }],
  ['the key and the attempt taken out', { s: query(clickUrl(sarah, 3, shop)).s.replace(`${KEY}.1.`, '') }],
])('a click URL with %s changed is refused', (_what, change) => {
  expect(click({ ...query(clickUrl(sarah, 3, shop)), ...change })).toBeNull()
})

test.each(['', '0', '2', '01', '1%00', '-1'])('a second receipt is no other one, as %j', (n) => {
  expect(open({ ...query(openUrl(again)), n })).toBeNull()
  expect(click({ ...query(clickUrl(again, 3, shop)), n })).toBeNull()
})

test('no single character of a signature can be changed', () => {
  for (const [url, verify] of [
    [query(openUrl(sarah)), open],
    [query(clickUrl(sarah, 3, shop)), click],
    [query(openUrl(again)), open],
    [query(clickUrl(again, 3, shop)), click],
  ] as const) {
    const changed = Array.from(
      url.s,
      (_, at) => url.s.slice(0, at) + (url.s[at] === 'A' ? 'B' : 'A') + url.s.slice(at + 1),
    )
    expect(changed.filter((s) => verify({ ...url, s }))).toEqual([])
  }
})

test('halves of two valid click URLs do not make a third', () => {
  const [one, two] = [query(clickUrl(sarah, 3, shop)), query(clickUrl({ ...sarah, memberId: 5n }, 3, shop))]
  expect(click({ ...one, s: two.s })).toBeNull()
  expect(open({ ...one, s: query(openUrl({ ...sarah, memberId: 5n })).s })).toBeNull()
})

test('a pseudonym is the same in all links of an e-mail and differs between e-mails', () => {
  const all = [sarah, again, { ...sarah, mailingId: 346 }, { ...sarah, memberId: 2n }].map(memberPseudonym)
  expect(new Set(all).size).toBe(4)
  expect(memberPseudonym({ ...sarah, memberId: '7000000000001' })).toBe(all[0])
})

test('an unsubscribe token is unique for each member and e-mail, and says whose it is and where it went', () => {
  const tokens = [
    mailed,
    { ...mailed, memberId: 1n },
    { ...mailed, mailingId: 1 },
    { ...mailed, tenantId: 1 },
    { ...mailed, sendNo: 1 },
    { ...mailed, attempt: 2 },
  ]
  expect(new Set([...tokens, { ...mailed, email: 'other@example.com' }].map(unsubscribeToken)).size).toBe(7)
  expect(verifyUnsubscribe(unsubscribeToken(mailed))).toEqual({ ...recipient, email: mailed.email })
  expect(unsubscribeUrl(mailed)).toBe(`http://localhost:3000/api/v1/unsubscribe/${unsubscribeToken(mailed)}`)
  expect(unsubscribeToken({ ...mailed })).toBe(unsubscribeToken(mailed))
})

test('the address in a token is not to be read', () => {
  const bytes = Buffer.from(unsubscribeToken(mailed), 'base64url')
  expect(bytes.includes('jones')).toBe(false)
  expect(bytes.subarray(-mailed.email.length).equals(Buffer.from(mailed.email))).toBe(false)
})

test('a token with any character changed, cut or added is refused', () => {
  const token = unsubscribeToken(mailed)
  expect([...Buffer.from(token, 'base64url').subarray(0, 2)]).toEqual([0x82, newestKey().number])
  const changed = Array.from(
    token,
    (_, at) => token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1),
  )
  const cut = Array.from(token, (_, at) => token.slice(0, at))
  const wrong = [...changed, ...cut, token.slice(1), `${token}A`, `${token}=`, ` ${token}`, token.replace(/.$/, '_')]
  expect(wrong.filter((each) => each !== token && verifyUnsubscribe(each))).toEqual([])
})
