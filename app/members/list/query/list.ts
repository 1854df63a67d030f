// The state of the members list as its URL holds it, and the words for it.
import { z } from 'zod'
import { isCustomerNumber } from '../../core/customer.ts'
import { parseRange, type Range, RANGED, type Ranged, rangeText, unreadRange } from './ranges.ts'
import { MOST_TAGS, parseTags } from './tags.ts'
import { clean, tidy } from '#app/platform/text/tidy.ts'

export const CONSENT_FILTERS = {
  all: 'All',
  email: 'Email consented',
  'no-email': 'Email not consented',
  sms: 'SMS consented',
  unsubscribed: 'Unsubscribed',
} as const

export const BOUNCE_FILTERS = { all: 'All', none: 'No bounce', soft: 'Soft bounce', hard: 'Hard bounce' } as const

export const COMPLAINT_FILTERS = { all: 'All', yes: 'Marked an email as spam', no: 'Never complained' } as const

/** Whose last order is at most, or more than, so many days ago. Who never ordered is in neither. */
export type LastOrder = { kind: 'within' | 'over'; days: number }

export const MEMBER_SORTS = [
  'created desc',
  'created asc',
  'name asc',
  'name desc',
  'points desc',
  'points asc',
  'spent desc',
  'spent asc',
] as const
export type MemberSort = (typeof MEMBER_SORTS)[number]

/** Where a page begins: the sorting value as text (a time in microseconds since 1970) and the member of the row before it. */
type MemberKey = { value: string; memberId: string }

/** Whom the list shows. */
export type MemberFilter = {
  search: string
  consent: keyof typeof CONSENT_FILTERS
  bounce: keyof typeof BOUNCE_FILTERS
  complained: keyof typeof COMPLAINT_FILTERS
  points: Range | null
  orders: Range | null
  /** In the shop's currency. */
  spent: Range | null
  lastOrder: LastOrder | null
  tier: string
  /** Every one of them; without regard to case. */
  tags: string[]
}

export type MemberQuery = MemberFilter & {
  sort: MemberSort
  after: MemberKey | null
  before: MemberKey | null
}

const KEYS: Record<string, RegExp> = {
  created: /^-?\d{1,18}$/,
  points: /^-?\d{1,10}$/,
  spent: /^-?\d{1,12}(\.\d{1,2})?$/,
  name: /^.{0,100}$/su,
}

/** The place in the list that a row's key names; null when it is none of this order. */
export function parseKey(text: string | null, sort: MemberSort): MemberKey | null {
  const [, value = '', memberId = ''] = /^(.*)_(\d{1,19})$/s.exec(text ?? '') ?? []
  if (!isCustomerNumber(memberId) || !KEYS[sort.split(' ')[0] ?? '']?.test(value)) return null
  return { value: clean(value), memberId }
}

/** What is searched for, as the URL holds it. */
export const tidySearch = (text: string) => tidy(text, LONGEST_TEXT)

const LONGEST_TEXT = 100
const choice = <T extends string>(choices: Record<T, string>) => z.enum(Object.keys(choices) as [T, ...T[]])
const words = z.string().transform(tidySearch).catch('')
const range = (of: Ranged) =>
  z
    .string()
    .transform((text) => parseRange(of, text))
    .nullable()
    .catch(null)
const lastOrder = z
  .string()
  .regex(/^(within|over)-\d{1,4}$/)
  .transform((text): LastOrder => {
    const [kind, days] = text.split('-')
    return { kind: kind === 'over' ? 'over' : 'within', days: Number(days) }
  })
  .nullable()
  .catch(null)

const schema = z.object({
  search: words,
  consent: choice(CONSENT_FILTERS).catch('all'),
  bounce: choice(BOUNCE_FILTERS).catch('all'),
  complained: choice(COMPLAINT_FILTERS).catch('all'),
  points: range('points'),
  orders: range('orders'),
  spent: range('spent'),
  lastOrder,
  tier: words,
  tags: z
    .array(z.string())
    .transform((tags) => parseTags(tags).slice(0, MOST_TAGS))
    .catch([]),
  sort: z.enum(MEMBER_SORTS).catch('created desc'),
})

/**
 * Reads `?q&consent&bounce&complained&points&orders&spent&ordered&tier&tag&sort&after&before`; what makes no sense counts
 * as not said.
 */
