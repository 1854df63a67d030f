import { expect, test } from 'vitest'
import { type HitKind, judgeHit } from '#app/tracking/judge/hit.ts'
import {
  type Gateway,
  HONEYPOT,
  judgeSuspects,
  type ReceiptContext,
  type SuspectHit,
} from '#app/tracking/judge/suspects.ts'
import { agentText } from '#app/tracking/judge/hit.ts'
import { addressIn, type Network } from './networks.ts'
import { pressing } from './reading.ts'
import { type Step, stepOf } from './step.ts'
import { type Targets, targetsOf } from './targets.ts'
import { VISITOR_NAMES, type VisitorName, VISITORS } from './visitors.ts'

const APP = 'http://localhost:3000'
const READER = 'ada@law-office.example'
const click = (no: number) => `${APP}/api/v1/track/click?c=1&d=${no}`
const MAIL: Targets = {
  pixel: `${APP}/api/v1/track/open?c=1`,
  links: [1, 2, 3, 4, 5, 6].map(click),
  hidden: [click(99)],
  pages: [`${APP}/api/v1/preferences/t`],
  optOut: `${APP}/api/v1/unsubscribe/t`,
}
const BARE: Targets = { pixel: null, links: [], hidden: [], pages: MAIL.pages, optOut: MAIL.optOut }

const planOf = (name: VisitorName, targets = MAIL) => VISITORS[name].plan(targets, READER)
const machines = VISITOR_NAMES.filter((name) => VISITORS[name].kind === 'machine')

/** How the app judges what a visitor asks for, when it comes that long after the delivery. */
function judgedAs(
  name: VisitorName,
  afterMs: number,
  gateway: Gateway | null,
  { recipients = 1, targets = MAIL } = {},
): string[] {
  const context: ReceiptContext = { deliveredAt: 0, sentAt: -2_000, gateway, trackedLinks: MAIL.links.length }
  const hits = planOf(name, targets).flatMap((step): SuspectHit[] => {
    const linkNo = step.url === MAIL.pixel ? 0 : step.url === click(99) ? HONEYPOT : MAIL.links.indexOf(step.url) + 1
    if (step.url !== MAIL.pixel && linkNo === 0) return []
    const kind: HitKind = linkNo === 0 ? 'open' : 'click'
    const { headers, method } = step
    const userAgent = agentText(headers['User-Agent'] ?? '', headers['X-Requested-With'] ?? '')
    const { verdict, reason } = judgeHit(kind, { method, userAgent, purpose: headers['Sec-Purpose'] ?? '' })
    return [{ kind, linkNo, at: afterMs + step.afterMs, prefix: 'a', agent: 1, verdict, reason }]
  })
  const judged = judgeSuspects(hits, context, { recipients })
  return [...new Set(judged.map(({ verdict, reason }) => (verdict === 'machine' ? reason : verdict)))].sort()
}

/** The app's own rules find in each what it is made to be. */
test.each<[VisitorName, gateway: Gateway | null, string[], recipients?: number]>([
  ['gmail', null, ['human', 'proxy']],
  ['yahoo', null, ['human', 'proxy']],
  ['apple-mail', null, ['human']],
  ['outlook', 'microsoft', ['human', 'office-link-check']],
  ['thunderbird', null, ['human']],
  ['samsung', null, ['human']],
  ['webmail', 'cisco', ['human']],
  ['private', null, ['human']],
  ['apple-privacy', null, ['proxy']],
  ['gmail-prefetch', null, ['gmail-prefetch']],
  ['browser-prefetch', null, ['prefetch-header']],
  ['scanner', null, ['honeypot']],
  ['defender', 'microsoft', ['honeypot']],
  ['safe-links', 'microsoft', ['head-request']],
  ['barracuda', 'barracuda', ['security-scanner']],
  ['proofpoint', 'proofpoint', ['links-at-once']],
  ['mimecast', 'mimecast', ['gateway-at-once', 'head-request']],
  ['cisco', 'cisco', ['security-scanner']],
  ['filter', null, ['burst'], 10],
])('%s is told for what it is', (name, gateway, expected, recipients) => {
  const [from, to] = VISITORS[name].comes
  for (const afterMs of [from, (from + to) / 2, to])
    expect(judgedAs(name, afterMs, gateway, { recipients })).toEqual(expected)
})

test('without a link that nobody sees, a scanner is told by following every other one', () => {
  const visible = { ...MAIL, hidden: [] }
  for (const name of ['scanner', 'defender'] as const)
    expect(judgedAs(name, 5_000, null, { targets: visible })).toEqual(['every-link'])
})

test('a scanner that comes an hour later to a mailbox without a gateway passes for a person but for the link nobody sees', () => {
  expect(judgedAs('filter', 3_600_000, null)).toEqual(['human'])
  expect(judgedAs('scanner', 3_600_000, null)).toEqual(['honeypot', 'human'])
})

