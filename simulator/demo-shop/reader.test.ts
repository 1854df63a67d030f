import { expect, test } from 'vitest'
import { MAILBOXES } from '../dns/zone.ts'
import { isLate, lookAt } from './gateways.ts'
import { PAST } from './history/past.ts'
import { type Act, actsOf, programOf } from './reader.ts'

/** Mailboxes in about the shares that the demo's customers have. */
const ADDRESSES = MAILBOXES.flatMap(([domain, share]) =>
  Array.from({ length: share * 30 }, (_, n) => `reader${n}@${domain}`),
)
const [AUTUMN] = PAST
const NOTHING = { opens: 0, clicksOfOpens: 0, unsubscribes: 0, complaints: 0 }
const acts = (address: string) => (AUTUMN ? actsOf(address, AUTUMN.name, AUTUMN.appeal) : [])
const ALL = ADDRESSES.map(acts)
const who = (...kinds: Act['kind'][]) => ALL.filter((all) => all.some(({ kind }) => kinds.includes(kind))).length
const share = (count: number) => count / ADDRESSES.length

test('a reader does the same at every start, and other things with another campaign', () => {
  for (const address of ADDRESSES.slice(0, 200)) {
    expect(acts(address)).toEqual(acts(address))
    expect(programOf(address)).toBe(programOf(address))
  }
  const next = ADDRESSES.map((address) => JSON.stringify(actsOf(address, 'Another', PAST[1]?.appeal ?? NOTHING)))
  expect(next).not.toEqual(ALL.map((each) => JSON.stringify(each)))
})

test('nearly half of all opens are Apple’s privacy protection, and about a third of all people read', () => {
  const read = ALL.filter((all) =>
    all.some(({ kind, program }) => kind === 'open' && program !== 'apple-private'),
  ).length
  const byApple = who('prefetch')
  expect(byApple / (byApple + read)).toBeGreaterThan(0.4)
  expect(byApple / (byApple + read)).toBeLessThan(0.5)
  expect(share(who('open'))).toBeGreaterThan(0.3)
  expect(share(who('open'))).toBeLessThan(0.38)
})

test('some reply, some are away, some unsubscribe, and nobody does more with a mail that they have left', () => {
  for (const kind of ['reply', 'away', 'unsubscribe', 'click'] as const) expect(who(kind)).toBeGreaterThan(3)
  expect(share(ADDRESSES.filter((address) => programOf(address) === 'private').length)).toBeCloseTo(0.02, 1)
  for (const all of ALL)
    expect(all.filter(({ kind }) => ['unsubscribe', 'complain', 'reply'].includes(kind)).length).toBeLessThan(2)
})

test('machines look at mail behind gateways and filters, and at none of Gmail, Yahoo, Outlook.com and iCloud', () => {
  const looks = ADDRESSES.flatMap((address) => {
    const look = lookAt(address, 'Autumn arrivals')
    return look ? [{ domain: address.split('@')[1], ...look }] : []
  })
  expect(share(looks.length)).toBeGreaterThan(0.1)
  expect(share(looks.length)).toBeLessThan(0.2)
  const domains = new Set(looks.map(({ domain }) => domain))
  expect(domains).toEqual(
    new Set(
      ['contoso', 'law-office', 'clinic', 'school', 'bank']
        .map((name) => `${name}.example`)
        .concat('example.net', 'example.org'),
    ),
  )
  expect(looks.every(({ after }) => after < 60_000)).toBe(true)
  expect(ADDRESSES.filter(isLate)).not.toEqual([])
})