export function parseMemberQuery(search: URLSearchParams): MemberQuery {
  const query = schema.parse({
    search: search.get('q'),
    consent: search.get('consent'),
    bounce: search.get('bounce'),
    complained: search.get('complained'),
    points: search.get('points'),
    orders: search.get('orders'),
    spent: search.get('spent'),
    lastOrder: search.get('ordered'),
    tier: search.get('tier'),
    tags: search.getAll('tag'),
    sort: search.get('sort'),
  })
  return {
    ...query,
    after: parseKey(search.get('after'), query.sort),
    before: parseKey(search.get('before'), query.sort),
  }
}

/** Bounds that a URL has and that are no numbers: the list does not go by them, and says so. */
export type Unread = Partial<Record<Ranged, { text: string; flaw: string }>>

export function unreadBounds(search: URLSearchParams): Unread {
  const unread = RANGED.map((name) => [name, unreadRange(name, search.get(name))] as const)
  return Object.fromEntries(unread.filter(([, found]) => found !== null))
}

/** The part of a URL that says whom the list shows and in which order; the place in the list is no part of it. */
export function filterParameters(search: URLSearchParams): URLSearchParams {
  const query = parseMemberQuery(search)
  const kept = new URLSearchParams()
  const put = (name: string, value: string, unsaid = '') => {
    if (value !== unsaid) kept.set(name, value)
  }
  put('q', query.search)
  put('consent', query.consent, 'all')
  put('bounce', query.bounce, 'all')
  put('complained', query.complained, 'all')
  for (const name of RANGED) put(name, rangeText(query[name]))
  put('ordered', query.lastOrder ? `${query.lastOrder.kind}-${query.lastOrder.days}` : '')
  put('tier', query.tier)
  for (const tag of query.tags) kept.append('tag', tag)
  put('sort', query.sort, 'created desc')
  return kept
}

/** All that a URL says of the list: also the view that it began with, and the place in it. */
export function listParameters(search: URLSearchParams): URLSearchParams {
  const kept = filterParameters(search)
  for (const name of ['view', 'after', 'before']) {
    const value = search.get(name)
    if (value) kept.set(name, value)
  }
  return kept
}

/** The words of a search that can be looked for: those with a letter or a digit. Symbols beside them are passed over. */
export function searchWords(search: string): string[] {
  return search.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(withoutAccents(word)))
}

/** Whether there is nothing to look for in what was typed: such a search finds nobody. */
export function isOnlySymbols(search: string): boolean {
  return search !== '' && searchWords(search).length === 0
}

/** Letters that are no other letter with a mark; plain_letters() in the migrations has the same list. */
const PLAIN = { ł: 'l', ø: 'o', đ: 'd', ð: 'd', ı: 'i', ħ: 'h', ŧ: 't', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th' }

/** A text in plain letters where there are such, as the index of names holds it. */
export function withoutAccents(text: string): string {
  const bare = text.normalize('NFKD').replaceAll(/[\u0300-\u036F'`’‘ʼ]/g, '')
  return bare.toLowerCase().replaceAll(/[łøđðıħŧßæœþ]/g, (letter) => PLAIN[letter as keyof typeof PLAIN])
}

export function isFiltered(filter: MemberFilter): boolean {
  const { search, consent, bounce, complained, points, orders, spent, tier, tags } = filter
  const chosen = [consent, bounce, complained].some((value) => value !== 'all')
  return (
    chosen || [search, tier].some(Boolean) || tags.length > 0 || isBounded([points, orders, spent, filter.lastOrder])
  )
}

const isBounded = (bounds: unknown[]) => bounds.some((bound) => bound !== null)

/** A member as a row of the list. */
export type MemberRow = {
  /** Where the page after this row begins, as the URL takes it. */
  key: string
  memberId: string
  firstName: string | null
  lastName: string | null
  email: string | null
  points: number
  ordersCount: number
  /** In the shop's currency, as exact decimal text. */
  amountSpent: string
  emailState: 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'NOT_SUBSCRIBED' | 'PENDING' | 'INVALID' | 'REDACTED'
  emailUnsubscribed: boolean
  smsConsented: boolean
  bounce: 'soft' | 'hard' | null
  complained: boolean
}

/** A row with what the table of members does not know: whether SES never tried the address. */
export type ListedMember = MemberRow & { notTried: boolean }

/** How many match. When it is not exact there are at least so many: counting went only as far as it is quick. */
export type MemberCount = { count: number; exact: boolean }

export type MemberPage = {
  members: MemberRow[]
  /** The keys of the neighbouring pages, as the URL takes them. */
  next: string | null
  previous: string | null
  matches: MemberCount
}

export const COUNT_CAP = 10_000
