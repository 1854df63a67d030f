import { Resolver } from 'node:dns/promises'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { startSimulator } from '#simulator/simulator.ts'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { findProviders, forgetDomains, forgetProviders, wantDomains } from './domains.server.ts'
import { PROVIDER } from './providers.ts'
import { ANSWER, resolveDue } from './resolve.server.ts'

const simulator = await startSimulator()
const NOW = new Date('2026-11-20T10:00:00Z')
const MINUTE = 60_000
const DAY = 86_400_000

/** A resolver that gives up soon. */
const resolver = new Resolver({ timeout: 150, tries: 1 })
resolver.setServers([`127.0.0.1:${simulator.context.settings.dnsPort}`])

const control = (change: Record<string, unknown>) =>
  fetch(`${simulator.url}/_control/dns`, { method: 'POST', body: JSON.stringify(change) })

afterAll(() => simulator.close())
beforeEach(async () => {
  await control({ silent: false, silentFor: [], failFor: [] })
  await db().query('DELETE FROM mail_domains')
  forgetProviders()
  setTime(NOW)
})

function setTime(now: Date): void {
  clock.set(() => now)
}
const later = (ms: number) => setTime(new Date(clock.now().getTime() + ms))

const resolve = () => resolveDue(5, resolver)
const want = (...domains: string[]) => wantDomains(new Map(domains.map((domain) => [domain, 1])))

async function row(domain: string) {
  const found = await db().query(
    'SELECT provider, mx, answer, resolved_at, ask_at, tries FROM mail_domains WHERE domain = $1',
    [domain],
  )
  return found.rows[0]
}

describe('what DNS says of a domain', () => {
  test.each([
    ['gmail.example', PROVIDER.google, 'google.com', ANSWER.mx],
    ['outlook.example', PROVIDER.outlook, 'outlook.com', ANSWER.mx],
    ['contoso.example', PROVIDER.microsoft365, 'outlook.com', ANSWER.mx],
    ['law-office.example', PROVIDER.proofpoint, 'pphosted.com', ANSWER.mx],
    ['example.com', PROVIDER.other, 'example.com', ANSWER.mx],
    // The domain itself takes its mail
    ['no-mx.example', PROVIDER.other, null, ANSWER.noMx],
    // RFC 7505
    ['no-mail.example', PROVIDER.none, null, ANSWER.nullMx],
    ['nowhere.example', PROVIDER.none, null, ANSWER.noDomain],
  ])('%s', async (domain, provider, mx, answer) => {
    await want(domain)
    expect(await resolve()).toEqual({ answered: 1, more: false })
    expect(await row(domain)).toEqual({ provider, mx, answer, resolved_at: NOW, ask_at: null, tries: 0 })
    expect(await findProviders([`Sarah@${domain.toUpperCase()}`])).toEqual([provider])
  })
})

describe('a domain that DNS does not answer for', () => {
  test.each([
    ['is silent', { silentFor: ['gmail.example'] }],
    ['fails', { failFor: ['gmail.example'] }],
  ])('because it %s is unknown, and asked again later each time', async (_what, fault) => {
    await control(fault)
    await want('gmail.example')
    const waits: number[] = []
    for (let round = 0; round < 6; round += 1) {
      await resolve()
      const { ask_at, provider } = await row('gmail.example')
      expect(provider).toBe(PROVIDER.unknown)
      waits.push((ask_at.getTime() - clock.now().getTime()) / MINUTE)
      setTime(ask_at)
    }
    expect(waits).toEqual([1, 5, 30, 120, 360, 720])
    await resolve()
    expect(await row('gmail.example')).toMatchObject({ ask_at: null, tries: 0, answer: ANSWER.none })
    // The next mailing there has it asked for anew.
    await control({ silentFor: [], failFor: [] })
    await want('gmail.example')
    expect(await resolve()).toEqual({ answered: 1, more: false })
  })

  test('holds up no other domain', async () => {
    await control({ silentFor: ['gmail.example'] })
    await want('gmail.example', 'yahoo.example', 'icloud.example')
    expect(await resolve()).toEqual({ answered: 2, more: false })
    expect(await findProviders(['a@gmail.example', 'b@yahoo.example', 'c@icloud.example'])).toEqual([
      PROVIDER.unknown,
      PROVIDER.yahoo,
      PROVIDER.apple,
    ])
  })

  test('keeps what was known of it, for seven days', async () => {
    await want('gmail.example')
    await resolve()
    await control({ silent: true })
    later(6.5 * DAY)
    await want('gmail.example')
    await resolve()
    expect(await row('gmail.example')).toMatchObject({ provider: PROVIDER.google, resolved_at: NOW, tries: 1 })
    expect(await findProviders(['a@gmail.example'])).toEqual([PROVIDER.google])
    later(0.5 * DAY)
    expect(await findProviders(['a@gmail.example'])).toEqual([PROVIDER.unknown])
  })
})

