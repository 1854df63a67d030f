// The state of the members list as its URL holds it, and the words for it.
import { z } from 'zod'

export const CONSENT_FILTERS = {
  all: 'All',
  email: 'Email consented',
  'no-email': 'Email not consented',
  sms: 'SMS consented',
} as const
type ConsentFilter = keyof typeof CONSENT_FILTERS

export const DELIVERY_FILTERS = {
  all: 'All',
  none: 'No bounce',
  soft: 'Soft bounce',
  hard: 'Hard bounce',
  complained: 'Marked an e-mail as spam',
} as const
type DeliveryFilter = keyof typeof DELIVERY_FILTERS

const SORTS = ['created desc', 'created asc', 'points desc', 'points asc'] as const
export type MemberSort = (typeof SORTS)[number]

/** Where a page begins: the sorting value (points, or microseconds since 1970) and the member of the row before it. */
type MemberKey = { value: string; memberId: string }

export type MemberQuery = {
  search: string
  consent: ConsentFilter
  delivery: DeliveryFilter
  sort: MemberSort
  after: MemberKey | null
  before: MemberKey | null
}

const LARGEST_ID = 2n ** 63n - 1n
const key = z
  .string()
  .regex(/^-?\d{1,18}_\d{1,19}$/)
  .transform((text): MemberKey => {
    const [value = '', memberId = ''] = text.split('_')
    return { value, memberId }
  })
  .refine(({ memberId }) => BigInt(memberId) <= LARGEST_ID)
  .nullable()
  .catch(null)

const names = <T extends string>(choices: Record<T, string>) => z.enum(Object.keys(choices) as [T, ...T[]])

const schema = z.object({
  search: z.string().trim().max(100).catch(''),
  consent: names(CONSENT_FILTERS).catch('all'),
  delivery: names(DELIVERY_FILTERS).catch('all'),
  sort: z.enum(SORTS).catch('created desc'),
  after: key,
  before: key,
})

/** Reads `?q&consent&bounce&sort&after&before`; what makes no sense counts as not said. */
export function parseMemberQuery(search: URLSearchParams): MemberQuery {
  return schema.parse({
    search: search.get('q') ?? '',
    consent: search.get('consent'),
    delivery: search.get('bounce'),
    sort: search.get('sort'),
    after: search.get('after'),
    before: search.get('before'),
  })
}

export function isFiltered({ search, consent, delivery }: MemberQuery): boolean {
  return search !== '' || consent !== 'all' || delivery !== 'all'
}

/** A member as a row of the list. */
export type MemberRow = {
  /** Where the page after this row begins, as the URL takes it. */
  key: string
  memberId: string
  firstName: string | null
  lastName: string | null
  email: string | null
  points: number
  emailState: 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'NOT_SUBSCRIBED' | 'PENDING' | 'INVALID' | 'REDACTED'
  emailUnsubscribed: boolean
  smsConsented: boolean
  bounce: 'soft' | 'hard' | null
  complained: boolean
}

export type MemberPage = {
  members: MemberRow[]
  /** The keys of the neighbouring pages, as the URL takes them. */
  next: string | null
  previous: string | null
  /** How many match, counted up to COUNT_CAP + 1. */
  count: number
}

export const COUNT_CAP = 10_000