test('each visitor says where it is described', () => {
  for (const name of VISITOR_NAMES) expect(VISITORS[name].source).toMatch(/^https:/)
})

test('a machine is done within fifteen seconds, and asks for nothing twice', () => {
  for (const name of machines) {
    const steps = planOf(name)
    expect(Math.max(...steps.map(({ afterMs }) => afterMs))).toBeLessThan(15_000)
    const asked = steps.map(({ method, url }) => `${method} ${url}`)
    expect(new Set(asked).size).toBe(asked.length)
  }
})

test('people follow only what they see, and never what unsubscribes', () => {
  for (const name of VISITOR_NAMES.filter((each) => VISITORS[each].kind !== 'machine'))
    for (const { url } of planOf(name)) expect([MAIL.pixel, ...MAIL.links]).toContain(url)
})

test('a scanner follows all that the mail has within ten seconds', () => {
  const everything = [MAIL.pixel, ...MAIL.links, ...MAIL.hidden, ...MAIL.pages, MAIL.optOut]
  for (const name of ['scanner', 'defender'] as const) expect(planOf(name).map(({ url }) => url)).toEqual(everything)
})

test('a mail that is not tracked has nothing for who loads images and follows links', () => {
  for (const name of VISITOR_NAMES.filter((each) => VISITORS[each].kind !== 'machine'))
    expect(planOf(name, BARE)).toEqual([])
})

const headersOf = (name: VisitorName) => planOf(name).map(({ headers }: Step) => headers)

test('who asks not to be tracked says so each time, and nobody else does', () => {
  for (const name of VISITOR_NAMES) {
    const expected = name === 'private' ? { DNT: '1', 'Sec-GPC': '1' } : { DNT: undefined, 'Sec-GPC': undefined }
    for (const { DNT, 'Sec-GPC': gpc } of headersOf(name)) expect({ DNT, 'Sec-GPC': gpc }).toEqual(expected)
  }
})

test('Apple says nothing but Mozilla/5.0, and Safe Links nothing at all', () => {
  expect(headersOf('apple-privacy').map((headers) => headers['User-Agent'])).toEqual(['Mozilla/5.0'])
  for (const headers of headersOf('safe-links')) expect(Object.keys(headers)).toEqual(['X-Forwarded-For'])
})

const DOCUMENTED = /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}$|^2001:db8:[0-9a-f]{1,4}::[0-9a-f]{1,5}$/

test.each<[Network, fewest: number, most?: number]>([
  ['home', 490, 500],
  ['apple', 200, 500],
  ['google', 8],
  ['yahoo', 8],
  ['microsoft', 1],
  ['proofpoint', 1],
  ['mimecast', 1],
  ['barracuda', 1],
  ['cisco', 1],
  ['scanner', 1],
  ['filter', 1],
])(
  '%s asks from networks kept for documentation, always from the same for the same mailbox',
  (network, fewest, most = fewest) => {
    const addresses = Array.from({ length: 500 }, (_, n) => addressIn(network, `reader${n}@example.com`))
    for (const address of addresses) expect(address).toMatch(DOCUMENTED)
    const prefixes = new Set(addresses.map((address) => address.replace(/\.\d+$|::.*$/, '')))
    expect(prefixes.size).toBeGreaterThanOrEqual(fewest)
    expect(prefixes.size).toBeLessThanOrEqual(most)
    expect(addressIn(network, 'Reader7@Example.com')).toBe(addresses[7])
  },
)

test('of a mail only what leads to the app is asked for', () => {
  const elsewhere = [
    'https://example.com/',
    'mailto:a@example.com',
    `${APP}.example.com/api/v1/track/click?d=1`,
    '#top',
  ]
  const references = {
    links: [...elsewhere, click(1), MAIL.optOut ?? ''],
    hidden: [...elsewhere, click(2)],
    images: elsewhere,
  }
  expect(targetsOf(references, APP)).toEqual({ ...BARE, links: [click(1)], hidden: [click(2)], pages: [] })
})

test('a reader presses the one button that unsubscribes, and no other', () => {
  const follows = stepOf({
    agent: { headers: { 'User-Agent': 'x' }, network: 'home' },
    mailbox: READER,
    url: MAIL.optOut ?? '',
  })
  const button = (action: string, path = '') =>
    `<form method="post"${path}>\n<button name="action" value="${action}">Yes</button>\n</form>`
  expect(pressing(follows, button('unsubscribe'))).toEqual({ ...follows, method: 'POST', form: 'action=unsubscribe' })
  for (const page of ['', 'Done', button('resubscribe'), button('resubscribe', ' action="/p"'), button('pause-30')])
    expect(pressing(follows, page)).toBeNull()
})