describe('an answer', () => {
  test('is asked for again when it is six days old, not before', async () => {
    await want('gmail.example')
    await resolve()
    await control({ hosts: { 'gmail.example': [{ priority: 1, exchange: 'mx01.mail.icloud.com' }] } })
    later(5 * DAY)
    await want('gmail.example')
    expect(await resolve()).toEqual({ answered: 0, more: false })
    later(DAY)
    await want('gmail.example')
    expect(await resolve()).toEqual({ answered: 1, more: false })
    forgetProviders()
    expect(await findProviders(['a@gmail.example'])).toEqual([PROVIDER.apple])
    await control({ hosts: { 'gmail.example': [{ priority: 1, exchange: 'smtp.google.com' }] } })
  })

  test('is forgotten when it is old and nobody is mailed there', async () => {
    await want('gmail.example')
    await resolve()
    later(5 * DAY)
    await want('gmail.example')
    later(2 * DAY)
    expect(await forgetDomains()).toBe(0)
    later(5 * DAY)
    expect(await forgetDomains()).toBe(1)
  })

  test('of who died asking is asked for by the next one, a minute later', async () => {
    await want('gmail.example')
    await db().query('UPDATE mail_domains SET ask_at = $1', [new Date(NOW.getTime() + MINUTE)])
    expect(await resolve()).toEqual({ answered: 0, more: false })
    later(MINUTE)
    expect(await resolve()).toEqual({ answered: 1, more: false })
  })
})

test('several workers at once ask for each domain once', async () => {
  const domains = Array.from({ length: 600 }, (_, index) => `shop-${index}.example`)
  await want(...domains)
  const ends = await Promise.all([resolve(), resolve(), resolve()])
  expect(ends.reduce((sum, { answered }) => sum + answered, 0)).toBe(600)
  const { asked } = await (await fetch(`${simulator.url}/_control/dns`)).json()
  expect(domains.filter((domain) => asked[domain] !== 1)).toEqual([])
})

test('the domains with most people are asked for first, as long as there is time', async () => {
  await wantDomains(new Map(Array.from({ length: 300 }, (_, index) => [`shop-${index}.example`, index] as const)))
  expect(await resolveDue(0, resolver)).toEqual({ answered: 256, more: true })
  const left = await db().query('SELECT max(people) AS most FROM mail_domains WHERE resolved_at IS NULL')
  expect(left.rows).toEqual([{ most: 43 }])
})

describe('whoever has no domain that DNS could know is unknown', () => {
  test.each([
    null,
    '',
    'sarah',
    'sarah@',
    'sarah@localhost',
    'sarah@192.0.2.1',
    'sarah@exa mple.com',
    `s@${'a'.repeat(300)}.com`,
  ])('%j', async (address) => {
    expect(await findProviders([address])).toEqual([PROVIDER.unknown])
    expect((await db().query('SELECT FROM mail_domains')).rowCount).toBe(0)
  })
})

test('a domain is one, however it is spelt', async () => {
  await control({ hosts: { 'xn--mnchen-3ya.example': [{ priority: 1, exchange: 'smtp.google.com' }] } })
  await findProviders(['a@München.example', 'b@MÜNCHEN.example', 'c@xn--mnchen-3ya.example'])
  expect(await resolve()).toEqual({ answered: 1, more: false })
  forgetProviders()
  expect(await findProviders(['a@München.example', 'c@XN--mnchen-3ya.example'])).toEqual([
    PROVIDER.google,
    PROVIDER.google,
  ])
})

test('a domain that is met at hand-over is asked for, and known to the next e-mail a moment later', async () => {
  expect(await findProviders(['a@gmail.example'])).toEqual([PROVIDER.unknown])
  await resolve()
  expect(await findProviders(['b@gmail.example'])).toEqual([PROVIDER.unknown])
  const known = async () => expect(await findProviders(['c@gmail.example'])).toEqual([PROVIDER.google])
  await vi.waitFor(known, { timeout: 3_000 })
})

test('a database that is away makes providers unknown, and stops no e-mail', async () => {
  await db().query('ALTER TABLE mail_domains RENAME TO away')
  expect(await findProviders(['a@gmail.example', null])).toEqual([PROVIDER.unknown, PROVIDER.unknown])
  await db().query('ALTER TABLE away RENAME TO mail_domains')
})
