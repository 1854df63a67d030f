import { startFakeSes } from '#tests/fakes/ses.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { checkSender, identitiesOf, recheckSender } from './ses-identity.server.ts'
import { senderDoubt, senderProblem } from './ses-sender.ts'

let ses: Awaited<ReturnType<typeof startFakeSes>>
beforeAll(async () => (ses = await startFakeSes()))
beforeEach(() => ses.reset())
afterAll(() => ses.close())

const known = (identities: Record<string, 'verified' | 'pending'>) => {
  ses.identity = (name) => identities[name] ?? 'absent'
}

test.each([
  ['me@example.com', ['me@example.com', 'example.com']],
  [
    'Me@News.Shop.Example.co.uk',
    ['Me@news.shop.example.co.uk', 'news.shop.example.co.uk', 'shop.example.co.uk', 'example.co.uk', 'co.uk'],
  ],
  ['grüße@bücher.example', ['grüße@xn--bcher-kva.example', 'xn--bcher-kva.example']],
  ['info@xn--e1afmkfd.xn--p1ai', ['info@xn--e1afmkfd.xn--p1ai', 'xn--e1afmkfd.xn--p1ai']],
  ['"odd@name"@shop.example', ['"odd@name"@shop.example', 'shop.example']],
])('%s may be verified as itself, as its domain or above', (address, identities) => {
  expect(identitiesOf(address)).toEqual(identities)
})

describe('a sender', () => {
  test.each<[string, Record<string, 'verified' | 'pending'>, object]>([
    ['is verified as an address', { 'me@news.shop.example': 'verified' }, { kind: 'verified' }],
    ['is verified by its domain', { 'news.shop.example': 'verified' }, { kind: 'verified' }],
    ['is verified by a domain above', { 'shop.example': 'verified' }, { kind: 'verified' }],
    [
      'whose address is pending is verified by its domain',
      { 'me@news.shop.example': 'pending', 'shop.example': 'verified' },
      { kind: 'verified' },
    ],
    ['waits for its domain’s records', { 'shop.example': 'pending' }, { kind: 'pending', identity: 'shop.example' }],
    [
      'waits for the link that was sent to it',
      { 'me@news.shop.example': 'pending' },
      { kind: 'pending', identity: 'me@news.shop.example' },
    ],
    ['isn’t known', {}, { kind: 'unverified', domain: 'news.shop.example' }],
    [
      'isn’t verified by its sister',
      { 'you@news.shop.example': 'verified' },
      { kind: 'unverified', domain: 'news.shop.example' },
    ],
    [
      'isn’t verified by a domain below',
      { 'a.news.shop.example': 'verified' },
      { kind: 'unverified', domain: 'news.shop.example' },
    ],
  ])('%s', async (_, identities, check) => {
    known(identities)
    expect(await checkSender('me@news.shop.example')).toEqual(check)
  })
})

test.each([
  ['denied', 'not-allowed'],
  ['down', 'no-answer'],
] as const)('SES that answers "%s" leaves the sender in doubt, and is no reason to refuse it', async (answer, why) => {
  ses.identity = () => answer
  const check = await checkSender('me@shop.example')
  expect(check).toEqual({ kind: 'unasked', why })
  expect(senderProblem(check, 'me@shop.example')).toBeNull()
  expect(senderDoubt(check, 'me@shop.example')).toContain('couldn’t check whether')
})

test('a throttled question is asked again at the pace that SES allows', async () => {
  let times = 0
  ses.identity = () => ((times += 1) === 1 ? 'throttle' : 'verified')
  expect(await checkSender('me@shop.example')).toEqual({ kind: 'verified' })
  expect(ses.asked).toEqual(['me@shop.example', 'me@shop.example'])
})

test('SES that throttles every time leaves the sender in doubt', async () => {
  ses.identity = () => 'throttle'
  expect(await checkSender('me@shop.example')).toEqual({ kind: 'unasked', why: 'no-answer' })
})

test('while one writes, SES is asked once; before a start and after a mend it is asked anew', async () => {
  known({ 'shop.example': 'verified' })
  await Promise.all([checkSender('me@shop.example'), checkSender('me@shop.example')])
  await checkSender('me@shop.example')
  expect(ses.asked).toEqual(['me@shop.example', 'shop.example'])
  known({})
  expect(await recheckSender('me@shop.example')).toMatchObject({ kind: 'unverified' })
  known({})
  expect(await checkSender('me@other.example')).toMatchObject({ kind: 'unverified' })
  known({ 'other.example': 'verified' })
  expect(await checkSender('me@other.example')).toMatchObject({ kind: 'unverified' })
  expect(await recheckSender('me@other.example')).toEqual({ kind: 'verified' })
})

test('a merchant reads which domain or address it is and what to do', () => {
  expect(senderProblem({ kind: 'unverified', domain: 'shop.example' }, 'me@shop.example')).toBe(
    'shop.example isn’t verified in Amazon SES, so nothing can be sent from me@shop.example. Verify the domain in the SES console under Identities, or choose another sender email in Settings.',
  )
  expect(senderProblem({ kind: 'unverified', domain: 'shop.example' }, 'me@shop.example', 'here')).toMatch(
    /email here\.$/,
  )
  expect(senderProblem({ kind: 'pending', identity: 'shop.example' }, 'me@shop.example')).toContain('DNS')
  expect(senderProblem({ kind: 'pending', identity: 'me@shop.example' }, 'me@shop.example')).toContain(
    'Follow the link',
  )
})
