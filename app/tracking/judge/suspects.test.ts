import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DELIVERED, hit, mail } from '#tests/suspect-hits.ts'
import { HONEYPOT, isSuspect, judgeSuspects, type ReceiptContext, type SuspectHit } from './suspects.ts'

const ALONE = { recipients: 1 }

type Pattern = { mail?: Partial<ReceiptContext>; recipients?: number; hits: string }

const DEFENDER = 'https://check.live-direct-marketing.online/blog/microsoft-defender-link-click-pattern'
const FIELD_GUIDE = 'https://check.live-direct-marketing.online/blog/bot-clicks-security-scanners-detect'
const PAMINGA = 'https://www.paminga.com/docs/concepts/bot-filtering/'
const MAUTIC = 'https://github.com/mautic/mautic/issues/9798'

/** What hits turn out to be: a machine's for a reason, or a person's. */
test.each<[what: string, source: string, Pattern]>([
  [
    'Safe Attachments follows every link within ten seconds',
    DEFENDER,
    {
      mail: { gateway: 'microsoft' },
      hits: 'open 20 a1, 1 22 a1, 2 23.9 a1, 3 25.8 a1, 4 27.7 a1, 5 29.6 a1 = every-link',
    },
  ],
  [
    'Safe Links checks the link that a person has clicked, who follows',
    DEFENDER,
    { mail: { gateway: 'microsoft' }, hits: '2 3600 b2 = person' },
  ],
  [
    'Outlook.com’s scanner has every link at once, from several addresses',
    'https://github.com/mautic/mautic/issues/8692',
    { hits: '1 8 a1, 2 8.1 b1, 3 8.1 c1, 4 8.2 d1, 5 8.4 e1 = every-link' },
  ],
  [
    'a scanner that changes its name with each link is known by its address',
    'https://github.com/gophish/gophish/issues/2446',
    { hits: '1 -2 a1, 2 -1.9 a2, 3 -1.8 a3 = links-at-once' },
  ],
  [
    'Barracuda follows links one after the other, about a second each',
    MAUTIC,
    {
      mail: { gateway: 'barracuda', trackedLinks: 8 },
      hits: '1 4 a1, 2 5 a1, 3 6 a1, 4 7 a1, 5 8 a1, 6 9 a1, 7 10 a1, 8 11 a1 = every-link',
    },
  ],
  [
    'a scanner reaches for the link that nobody sees, and takes others with it',
    MAUTIC,
    { hits: '1 30 a1, trap 32 a1, 4 36 b1 = honeypot; 2 55 a1 = beside-machine; 3 56 c2 = person' },
  ],
  [
    'Proofpoint opens the mail and some links in three seconds',
    PAMINGA,
    {
      mail: { gateway: 'proofpoint', trackedLinks: 20 },
      hits: 'open 9 a1 = beside-machine; 1 14 a1, 2 15 a1, 7 16.5 a1 = links-at-once; 9 40 a1 = beside-machine',
    },
  ],
  [
    'Mimecast follows the only link as soon as it has the mail',
    FIELD_GUIDE,
    { mail: { gateway: 'mimecast', trackedLinks: 1 }, hits: '1 1.5 a1 = gateway-at-once' },
  ],
  [
    'Cisco looks before it takes the mail',
    FIELD_GUIDE,
    { mail: { gateway: 'cisco', trackedLinks: 1 }, hits: 'open -1 a1, 1 -0.5 a1 = gateway-at-once' },
  ],
  [
    'an unknown scanner serves many mailboxes at once',
    FIELD_GUIDE,
    { mail: { trackedLinks: 1 }, recipients: 40, hits: '1 2 a1 = burst' },
  ],
  [
    'two links within a second are no person’s',
    PAMINGA,
    { mail: { trackedLinks: 2 }, hits: '1 12 a1, 2 12.6 a1 = links-at-once' },
  ],
  [
    'a person behind a gateway reads and clicks once',
    'https://support.metacompliance.com/hc/en-gb/articles/13056444972817',
    { mail: { gateway: 'mimecast' }, hits: 'open 400 a1, 3 412 a1 = person' },
  ],
  [
    'a person is quick, and has no gateway',
    'https://github.com/warmbly/warmbly/pull/438',
    { hits: 'open 2.5 a1, 1 4 a1 = person' },
  ],
  [
    'a person clicks while a scanner with the same name has come and gone',
    'https://github.com/resend/resend-node/issues/901',
    { hits: '1 6 a1, 2 6.4 a1 = links-at-once; 1 44 b1 = person' },
  ],
  [
    'one click from elsewhere after a person’s may be theirs: the doubt is for them',
    'https://github.com/resend/resend-node/issues/901',
    { hits: '1 20 a1, 1 32 b2 = person' },
  ],
  [
    'a person clicks the same link twice, impatiently',
    PAMINGA,
    { mail: { gateway: 'microsoft' }, hits: '1 30 a1, 1 30.3 a1, 1 30.6 a1 = person' },
  ],
  ['a person opens links in tabs, one after the other', PAMINGA, { hits: '1 30 a1, 2 32 a1, 3 34.5 a1 = person' }],
  [
    'an office of one address reads the same mail together',
    FIELD_GUIDE,
    { recipients: 12, hits: 'open 300 a1, 2 311 a1 = person' },
  ],
  [
    'long after delivery, with nothing else to say, links at once are somebody’s own',
    PAMINGA,
    { hits: '1 7200 a1, 2 7200.2 a1, 3 7200.4 a1 = person' },
  ],
])('%s (%s)', (_, __, { mail: more, recipients = 1, hits }) => {
  const expected = hits.split('; ').flatMap((group) => {
    const [texts = '', reason = ''] = group.split(' = ')
    return texts.split(', ').map((text) => ({ given: hit(text), reason }))
  })
  const judged = judgeSuspects(
    expected.map(({ given }) => given),
    mail(more),
    { recipients },
  )
  expect(judged.map(({ verdict, reason }) => (verdict === 'human' ? 'person' : reason))).toEqual(
    expected.map(({ reason }) => reason),
  )
})

