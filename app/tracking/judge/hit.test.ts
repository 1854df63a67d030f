import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describedAgents } from '#tests/agents.ts'
import { BROWSERS, CLIENTS, DEVICES, MAIL_APPS } from './agent-marks.ts'
import { CLIENT, REASON, VERDICT } from './codes.ts'
import { agentText, type HitKind, headersAgain, judgeHit, readAgent } from './hit.ts'
import { REASON_WORDS } from './reason-words.ts'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
const LOADERS = ['Mozilla/5.0', 'YahooMailProxy; https://help.yahoo.com/', '(via ggpht.com GoogleImageProxy)']
const AGENTS = describedAgents()

const judge = (kind: HitKind, userAgent: string, more: { method?: string; purpose?: string } = {}) =>
  judgeHit(kind, { method: 'GET', purpose: '', userAgent, ...more })

test.each(AGENTS)('$kind by $userAgent', ({ kind, userAgent, source, ...judged }) => {
  expect(source).toMatch(/^https:/)
  expect(judge(kind, userAgent)).toEqual(judged)
})

test('every mark that tells agents apart is one of a described agent', () => {
  const described = AGENTS.map(({ userAgent }) => userAgent)
  const marks = [...CLIENTS, ...BROWSERS, ...DEVICES].flatMap(([, texts]) => texts)
  const apps = [...MAIL_APPS].map((app) => `[${app}]`)
  expect([...marks, ...apps].filter((mark) => !described.some((agent) => agent.includes(mark)))).toEqual([])
})

test('what loads images follows no link for a person', () => {
  for (const agent of LOADERS)
    for (const kind of ['click', 'unsubscribe'] as const)
      expect(judge(kind, agent)).toMatchObject({ verdict: 'machine', reason: 'proxy-followed-link' })
})

test('a HEAD request is a machine’s, whoever makes it and of whatever', () => {
  for (const { kind, userAgent } of AGENTS)
    expect(judge(kind, userAgent, { method: 'HEAD' })).toMatchObject({ verdict: 'machine', reason: 'head-request' })
})

test.each(['prefetch', 'prefetch;prerender', 'prefetch;anonymous-client-ip', 'Prerender', 'preview', ' prefetch '])(
  'a request whose purpose is “%s” is a machine’s whatever browser makes it',
  (purpose) => {
    for (const kind of ['open', 'click', 'unsubscribe'] as const)
      expect(judge(kind, CHROME, { purpose })).toMatchObject({ verdict: 'machine', reason: 'prefetch-header' })
  },
)

test('judging one agent does not colour the next', () => {
  expect(judge('open', CHROME, { method: 'HEAD' }).verdict).toBe('machine')
  expect(judge('click', CHROME, { purpose: 'prefetch' }).verdict).toBe('machine')
  expect(judge('open', CHROME).verdict).toBe('human')
})

test('what is kept of a hit is judged as the hit was', () => {
  for (const { kind, userAgent } of AGENTS)
    for (const more of [{}, { method: 'HEAD' }, { purpose: 'prefetch' }]) {
      const judged = judge(kind, userAgent, more)
      expect(judgeHit(kind, headersAgain(readAgent(userAgent).text, judged.reason))).toEqual(judged)
    }
})

test('an email app that Android names is read from its agent text, and no other app is', () => {
  const inAndroid = CHROME.replace('Windows NT 10.0; Win64; x64', 'Linux; Android 14; Pixel 8; wv')
  expect(readAgent(agentText(inAndroid, 'com.samsung.android.email.provider')).client).toBe('samsung')
  for (const other of ['', 'XMLHttpRequest', 'com.example', 'com.google.android.gm.lite', '['.repeat(20)])
    expect(agentText(inAndroid, other)).toBe(inAndroid)
  const long = agentText('x'.repeat(5_000), 'com.google.android.gm')
  expect(long).toHaveLength(512)
  expect(readAgent(long).client).toBe('gmail')
})

test('a known agent is read once, however many others come between', () => {
  const read = [readAgent(CHROME)]
  for (let other = 0; other < 30_000; other += 1) {
    readAgent(`agent ${other}`)
    if (other % 4_000 === 0) read.push(readAgent(CHROME))
  }
  expect(new Set(read).size).toBe(1)
})

test('an agent is judged by its beginning, whatever follows', () => {
  for (const { kind, userAgent } of AGENTS) {
    const padded = userAgent.padEnd(512, ' .')
    expect(judge(kind, `${padded}${'(compatible; bingbot'.repeat(1_000)}`)).toEqual(judge(kind, padded))
  }
})

const ATTACKS = [
  'Mozilla/5.0 (Macintosh',
  'Mozilla/5.0 (Macintosh; ',
  '(KHTML, like Gecko) ',
  'AppleWebKit/1.1.1',
  'Mobile/a',
  'Microsoft Office ',
  'bot/1.0;',
  '\u0000',
  '\ud800',
]

test('any text at all gets a verdict with a reason, quickly', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 16_384 }),
    fc.tuple(fc.constantFrom(...ATTACKS), fc.nat(3_000)).map(([part, times]) => part.repeat(times)),
    fc.array(fc.constantFrom(...ATTACKS, ...AGENTS.map(({ userAgent }) => userAgent))).map((parts) => parts.join(' ')),
  )
  const headers = fc.record({ method: fc.constantFrom('GET', 'HEAD', 'POST'), userAgent: text, purpose: text })
  fc.assert(
    fc.property(fc.constantFrom('open', 'click', 'unsubscribe'), headers, (kind, hit) => {
      const { verdict, reason, client } = judgeHit(kind, hit)
      expect(VERDICT).toHaveProperty(verdict)
      expect(REASON_WORDS[reason].short).not.toBe('')
      expect(CLIENT).toHaveProperty(client)
    }),
    { numRuns: 500 },
  )
})

test('no two reasons share a code, and each fits a smallint', () => {
  const codes = Object.values(REASON)
  expect(new Set(codes).size).toBe(codes.length)
  expect(Math.max(...codes)).toBeLessThan(32_768)
})
