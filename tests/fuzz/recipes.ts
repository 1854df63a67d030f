// A fuzzed request as a recipe: a valid one and what is done to it, in numbers and names, so that it can be printed, made small
// and made again.
import fc from 'fast-check'
import { BODIES, ELSEWHERE, EVIL, HEADERS, METHODS, NASTY, PATHS } from './pieces.ts'
import { bytes, type Framing, FRAMINGS, type Wire } from './wire.ts'

/** Something valid that the outside may ask. */
export type Base = { method: string; target: string; headers?: Wire['headers']; body?: string }
/** By address. */
export type Bases = Record<Door, Base[]>

/** The public addresses, and how often each is tried. Remix takes ten times as long as the others. */
const DOORS = {
  open: 12,
  click: 20,
  unsubscribe: 14,
  preferences: 8,
  webhooks: 10,
  sns: 14,
  health: 2,
  admin: 4,
  api: 3,
  auth: 2,
  nowhere: 3,
} as const
export type Door = keyof typeof DOORS

export type Change = { what: ChangeName; at: number; with: number }

export type Recipe = {
  door: Door
  base: number
  /** Something else that is valid, of which the target takes over a part. */
  other: { door: Door; base: number; at: number } | null
  changes: Change[]
  /** In place of the base's; null leaves it. */
  method: number | null
  headers: { name: number; value: number }[]
  /** In place of the base's body. */
  body: string | null
  bodyChanges: Change[]
  framing: Framing
}

const within = (text: string, at: number) => (text.length === 0 ? 0 : at % (text.length + 1))
const pick = <T>(from: readonly T[], number: number): T => from[number % from.length] as T
const splice = (text: string, at: number, length: number, put: string) =>
  text.slice(0, at) + put + text.slice(at + length)

/** Its path, and each of its parameters as it stands there. */
function cut(target: string): { path: string; pairs: string[] } {
  const question = target.indexOf('?')
  return question < 0
    ? { path: target, pairs: [] }
    : { path: target.slice(0, question), pairs: target.slice(question + 1).split('&') }
}
const join = (path: string, pairs: string[]) => (pairs.length === 0 ? path : `${path}?${pairs.join('&')}`)

type OnPairs = (pairs: string[], at: number, number: number) => string[]
const onPairs =
  (change: OnPairs) =>
  (target: string, at: number, number: number): string => {
    const { path, pairs } = cut(target)
    return pairs.length === 0
      ? `${target}?${pick(NASTY, number)}`
      : join(path, change(pairs, at % pairs.length, number))
  }
