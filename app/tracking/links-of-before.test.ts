// Links of before: of keys that were followed by others, and of before a link named its key, its receipt or its place.
import type { Destination } from '#app/mail/template.ts'
import { newestKey, setLinkKeys } from '#app/platform/link-keys.server.ts'
import { afterEach, describe, expect, test } from 'vitest'
import {
  clickUrl,
  type LinkQuery,
  openUrl,
  type Recipient,
  unsubscribeToken,
  verifyClick as click,
  verifyOpen as open,
  verifyUnsubscribe,
} from './links.server.ts'

const sarah = { tenantId: 12, mailingId: 345, sendNo: 0, attempt: 1, memberId: 7_000_000_000_001n }
const mailed = { ...sarah, email: 'zoë.jones@mail.example.com' }
const recipient = { ...sarah, memberId: '7000000000001' }
const OLD_RECIPIENT = { ...recipient, attempt: 0 }
const BEFORE = 'https://shop.example/sale?q=a%20b&utm_content='
const shop: Destination = { url: `${BEFORE}&utm_medium=email#top`, pseudonymAt: BEFORE.length }
const KEY = newestKey().number.toString(16).padStart(2, '0')
const NOTHING: LinkQuery = { c: '', m: '', n: '', d: '', s: '' }
const query = (url: string): LinkQuery => ({ ...NOTHING, ...Object.fromEntries(new URL(url).searchParams) })

// Mail with such links is in people's mailboxes: of before a link said where its pseudonym stands, and of before it said
// which receipt it is of.
const SENT_BEFORE = 'http://localhost:3000/api/v1/track/click?c=12-345&m=7000000000001&d=https%3A%2F%2Fshop.example%2F'
const OLD_LINKS: [destination: string, linkNo: number, url: string][] = [
  ['https://shop.example/', 3, `${SENT_BEFORE}&s=Lkq_lAPhQx9dIhChO6Z0ZKeWCGvhRCIBy5lnhxWfZ6CA3`],
  [
    'https://shop.example/sale?q=a%20b&utm_content=z6g7o74N-Uj&utm_medium=email#top',
    3,
    `${SENT_BEFORE}sale%3Fq%3Da%2520b%26utm_content%3Dz6g7o74N-Uj%26utm_medium%3Demail%23top&s=Lkq_lAPhQx9dIhChO6Z0ZK_LvlBhkK08gy_MDWLj1Q1g3`,
  ],
  [
    'https://shop.example/läden?q=ü%26&utm_source=glancito&utm_content=z6g7o74N-Uj#a',
    3,
    `${SENT_BEFORE}l%C3%A4den%3Fq%3D%C3%BC%2526%26utm_source%3Dglancito%26utm_content%3Dz6g7o74N-Uj%23a&s=Lkq_lAPhQx9dIhChO6Z0ZKw7sjVCokXXrx_aLCGAaWNt3`,
  ],
  [
    'https://shop.example/?utm_content=authors-own&a=1',
    3,
    `${SENT_BEFORE}%3Futm_content%3Dauthors-own%26a%3D1&s=Lkq_lAPhQx9dIhChO6Z0ZK82bO6ygLXNWDu02h_dGbpi3`,
  ],
  [
    'https://shop.example/?n=Zo%C3%AB%20B&b=2&utm_source=glancito&utm_medium=email&utm_campaign=345&utm_content=z6g7o74N-Uj#top',
    1,
    `${SENT_BEFORE}%3Fn%3DZo%25C3%25AB%2520B%26b%3D2%26utm_source%3Dglancito%26utm_medium%3Demail%26utm_campaign%3D345%26utm_content%3Dz6g7o74N-Uj%23top&s=Lkq_lAPhQx9dIhChO6Z0ZKrKo-so0sQqLZNkACLrC71y1`,
  ],
  [
    'https://shop.example/?u=https://y.example/?utm_content=z6g7o74N-Uj&utm_source=glancito&utm_medium=email&utm_campaign=345',
    3,
    `${SENT_BEFORE}%3Fu%3Dhttps%3A%2F%2Fy.example%2F%3Futm_content%3Dz6g7o74N-Uj%26utm_source%3Dglancito%26utm_medium%3Demail%26utm_campaign%3D345&s=Lkq_lAPhQx9dIhChO6Z0ZKVdIS46qaVL2Mc-lJDr1qRn3`,
  ],
  [
    'https://shop.example/sale?q=a%20b&utm_content=z6g7o74N-Uj&utm_medium=email#top',
    3,
    `${SENT_BEFORE}sale%3Fq%3Da%2520b%26utm_content%3Dz6g7o74N-Uj%26utm_medium%3Demail%23top&s=Lkq_lAPhQx9dIhChO6Z0ZKIQ1dVL2SYtfm066-3YXhbS3-46`,
  ],
  ['https://shop.example/läden', 1, `${SENT_BEFORE}l%C3%A4den&s=Lkq_lAPhQx9dIhChO6Z0ZKD5slNtVkzh3qVoSgi7a0kT1-0`],
]
const OLD_OPEN = 'http://localhost:3000/api/v1/track/open?c=12-345&m=7000000000001&s=Lkq_lAPhQx9dIhChO6Z0ZK'

