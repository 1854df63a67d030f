// Opt-outs by a link that are taken back as a machine's, and those that stand.
import { hit, mail } from '#tests/suspect-hits.ts'
import { expect, test } from 'vitest'
import { type FollowedAll, followedEveryLink, mayBeHeld, type ReceiptContext } from './suspects.ts'

const every = ['1 20 a1', '2 21 a1', '3 22 a1']

type Optout = Partial<ReceiptContext> & { hits: string[]; optOut: string }

test.each<[what: string, Optout, boolean]>([
  ['every link and the opt-out within ten seconds', { hits: every, optOut: '9 23 a1' }, true],
  ['the opt-out first', { hits: every, optOut: '9 15 a1' }, true],
  ['the opt-out between them', { hits: every, optOut: '9 20.5 a1' }, true],
  ['each link twice', { hits: [...every, ...every], optOut: '9 29.9 a1' }, true],
  [
    'an hour later behind a gateway',
    { hits: ['1 3600 a1', '2 3601 a1', '3 3602 a1'], optOut: '9 3603 a1', gateway: 'proofpoint' },
    true,
  ],
  ['an hour later without one', { hits: ['1 3600 a1', '2 3601 a1', '3 3602 a1'], optOut: '9 3603 a1' }, false],
  ['more than ten seconds', { hits: every, optOut: '9 30.1 a1' }, false],
  ['one link is missing', { hits: ['1 20 a1', '2 21 a1', 'open 21 a1', 'trap 22 a1'], optOut: '9 23 a1' }, false],
  ['another prefix followed one', { hits: ['1 20 a1', '2 21 a1', '3 22 b1'], optOut: '9 23 a1' }, false],
  [
    'another agent followed them',
    { hits: ['1 20 a2', '2 21 a2', '3 22 a2'], optOut: '9 23 a1', gateway: 'barracuda' },
    false,
  ],
  [
    'the mail has one link, which a person clicks, too',
    { hits: ['1 20 a1'], optOut: '9 23 a1', trackedLinks: 1 },
    false,
  ],
  ['the mail has no links', { hits: [], optOut: '9 2 a1', trackedLinks: 0, gateway: 'microsoft' }, false],
  [
    'the mail has one link, behind a gateway, at the same moment',
    { hits: ['1 20 a1'], optOut: '9 20 a1', trackedLinks: 1, gateway: 'proofpoint' },
    false,
  ],
  [
    'both links of two within three seconds',
    { hits: ['1 20 a1', '2 21 a1'], optOut: '9 23 a1', trackedLinks: 2 },
    true,
  ],
  [
    'the opt-out first, of two links',
    { hits: ['1 21 a1', '2 22.5 a1'], optOut: '9 20 a1', trackedLinks: 2, gateway: 'cisco' },
    true,
  ],
  [
    'both links of two in four seconds, which a person can',
    { hits: ['1 20 a1', '2 21 a1'], optOut: '9 24 a1', trackedLinks: 2 },
    false,
  ],
  ['one link of two twice', { hits: ['1 20 a1', '1 21 a1'], optOut: '9 22 a1', trackedLinks: 2 }, false],
  ['three links of three in four seconds', { hits: every, optOut: '9 24 a1' }, true],
  ['two minutes after the delivery', { hits: ['1 118 a1', '2 119 a1', '3 119 a1'], optOut: '9 120 a1' }, true],
  ['a moment later', { hits: ['1 118 a1', '2 119 a1', '3 119 a1'], optOut: '9 120.1 a1' }, false],
  ['before it was delivered', { hits: ['1 -3 a1', '2 -2 a1', '3 -2 a1'], optOut: '9 -1 a1' }, true],
  ['nobody knows when it came', { hits: every, optOut: '9 23 a1', deliveredAt: null, sentAt: null }, false],
])('an opt-out is taken back for nothing less than everything at once: %s', (_, { hits, optOut, ...more }, held) => {
  const context = mail({ trackedLinks: 3, ...more })
  const found = followedEveryLink(
    hits.map((text) => hit(text)),
    hit(optOut),
    context,
  )
  expect(found !== null).toBe(held)
  // Nobody's hits are read for nothing, and nobody's are missed.
  expect(held && !mayBeHeld(hit(optOut), context)).toBe(false)
})

test.each<[what: string, Optout, FollowedAll]>([
  [
    'after the delivery',
    { hits: every, optOut: '9 23 a1' },
    { links: 3, withinMs: 3_000, sinceDeliveryMs: 23_000, gateway: null },
  ],
  [
    'behind a gateway, of which no time is known',
    { hits: every, optOut: '9 20 a1', gateway: 'mimecast', deliveredAt: null, sentAt: null },
    { links: 3, withinMs: 2_000, sinceDeliveryMs: null, gateway: 'mimecast' },
  ],
  [
    'since it was sent, while the delivery is not known',
    { hits: every, optOut: '9 22.5 a1', deliveredAt: null },
    { links: 3, withinMs: 2_500, sinceDeliveryMs: 25_500, gateway: null },
  ],
  [
    'of a mail with two links',
    { hits: ['1 20 a1', '2 20 a1'], optOut: '9 20 a1', trackedLinks: 2 },
    { links: 2, withinMs: 0, sinceDeliveryMs: 20_000, gateway: null },
  ],
  [
    'of several rounds, from the first to the last that fits',
    { hits: [...every, '1 24 a1'], optOut: '9 23 a1' },
    { links: 3, withinMs: 4_000, sinceDeliveryMs: 23_000, gateway: null },
  ],
])('how a machine did it: %s', (_, { hits, optOut, ...more }, how) => {
  const followed = hits.map((text) => hit(text))
  expect(followedEveryLink(followed, hit(optOut), mail({ trackedLinks: 3, ...more }))).toEqual(how)
})