const valued = (pair: string, value: string) => `${pair.split('=', 1)[0]}=${value}`
const percent = (char: string) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`

/** What can be done to a text; `at` is a place in it, `number` chooses among pieces. */
const TEXT_CHANGES = {
  'flip a bit': (text: string, at: number, number: number) => {
    const place = within(text, at)
    const code = text.charCodeAt(place)
    return Number.isNaN(code) ? text : splice(text, place, 1, String.fromCharCode((code ^ (1 << (number % 8))) & 0xff))
  },
  'cut off': (text: string, at: number) => text.slice(0, within(text, at)),
  'leave out': (text: string, at: number, number: number) => splice(text, within(text, at), 1 + (number % 8), ''),
  'put in': (text: string, at: number, number: number) => splice(text, within(text, at), 0, pick(NASTY, number)),
  replace: (text: string, at: number, number: number) => splice(text, within(text, at), 1, pick(NASTY, number)),
  encode: (text: string, at: number) => {
    const place = within(text, at)
    return place < text.length ? splice(text, place, 1, percent(text.charAt(place))) : text
  },
  double: (text: string, at: number, number: number) => {
    const place = within(text, at)
    return splice(text, place, 0, text.slice(place, place + 1 + (number % 40)))
  },
  'make huge': (text: string, at: number, number: number) =>
    splice(text, within(text, at), 0, pick(NASTY, number >> 2).repeat(pick([100, 2_000, 9_000, 20_000], number))),
  capitals: (text: string, at: number) => {
    const place = within(text, at)
    return text.slice(0, place) + text.slice(place).toUpperCase()
  },
}

const TARGET_CHANGES = {
  ...TEXT_CHANGES,
  'another path': (target: string, _at: number, number: number) => {
    const before = pick(PATHS, number)
    return before + target
  },
  'only a path': (_target: string, _at: number, number: number) => pick(PATHS, number),
  'a path behind': (target: string, at: number) => join(cut(target).path + pick(PATHS, at), cut(target).pairs),
  'a parameter twice': onPairs((pairs, at) => [...pairs, pairs[at] ?? '']),
  'a parameter again': onPairs((pairs, at, number) => [...pairs, valued(pairs[at] ?? '', pick(NASTY, number))]),
  'a parameter before': onPairs((pairs, at, number) => [valued(pairs[at] ?? '', pick(NASTY, number)), ...pairs]),
  'a parameter less': onPairs((pairs, at) => pairs.filter((_, index) => index !== at)),
  'a parameter of nothing': onPairs((pairs, at) =>
    pairs.map((pair, index) => (index === at ? valued(pair, '') : pair)),
  ),
  'another value': onPairs((pairs, at, number) =>
    pairs.map((pair, index) => (index === at ? valued(pair, pick(NASTY, number)) : pair)),
  ),
  'another name': onPairs((pairs, at) =>
    pairs.map((pair, index) => (index === at ? percent(pair) + pair.slice(1) : pair)),
  ),
  'a list': onPairs((pairs, at) => pairs.map((pair, index) => (index === at ? pair.replace('=', '[]=') : pair))),
  shuffled: onPairs((pairs, at) => [...pairs.slice(at), ...pairs.slice(0, at)]),
  'led elsewhere': onPairs((pairs, _at, number) =>
    pairs.map((pair) => (pair.startsWith('d=') ? `d=${encodeURIComponent(pick(ELSEWHERE, number))}` : pair)),
  ),
  'led elsewhere too': onPairs((pairs, at, number) => [
    ...pairs.slice(0, at),
    `d=${bytes(pick(ELSEWHERE, number)).replaceAll(' ', '+')}`,
    ...pairs.slice(at),
  ]),
  'with a shop': onPairs((pairs, at, number) => [
    ...pairs,
    `shop=${pick([EVIL, 'fuzz-one.myshopify.com', `${EVIL}/.myshopify.com`, `${EVIL}#.myshopify.com`], at)}`,
    `host=${pick([Buffer.from(`${EVIL}/admin`).toString('base64'), 'x', '', '%00'], number)}`,
  ]),
} satisfies Record<string, (target: string, at: number, number: number) => string>

type ChangeName = keyof typeof TARGET_CHANGES
const TEXT_CHANGE_NAMES = Object.keys(TEXT_CHANGES) as ChangeName[]
const TARGET_CHANGE_NAMES = Object.keys(TARGET_CHANGES) as ChangeName[]
const HEADER_NAMES = Object.keys(HEADERS)

const number = fc.nat(0xffff)
const change = (names: ChangeName[]): fc.Arbitrary<Change> =>
  fc.record({ what: fc.constantFrom(...names), at: number, with: number })

const doors: fc.Arbitrary<Door> = fc.oneof(
  ...Object.entries(DOORS).map(([door, weight]) => ({ weight, arbitrary: fc.constant(door as Door) })),
)
/** Up to two changes of any text. */
export const textChanges = fc.array(change(TEXT_CHANGE_NAMES), { maxLength: 2 })
const headers = fc.array(fc.record({ name: fc.nat(HEADER_NAMES.length - 1), value: number }), { maxLength: 4 })
const seldom = <T>(arbitrary: fc.Arbitrary<T>, freq: number) => fc.option(arbitrary, { freq, nil: null })

export const recipe: fc.Arbitrary<Recipe> = fc.record({
  door: doors,
  base: number,
  other: seldom(fc.record({ door: doors, base: number, at: number }), 4),
  changes: fc.array(change(TARGET_CHANGE_NAMES), { maxLength: 3 }),
  method: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: number }),
  headers,
  body: seldom(fc.constantFrom(...Object.keys(BODIES)), 1),
  bodyChanges: textChanges,
  framing: fc.oneof(
    { weight: 6, arbitrary: fc.constant<Framing>('length') },
    { weight: 1, arbitrary: fc.constantFrom(...FRAMINGS) },
  ),
})

/** Of a valid request only what its signature does not say is changed: headers, body and what stands behind. */
export const harmless: fc.Arbitrary<Recipe> = fc.record({
  door: fc.constantFrom<Door>('open', 'click', 'unsubscribe', 'preferences'),
  base: number,
  other: fc.constant(null),
  changes: fc.constant([]),
  method: fc.constant(null),
  headers,
  body: seldom(fc.constantFrom(...Object.keys(BODIES)), 2),
  bodyChanges: textChanges,
  framing: fc.constantFrom<Framing>('length', 'chunked'),
})

/** A target with the value that another one has for one of its parameters, or with what that one's path ends in. */
function mixed(target: string, another: string, at: number): string {
  const [own, theirs] = [cut(target), cut(another)]
  const pair = own.pairs[at % Math.max(1, own.pairs.length)]
  const name = pair?.split('=', 1)[0]
  const taken = theirs.pairs.find((each) => each.split('=', 1)[0] === name)
  if (taken !== undefined) return join(own.path, own.pairs.with(at % own.pairs.length, taken))
  const end = another.slice(another.lastIndexOf('/') + 1)
  return join(own.path.slice(0, own.path.lastIndexOf('/') + 1) + end, own.pairs)
}

/** A text with changes made to it one after the other. */
export const changed = (text: string, changes: Change[]) =>
  changes.reduce((before, { what, at, with: put }) => TARGET_CHANGES[what](before, at, put), text)

/** The request that a recipe says. */
export function make(made: Recipe, bases: Bases): Wire {
  const base = pick(bases[made.door], made.base)
  const { other } = made
  const whole = other ? mixed(base.target, pick(bases[other.door], other.base).target, other.at) : base.target
  const target = changed(whole, made.changes)
  const extra = made.headers.map(({ name, value }): [string, string] => {
    const header = HEADER_NAMES[name] ?? ''
    return [header, pick(HEADERS[header] ?? [''], value)]
  })
  const ownHost = extra.some(([name]) => name === 'Host') ? [] : [['Host', 'localhost'] as [string, string]]
  return {
    method: made.method === null ? base.method : pick(METHODS, made.method),
    target,
    headers: [...ownHost, ['Connection', 'close'], ...(base.headers ?? []), ...extra],
    body: changed(made.body === null ? (base.body ?? '') : (BODIES[made.body] ?? ''), made.bodyChanges),
    framing: made.framing,
  }
}