test.each(OLD_LINKS)('a link to %s in an e-mail sent long ago stays valid', (destination, linkNo, url) => {
  expect(click(query(url))).toEqual({ ...OLD_RECIPIENT, linkNo })
  expect(query(url).d).toBe(destination)
  expect(click({ ...query(url), d: 'https://evil.example/' })).toBeNull()
  expect(click({ ...query(url), s: `${query(url).s}-0` })).toBeNull()
  expect(click({ ...query(url), n: '1' })).toBeNull()
  expect(click({ ...query(url), s: `1.0.${query(url).s}` })).toBeNull()
})

test('the pixel of an e-mail sent long ago stays valid', () => {
  expect(open(query(OLD_OPEN))).toEqual(OLD_RECIPIENT)
  expect(open({ ...query(OLD_OPEN), m: '7000000000002' })).toBeNull()
  expect(open({ ...query(OLD_OPEN), n: '1' })).toBeNull()
  expect(open({ ...query(OLD_OPEN), s: `1.1.${query(OLD_OPEN).s}` })).toBeNull()
})

// Of before a signature said its key.
const UNNAMED_CLICK =
  'http://localhost:3000/api/v1/track/click?c=12-345&m=7000000000001&n=1&d=https%3A%2F%2Fshop.example%2Fsale%3Fq%3Da%2520b%26utm_content%3DPBil6IqyvD_%26utm_medium%3Demail%23top&s=1.3.qRF2WHUB8wWjp-qJpRg2hqIQ1dVL2SYtfm066-3YXhbS3-46'
const UNNAMED_OPENS: [string, Partial<Recipient>][] = [
  ['http://localhost:3000/api/v1/track/open?c=12-345&m=7000000000001&s=1.1.CuXcZls3NGxLddwHJgIyRp', { attempt: 1 }],
  [
    'http://localhost:3000/api/v1/track/open?c=12-345&m=7000000000001&n=1&s=1.3.qRF2WHUB8wWjp-qJpRg2hq',
    { sendNo: 1, attempt: 3 },
  ],
]

test.each(UNNAMED_OPENS)('a pixel that does not say its key stays valid: %s', (url, receipt) => {
  expect(open(query(url))).toEqual({ ...recipient, ...receipt })
  expect(open({ ...query(url), s: query(url).s.replace(/^1/, KEY) })).toBeNull()
  expect(open({ ...query(url), s: query(url).s.slice(4) })).toBeNull()
})

test('a link that does not say its key stays valid', () => {
  expect(click(query(UNNAMED_CLICK))).toEqual({ ...recipient, sendNo: 1, attempt: 3, linkNo: 3 })
  expect(click({ ...query(UNNAMED_CLICK), s: query(UNNAMED_CLICK).s.replace(/^1/, KEY) })).toBeNull()
})

test.each([
  ['AAAADAAAAVkAAAZd0INwAaeAbFNCHfxK9CWKF11ReQY', null],
  ['AAAADAAAAVkAAAZd0INwAdfsjv1oRJQLBtl0nyoUEj6ORxrJXGZtylAVKpMcqV7iJtyfgKz4L-n5dcA', mailed.email],
])('a token sent long ago stays valid: %s', (token, email) => {
  expect(verifyUnsubscribe(token)).toEqual({ ...OLD_RECIPIENT, email })
  expect(verifyUnsubscribe(token.replace(/^./, 'g'))).toBeNull()
  expect(verifyUnsubscribe(token.slice(0, -1))).toBeNull()
})

