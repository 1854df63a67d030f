import { expect, test } from 'vitest'
import {
  campaignCode,
  clickUrl,
  memberPseudonym,
  openUrl,
  unsubscribeToken,
  unsubscribeUrl,
  verifyClick,
  verifyOpen,
  verifyUnsubscribe,
} from './links.server.ts'

const sarah = { tenantId: 12, campaignId: 345, memberId: 7_000_000_000_001n }
const mailed = { ...sarah, email: 'zoë.jones@mail.example.com' }
const recipient = { tenantId: 12, campaignId: 345, memberId: '7000000000001' }
const shop = 'https://shop.example/sale?q=a%20b&utm_content=&utm_medium=email#top'

const query = (url: string) => Object.fromEntries(new URL(url).searchParams) as Record<'c' | 'm' | 'd' | 's', string>
const click = ({ c, m, d, s }: ReturnType<typeof query>) => verifyClick(c, m, d, s)
const open = ({ c, m, s }: ReturnType<typeof query>) => verifyOpen(c, m, s)

test('an open URL says whom it was made for', () => {
  expect(open(query(openUrl(sarah)))).toEqual(recipient)
})

test('a click URL says whom it was made for and which link, and carries the pseudonym', () => {
  const url = query(clickUrl(sarah, 3, shop))
  expect(click(url)).toEqual({ ...recipient, linkNo: 3 })
  expect(url.d).toBe(shop.replace('utm_content=', `utm_content=${memberPseudonym(12, 345, 7_000_000_000_001n)}`))
})

test.each([
  'https://shop.example/',
  'https://shop.example/?utm_content=authors-own&a=1',
  'https://shop.example/?utm_content=',
  'https://shop.example/läden?q=ü%26&x=1+2#a?utm_content=z',
])('the destination %s comes back as it was written', (destination) => {
  const url = query(clickUrl(sarah, 1, destination))
  expect(click(url)).toEqual({ ...recipient, linkNo: 1 })
  expect(url.d.replace(memberPseudonym(12, 345, sarah.memberId), '')).toBe(destination)
})

test.each([
  ['the campaign', { c: campaignCode(12, 346) }],
  ['the tenant', { c: campaignCode(13, 345) }],
  ['the member', { m: '7000000000002' }],
  ['the destination', { d: 'https://evil.example/' }],
  ['only the pseudonym', { d: shop.replace('utm_content=', 'utm_content=AAAAAAAAAAA') }],
  ['the link number', { s: query(clickUrl(sarah, 3, shop)).s.replace(/3$/, '4') }],
  ['the signature to nothing', { s: '' }],
  ['a leading zero into the link number', { s: query(clickUrl(sarah, 3, shop)).s.replace(/3$/, '03') }],
  ['the member to a form with a sign', { m: '+7000000000001' }],
])('a click URL with %s changed is refused', (_what, change) => {
  expect(click({ ...query(clickUrl(sarah, 3, shop)), ...change })).toBeNull()
})

test('no single character of a signature can be changed', () => {
  for (const [url, verify] of [
    [query(openUrl(sarah)), open],
    [query(clickUrl(sarah, 3, shop)), click],
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

test('a pseudonym is stable in a campaign and differs between campaigns and members', () => {
  const all = [memberPseudonym(12, 345, 1n), memberPseudonym(12, 346, 1n), memberPseudonym(12, 345, 2n)]
  expect(new Set(all).size).toBe(3)
  expect(memberPseudonym(12, 345, '1')).toBe(all[0])
})

test('an unsubscribe token is unique for each member and e-mail, and says whose it is and where it went', () => {
  const tokens = [mailed, { ...mailed, memberId: 1n }, { ...mailed, campaignId: 1 }, { ...mailed, tenantId: 1 }]
  expect(new Set([...tokens, { ...mailed, email: 'other@example.com' }].map(unsubscribeToken)).size).toBe(5)
  expect(verifyUnsubscribe(unsubscribeToken(mailed))).toEqual({ ...recipient, email: mailed.email })
  expect(unsubscribeUrl(mailed)).toBe(`http://localhost:3000/api/v1/unsubscribe/${unsubscribeToken(mailed)}`)
  expect(unsubscribeToken({ ...mailed })).toBe(unsubscribeToken(mailed))
})

test('the address in a token is not to be read', () => {
  const bytes = Buffer.from(unsubscribeToken(mailed), 'base64url')
  expect(bytes.includes('jones')).toBe(false)
  expect(bytes.subarray(-mailed.email.length).equals(Buffer.from(mailed.email))).toBe(false)
})

test('a token without an address, as they were at first, is as good', () => {
  const token = 'AAAADAAAAVkAAAZd0INwAaeAbFNCHfxK9CWKF11ReQY'
  expect(unsubscribeToken({ ...sarah, email: null })).toBe(token)
  expect(verifyUnsubscribe(token)).toEqual({ ...recipient, email: null })
})

test('a token with any character changed, cut or added is refused', () => {
  const token = unsubscribeToken(mailed)
  const changed = Array.from(
    token,
    (_, at) => token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1),
  )
  const cut = Array.from(token, (_, at) => token.slice(0, at))
  const wrong = [...changed, ...cut, token.slice(1), `${token}A`, `${token}=`, ` ${token}`, token.replace(/.$/, '_')]
  expect(wrong.filter((each) => each !== token && verifyUnsubscribe(each))).toEqual([])
})
