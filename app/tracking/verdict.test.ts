import { expect, test } from 'vitest'
import { type HitKind, readerOf } from './verdict.ts'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
const PHONE =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36'
const GMAIL = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'
const GMAIL_PREFETCH =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0'
const YAHOO = 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html'
const APPLE_MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const APPLE_PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
const SAFARI_PAD =
  'Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1'
const OUTLOOK =
  'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/7.0; Microsoft Outlook 16.0.4266)'
const THUNDERBIRD = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0'
const FIREFOX = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0'

const judge = (kind: HitKind, userAgent: string, more: { method?: string; purpose?: string } = {}) =>
  readerOf(kind, { method: 'GET', purpose: '', userAgent, ...more })

test.each([
  ['open', CHROME, 'human', 'desktop', 'browser'],
  ['click', PHONE, 'human', 'mobile', 'browser'],
  ['click', FIREFOX, 'human', 'desktop', 'browser'],
  ['open', GMAIL, 'proxy', 'unknown', 'gmail'],
  ['open', GMAIL_PREFETCH, 'machine', 'unknown', 'gmail'],
  ['open', YAHOO, 'proxy', 'unknown', 'yahoo'],
  ['open', 'Mozilla/5.0', 'proxy', 'unknown', 'appleMail'],
  ['open', APPLE_MAC, 'human', 'desktop', 'appleMail'],
  ['open', APPLE_PHONE, 'human', 'mobile', 'appleMail'],
  ['click', SAFARI_PAD, 'human', 'tablet', 'browser'],
  ['open', OUTLOOK, 'human', 'desktop', 'outlook'],
  ['open', 'Outlook-iOS/709.2226530.prod.iphone (3.24.1)', 'human', 'mobile', 'outlook'],
  ['open', THUNDERBIRD, 'human', 'desktop', 'thunderbird'],
  ['click', 'python-requests/2.32.0', 'machine', 'unknown', 'unknown'],
  ['click', 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 'machine', 'unknown', 'unknown'],
  ['open', '', 'machine', 'unknown', 'unknown'],
] as const)('a %s by %s is of a %s on %s with %s', (kind, agent, ...[verdict, device, client]) => {
  expect(judge(kind, agent)).toMatchObject({ verdict, device, client })
})

test.each([GMAIL, YAHOO, 'Mozilla/5.0'])('%s follows no link for a person', (agent) => {
  expect(judge('click', agent).verdict).toBe('machine')
  expect(judge('unsubscribe', agent).verdict).toBe('machine')
})

test('a HEAD request and a prefetch are machines whatever browser makes them', () => {
  expect(judge('click', CHROME, { method: 'HEAD' })).toMatchObject({ verdict: 'machine', reason: 'head-request' })
  for (const purpose of ['prefetch', 'prefetch;prerender', 'preview'])
    expect(judge('unsubscribe', CHROME, { purpose })).toMatchObject({ verdict: 'machine', reason: 'prefetch-header' })
})

test('judging one agent does not colour the next', () => {
  expect(judge('open', CHROME, { method: 'HEAD' }).verdict).toBe('machine')
  expect(judge('open', CHROME).verdict).toBe('human')
})

test('every verdict has a reason', () => {
  const reasons = [CHROME, GMAIL, GMAIL_PREFETCH, YAHOO, 'Mozilla/5.0', OUTLOOK, 'curl/8.5.0', ''].map(
    (agent) => judge('open', agent).reason,
  )
  expect(reasons).toEqual([
    'browser',
    'gmail-proxy',
    'gmail-prefetch',
    'yahoo-proxy',
    'apple-privacy-proxy',
    'mail-client',
    'bot-user-agent',
    'no-user-agent',
  ])
})