test.each([
  ['gQAAAAwAAAFZAAAAAQAABl3Qg3ABqT-bpUDPjONkWwbu2xxgWYUe3yW9zLqOKMuVoveEMa52-akTIFA2JiyrRQ', { attempt: 1 }],
  ['gQAAAAwAAAFZAAEAAwAABl3Qg3ABcHKqdjv842y6UCPZx32XkseWdfxzDjOcV_addXocmXL-KXerWU35rWu4MA', { sendNo: 1, attempt: 3 }],
])('a token that does not say its key stays valid: %s', (token, receipt) => {
  expect(verifyUnsubscribe(token)).toEqual({ ...recipient, ...receipt, email: mailed.email })
  expect(verifyUnsubscribe(token.replace(/^gQ/, 'gg'))).toBeNull()
})

describe('when the key is changed', () => {
  const FIRST = Buffer.alloc(32, 2).toString('base64')
  const [SECOND, THIRD] = [3, 4].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [string, string]
  /** Two whose numbers are the same, as one pair of 256 has it. */
  const TWINS = ['twin 1', 'twin 19'].map((name) => Buffer.from(name.padEnd(32)).toString('base64'))
  const made = (to = mailed) => ({
    open: query(openUrl(to)),
    click: query(clickUrl(to, 3, shop)),
    token: unsubscribeToken(to),
  })
  const isKnown = (mail: ReturnType<typeof made>) => [
    open(mail.open) !== null,
    click(mail.click) !== null,
    verifyUnsubscribe(mail.token)?.email === mailed.email,
  ]
  const ALL = [true, true, true]
  const NONE = [false, false, false]
  afterEach(() => setLinkKeys(null))

  test('the links of mail from before each of two changes go on working, and new ones name the newest key', () => {
    const ofFirst = made()
    setLinkKeys([SECOND, FIRST])
    const ofSecond = made()
    setLinkKeys([THIRD, SECOND, FIRST])
    const ofThird = made()
    expect(new Set([ofFirst, ofSecond, ofThird].map(({ open: { s } }) => s.slice(0, 2))).size).toBe(3)
    expect([ofFirst, ofSecond, ofThird].map(isKnown)).toEqual([ALL, ALL, ALL])
    expect(click(ofSecond.click)).toEqual({ ...recipient, linkNo: 3 })
  })

  test('so do those that do not name theirs, of any kept key', () => {
    setLinkKeys([THIRD, SECOND, FIRST])
    for (const [, linkNo, url] of OLD_LINKS) expect(click(query(url))).toEqual({ ...OLD_RECIPIENT, linkNo })
    expect(open(query(OLD_OPEN))).toEqual(OLD_RECIPIENT)
    for (const [url, receipt] of UNNAMED_OPENS) expect(open(query(url))).toEqual({ ...recipient, ...receipt })
    expect(click(query(UNNAMED_CLICK))?.linkNo).toBe(3)
    expect(verifyUnsubscribe('AAAADAAAAVkAAAZd0INwAaeAbFNCHfxK9CWKF11ReQY')).toEqual({ ...OLD_RECIPIENT, email: null })
  })

  test('the order of the kept keys does not matter, nor that one stands there twice', () => {
    setLinkKeys([SECOND, FIRST])
    const ofSecond = made()
    setLinkKeys([THIRD, FIRST, SECOND, SECOND])
    expect(isKnown(ofSecond)).toEqual(ALL)
  })

  test('what was made with a key that is not kept is refused', () => {
    setLinkKeys([SECOND, FIRST])
    const ofSecond = made()
    setLinkKeys([THIRD, FIRST])
    expect(isKnown(ofSecond)).toEqual(NONE)
    setLinkKeys([THIRD, SECOND])
    expect(open(query(OLD_OPEN))).toBeNull()
    expect(click(query(UNNAMED_CLICK))).toBeNull()
  })

  test('halves made with two kept keys are no link', () => {
    const ofFirst = made()
    setLinkKeys([SECOND, FIRST])
    const ofSecond = made()
    const half = 'k0.1.'.length + 22
    const mixed = ofSecond.click.s.slice(0, half) + ofFirst.click.s.slice(half)
    expect(click({ ...ofSecond.click, s: mixed })).toBeNull()
    expect(click({ ...ofFirst.click, s: mixed })).toBeNull()
  })

  test('two keys may have the same number', () => {
    setLinkKeys(TWINS.slice(0, 1))
    const [ofOne, number] = [made(), newestKey().number]
    setLinkKeys(TWINS.toReversed())
    expect(newestKey().number).toBe(number)
    expect([ofOne, made()].map(isKnown)).toEqual([ALL, ALL])
  })
})
