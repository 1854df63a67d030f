// SIGTERM with real processes while the database says nothing: each ends in time, and says what it leaves.
import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { freePort } from '#app/platform/start/free-port.server.ts'
import { openUrl } from '#app/tracking/links.server.ts'
import { afterAll, expect, test, vi } from 'vitest'
import { aMailing, aMember, aTenant } from './factories.ts'
import { PostgresProxy, type ProxyMode } from './postgres-proxy.ts'

const WITHIN_MS = 25_000
const direct = process.env['DATABASE_URL'] ?? ''
const { proxy, url } = await PostgresProxy.before(direct)
const started: ChildProcess[] = []
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL')
  await proxy.close()
})

type Running = { port: number; log: () => string; end: () => Promise<{ code: number | null; ms: number }> }

async function run(script: string): Promise<Running> {
  const port = await freePort()
  const env = { ...process.env, DATABASE_URL: url, PORT: String(port), LOG_LEVEL: 'info' }
  const child = spawn(process.execPath, [path.resolve(import.meta.dirname, '..', script)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let log = ''
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const end = async () => {
    const asked = performance.now()
    child.kill('SIGTERM')
    return { code: await ended, ms: performance.now() - asked }
  }
  return { port, log: () => log, end }
}

async function web(): Promise<Running> {
  const running = await run('tests/storms/web.ts')
  const isReady = async () => expect((await fetch(`http://127.0.0.1:${running.port}/readyz`)).status).toBe(200)
  await vi.waitFor(isReady, { timeout: 20_000, interval: 100 })
  return running
}

async function hits(port: number, count: number): Promise<number[]> {
  const tenantId = await aTenant()
  const { mailingId } = await aMailing(tenantId)
  const members = await Promise.all(Array.from({ length: count }, () => aMember(tenantId)))
  return Promise.all(
    members.map(async (memberId) => {
      const address = openUrl({ tenantId, mailingId, sendNo: 0, attempt: 1, memberId }).replace(/^https?:\/\/[^/]+/, '')
      return (await fetch(`http://127.0.0.1:${port}${address}`, { headers: { 'user-agent': 'Mozilla/5.0' } })).status
    }),
  )
}

test.each<ProxyMode>(['silent', 'refuse'])(
  'a web process ends in time while the database is gone (%s), and says how many hits it leaves',
  { timeout: 60_000 },
  async (mode) => {
    proxy.mode = 'pass'
    const { port, log, end } = await web()
    proxy.mode = mode
    expect(new Set(await hits(port, 7))).toEqual(new Set([200]))
    const { code, ms } = await end()
    expect(code).toBe(1)
    expect(ms).toBeLessThan(WITHIN_MS)
    expect(log()).toContain('"hits":7')
    expect(log().split('the database can not be used').length - 1).toBe(1)
  },
)

test('a web process whose hits are written ends with 0', { timeout: 60_000 }, async () => {
  proxy.mode = 'pass'
  const { port, log, end } = await web()
  expect(new Set(await hits(port, 7))).toEqual(new Set([200]))
  const { code, ms } = await end()
  expect([code, log().includes('hits')]).toEqual([0, false])
  expect(ms).toBeLessThan(WITHIN_MS)
})

test.each<ProxyMode>(['silent', 'refuse'])(
  'a worker ends in time while the database is gone (%s), after one line about it',
  { timeout: 90_000 },
  async (mode) => {
    proxy.mode = 'pass'
    const { log, end } = await run('app/worker.ts')
    await vi.waitFor(() => expect(log()).toContain('worker works'), { timeout: 30_000, interval: 100 })
    proxy.mode = mode
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    const { ms } = await end()
    expect(ms).toBeLessThan(WITHIN_MS)
    expect(log().split('the database can not be used').length - 1).toBeLessThanOrEqual(1)
  },
)

test('a worker whose database is there ends with 0', { timeout: 60_000 }, async () => {
  proxy.mode = 'pass'
  const { log, end } = await run('app/worker.ts')
  await vi.waitFor(() => expect(log()).toContain('worker works'), { timeout: 30_000, interval: 100 })
  expect((await end()).code).toBe(0)
})