test.each<[what: string, SuspectHit, Partial<ReceiptContext> & { recipients?: number }, string | null]>([
  ['a minute after delivery nobody waits', hit('1 61 a1'), {}, null],
  ['seconds after delivery', hit('1 8 a1'), {}, 'at-delivery'],
  ['before it', hit('open -4 a1'), {}, 'at-delivery'],
  ['soon after the hand-over, while nobody knows of a delivery', hit('1 90 a1'), { deliveredAt: null }, 'at-delivery'],
  ['later than that', hit('1 118 a1'), { deliveredAt: null }, null],
  ['of a mail of which no time is known', hit('1 1 a1'), { deliveredAt: null, sentAt: null }, null],
  ['behind a gateway, whenever', hit('1 90000 a1'), { gateway: 'cisco' }, 'gateway'],
  ['of a burst', hit('open 500 a1'), { recipients: 5 }, 'burst'],
  ['of nearly a burst', hit('open 500 a1'), { recipients: 4 }, null],
  ['the link that nobody sees', hit('trap 90000 a1'), {}, 'honeypot'],
  [
    'an image proxy, however soon and many',
    hit('open 1 a1', { verdict: 'proxy' }),
    { gateway: 'cisco', recipients: 900 },
    null,
  ],
  [
    'a machine, which is known already',
    hit('1 1 a1', { verdict: 'machine' }),
    { gateway: 'cisco', recipients: 900 },
    null,
  ],
])('who waits: %s', (_, suspect, { recipients = 1, ...more }, reason) => {
  expect(isSuspect(suspect, mail(more), { recipients })).toBe(reason)
})

test('an email app that stands open when mail comes behind a gateway is a person’s', () => {
  const outlook = hit('open 2 a1', { reason: 'mail-client' })
  expect(judgeSuspects([outlook], mail({ gateway: 'microsoft' }), ALONE)).toEqual([
    { verdict: 'human', reason: 'mail-client' },
  ])
})

test('what is no suspect stays as it was judged, and helps no pattern', () => {
  const hits = [
    hit('1 8 a1'),
    hit('2 8.1 a1', { verdict: 'machine', reason: 'bot-user-agent' }),
    hit('open 8.2 a1', { verdict: 'proxy', reason: 'gmail-proxy' }),
  ]
  expect(judgeSuspects(hits, mail(), ALONE).map(({ reason }) => reason)).toEqual([
    'browser',
    'bot-user-agent',
    'gmail-proxy',
  ])
})

const someHit = fc.record<SuspectHit>({
  kind: fc.constantFrom('open', 'click'),
  linkNo: fc.constantFrom(0, 1, 2, 3, 4, HONEYPOT),
  at: fc.integer({ min: DELIVERED - 5_000, max: DELIVERED + 90_000 }),
  prefix: fc.constantFrom('a', 'b', 'c'),
  agent: fc.nat(3),
  verdict: fc.constantFrom('human', 'proxy', 'machine'),
  reason: fc.constantFrom('browser', 'mail-client'),
})
const someMail = fc.record<ReceiptContext>({
  deliveredAt: fc.constantFrom(null, DELIVERED),
  sentAt: fc.constantFrom(null, DELIVERED - 3_000),
  gateway: fc.constantFrom(null, 'microsoft', 'cisco'),
  trackedLinks: fc.nat(6),
})

test('whatever came, only what looked like a person’s is judged otherwise, and one sign is never enough', () => {
  fc.assert(
    fc.property(fc.array(someHit, { maxLength: 40 }), someMail, fc.nat(10), (hits, context, recipients) => {
      const judged = judgeSuspects(hits, context, { recipients })
      expect(judged).toHaveLength(hits.length)
      const changed = hits.filter((before, index) => judged[index]?.verdict !== before.verdict)
      expect(changed.every(({ verdict }) => verdict === 'human')).toBe(true)
      const kept = hits.filter((before) => !changed.includes(before))
      expect(kept.map(({ reason }) => reason)).toEqual(
        judged.filter((_, index) => !changed.includes(hits[index] as SuspectHit)).map(({ reason }) => reason),
      )
      const single = hits.slice(0, 1).filter(({ linkNo }) => linkNo !== HONEYPOT)
      expect(judgeSuspects(single, { ...context, gateway: null }, ALONE)).toEqual(
        single.map(({ verdict, reason }) => ({ verdict, reason })),
      )
    }),
    { numRuns: 1_000 },
  )
})

test('the order in which hits are given changes nothing', () => {
  fc.assert(
    fc.property(fc.uniqueArray(someHit, { maxLength: 30, selector: ({ at }) => at }), someMail, (hits, context) => {
      const there = judgeSuspects(hits, context, ALONE)
      expect(judgeSuspects(hits.toReversed(), context, ALONE).toReversed()).toEqual(there)
    }),
  )
})

test('a flood of hits on one mail is judged in one go', () => {
  const flood = Array.from({ length: 30_000 }, (_, n) => hit(`${1 + (n % 5)} ${(n % 50_000) / 1_000} a${n % 3}`))
  expect(
    judgeSuspects(flood, mail({ gateway: 'microsoft' }), ALONE).every(({ verdict }) => verdict === 'machine'),
  ).toBe(true)
})
