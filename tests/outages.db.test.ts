// Hits while PostgreSQL is away, read-only and silent: what was answered when, and what was counted afterwards.
import { setTimeout as sleep } from 'node:timers/promises'
import { closeDatabase, db, servePages } from '#app/platform/db/db.server.ts'
import { foldAllHits } from '#app/tracking/hits/fold.server.ts'
import { drainHits, hitsWaiting } from '#app/tracking/hits/hits.server.ts'
import { type Addressee, clickUrl, openUrl, unsubscribeUrl } from '#app/tracking/links.server.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { aMailing, aMember, aTenant } from './factories.ts'
import { PostgresProxy } from './postgres-proxy.ts'
import { beginReadOnly, endReadOnly } from './read-only.ts'
import { webForTests } from './web.ts'

const PERSON = {
  'user-agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
}
const OUTAGE_MS = 6_000
const EVERY_MS = 40
const BURST = 150
/** What the README promises is 50 ms for a redirect and 1 s for a pixel; the rest is what a busy machine may take. */
const CLICK_WITHIN_MS = 2_000
const OPEN_WITHIN_MS = 3_000

const direct = process.env['DATABASE_URL'] ?? ''
const { proxy, url } = await PostgresProxy.before(direct)
process.env['DATABASE_URL'] = url
servePages()
const ask = webForTests()

let tenantId = 0
const knownMembers: bigint[] = []
beforeAll(async () => {
  tenantId = await aTenant()
  for (let number = 0; number < 30; number += 1) knownMembers.push(await aMember(tenantId))
})
afterAll(async () => {
  console.table(table)
  await drainHits(20_000)
  await closeDatabase()
  await proxy.close()
})

const OUTAGES = {
  away: { begin: () => void (proxy.mode = 'refuse'), end: () => void (proxy.mode = 'pass') },
  'read-only': {
    // Past the proxy.
    begin: () => beginReadOnly(direct),
    end: () => endReadOnly(direct),
  },
  silent: { begin: () => void (proxy.mode = 'silent'), end: () => void (proxy.mode = 'pass') },
}

const table: Record<string, string | number>[] = []

type Answered = { kind: 'click' | 'open'; status: number; ms: number }

async function hit(kind: Answered['kind'], to: Addressee): Promise<Answered> {
  const address = kind === 'click' ? clickUrl(to, 1, { url: 'https://shop.example/sale', pseudonymAt: 0 }) : openUrl(to)
  const started = performance.now()
  const response = await ask(address, { headers: PERSON })
  await response.arrayBuffer()
  return { kind, status: response.status, ms: performance.now() - started }
}

/** One after the other, and a burst in the midst: so some begin a batch, some join it before its timer and some after. */
async function stream(mailingId: number, ms: number): Promise<Answered[]> {
  const members = knownMembers.map((memberId) => ({ tenantId, mailingId, sendNo: 0, attempt: 1, memberId }))
  const asked: Promise<Answered>[] = []
  const until = Date.now() + ms
  for (let number = 0; Date.now() < until; number += 1) {
    const to = members[number % members.length]
    if (!to) break
    asked.push(hit('click', to), hit('open', to))
    if (number === 20) for (let extra = 0; extra < BURST; extra += 1) asked.push(hit(extra % 2 ? 'click' : 'open', to))
    await sleep(EVERY_MS)
  }
  return Promise.all(asked)
}

async function counted(mailingId: number): Promise<number> {
  await foldAllHits()
  const found = await db().query<{ hits: number }>(
    'SELECT coalesce(sum(hits), 0)::int AS hits FROM mail_events WHERE mailing_id = $1 AND link_no = 0',
    [mailingId],
  )
  return found.rows[0]?.hits ?? 0
}

/** The median and the slowest, in milliseconds. */
function times(answers: Answered[], kind: Answered['kind']): { median: number; slowest: number } {
  const sorted = answers
    .flatMap((answer) => (answer.kind === kind ? [Math.round(answer.ms)] : []))
    .toSorted((a, b) => a - b)
  return { median: sorted[sorted.length >> 1] ?? 0, slowest: sorted.at(-1) ?? 0 }
}

test.each(Object.entries(OUTAGES))(
  'while PostgreSQL is %s every click and pixel is answered, and counted when it is back',
  { timeout: 60_000 },
  async (mode, { begin, end }) => {
    const { mailingId } = await aMailing(tenantId)
    const before = await stream(mailingId, 300)
    await drainHits()
    await begin()
    const [during, ready, unsubscribed] = await Promise.all([
      stream(mailingId, OUTAGE_MS),
      ask('/readyz'),
      ask(
        unsubscribeUrl({ tenantId, mailingId, sendNo: 0, attempt: 1, memberId: knownMembers[0] ?? 0n, email: null }),
        { method: 'POST' },
      ),
    ])
    const waited = hitsWaiting().hits
    await end()
    const ended = performance.now()
    const after = await stream(mailingId, 300)
    await vi.waitFor(() => expect(hitsWaiting().hits).toBe(0), { timeout: 30_000, interval: 50 })
    const writtenMs = Math.round(performance.now() - ended)
    const sent = before.length + during.length + after.length
    const hits = await counted(mailingId)
    const [clicks, opens] = [times(during, 'click'), times(during, 'open')]
    table.push({
      'PostgreSQL is': mode,
      'for s': OUTAGE_MS / 1000,
      'hits then': during.length,
      'click ms, median': clicks.median,
      'click ms, slowest': clicks.slowest,
      'pixel ms, median': opens.median,
      'pixel ms, slowest': opens.slowest,
      '5xx': during.filter(({ status }) => status >= 500).length,
      readyz: ready.status,
      unsubscribe: unsubscribed.status,
      'written after ms': writtenMs,
      'hits before, then and after': sent,
      counted: hits,
      lost: sent - hits,
    })
    expect(new Set(during.map(({ kind, status }) => `${kind} ${status}`))).toEqual(new Set(['click 302', 'open 200']))
    expect(clicks.slowest).toBeLessThan(CLICK_WITHIN_MS)
    expect(opens.slowest).toBeLessThan(OPEN_WITHIN_MS)
    expect([ready.status, unsubscribed.status]).toEqual([503, 503])
    expect(waited).toBe(during.length)
    expect(hits).toBe(sent)
    await vi.waitFor(async () => expect((await ask('/readyz')).status).toBe(200), { timeout: 5_000 })
  },
)

test('after all of this the rollups agree with the events', async () => {
  expect(await recount()).toEqual([])
})
