import { BROWSER, CLIENT, DEVICE, REASON, type Reason } from '#app/tracking/judge/codes.ts'
import { expect, test } from 'vitest'
import { type Moment, momentDetails, momentLabel, momentReason, type SeenBy } from './hit-words.ts'

const moment = (name: Moment['name'], hits: number, machineHits: number, seen: Partial<SeenBy> = {}): Moment => ({
  name,
  at: '2026-11-30T09:00:00.000Z',
  hits,
  machineHits,
  seenBy: { device: 0, client: 0, browser: 0, reason: null, referrer: null, ...seen },
})
const inBrowser = (browser: keyof typeof BROWSER, more: Partial<SeenBy> = {}): Partial<SeenBy> => ({
  client: CLIENT.browser,
  browser: BROWSER[browser],
  reason: 'browser',
  ...more,
})

test.each<[Moment, string, string, string | null]>([
  [moment('delivered', 1, 0), 'Delivered', '', null],
  [moment('opened', 1, 0), 'Opened', '', null],
  [
    moment('opened', 3, 0, { client: CLIENT.thunderbird, device: DEVICE.desktop, reason: 'mail-client' }),
    'Opened 3 times',
    'Thunderbird, Computer',
    null,
  ],
  [moment('clicked', 1, 0, inBrowser('safari', { device: DEVICE.mobile })), 'Clicked', 'Safari, Phone', null],
  [
    moment('clicked', 1, 0, inBrowser('other', { referrer: 'mail.google.com' })),
    'Clicked',
    'Another browser, from mail.google.com',
    null,
  ],
  [moment('clicked', 2, 1, inBrowser('instagram')), 'Clicked 2 times', 'Instagram app, and once by a machine', null],
  [moment('clicked', 2, 7, inBrowser('unknown')), 'Clicked 2 times', 'Browser, and 7 times by machines', null],
  [moment('opened', 1, 0, { client: CLIENT.gmail, reason: 'gmail-proxy' }), 'Opened', '', 'Gmail’s image proxy'],
  [
    moment('opened', 4, 0, { client: CLIENT.yahoo, reason: 'yahoo-proxy', referrer: 'mail.yahoo.com' }),
    'Opened 4 times',
    'from mail.yahoo.com',
    'Yahoo’s image proxy',
  ],
  [
    moment('opened', 1, 0, { client: CLIENT.appleMail, reason: 'apple-privacy-proxy' }),
    'Opened',
    '',
    'Apple’s privacy proxy',
  ],
  [moment('opened', 0, 1, { reason: 'security-scanner' }), 'Opened by a machine', '', 'Security scanner'],
  [
    moment('clicked', 0, 5, inBrowser('chrome', { device: DEVICE.desktop, reason: 'honeypot' })),
    'Clicked by a machine 5 times',
    'Chrome, Computer',
    'Invisible link',
  ],
  [moment('clicked', 0, 2), 'Clicked by a machine 2 times', '', null],
  [moment('replied', 2, 0), 'Replied 2 times', '', null],
  [moment('unsubscribed', 1, 0), 'Unsubscribed', '', null],
  [moment('unsubscribed', 1, 1), 'Unsubscribed', '', null],
  [moment('unsubscribed', 2, 0), 'Unsubscribed 2 times', '', null],
  [moment('unsubscribed', 0, 1, inBrowser('chrome')), 'Unsubscribed by a mail scanner, and taken back', 'Chrome', null],
  [moment('unsubscribed', 0, 3), 'Unsubscribed by a mail scanner, and taken back', '', null],
])('%j is told as “%s”, “%s”, because of %s', (told, label, details, reason) => {
  expect([momentLabel(told), momentDetails(told), momentReason(told)?.short ?? null]).toEqual([label, details, reason])
})

test('whatever was judged as a proxy’s or a machine’s says why, and what a person did needs no reason', () => {
  const told = (Object.keys(REASON) as Reason[]).filter((reason) => momentReason(moment('clicked', 0, 1, { reason })))
  expect(Object.keys(REASON).filter((reason) => !told.includes(reason as Reason))).toEqual([
    'browser',
    'mail-client',
    'unknown-agent',
  ])
})
