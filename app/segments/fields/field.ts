// What a field of a segment's rules is: one object that says its label, its schema, its operators, its SQL over `members m`, and
// how it is judged for one member in plain code. SQL and judge are one truth: a property test holds them equal.
//
// Both answer in three ways. Null is "nobody can know": who chose not to be tracked may have opened all of it. Null stays
// null under "none of", as SQL has it, so that nobody gets into a segment by what is not known of them.
import { z } from 'zod'
import { oneLine } from '#app/platform/text/mail-address.ts'
import { formatCount } from '#app/ui/format/format.ts'
import type { Facts } from './facts.ts'

/** In this order they stand in the builder. */
export const FIELD_GROUPS = {
  consent: 'Consent',
  customer: 'Customer',
  orders: 'Orders',
  engagement: 'Emails',
  delivery: 'Delivery',
} as const
export type FieldGroup = keyof typeof FIELD_GROUPS

/** The shop's orders that are known, or the events of its e-mails as long as they are kept: all, or of a given campaign. */
export type Reach = 'orders' | 'events' | 'campaign-events'

export type Choice = { value: string; label: string }

/** How the builder asks for a value. */
export type FieldInput =
  | { kind: 'flag' }
  | { kind: 'choice'; choices: Choice[] }
  | { kind: 'number'; unit?: 'money' | 'days' }
  | { kind: 'text'; example: string; from?: 'tiers' }
  | { kind: 'deeds' }
  | { kind: 'product' }

/** A value that a rule looked at, as it is shown beside the rule. */
export type Shown = string | { money: number } | { day: Date }

/** What a rule's SQL is written with. $1 is always the tenant. */
export type SqlParts = {
  /** The moment that days are counted back from. */
  at: Date
  /** Hands a value over as a parameter; its place. */
  put: (value: unknown) => string
  /** Joins what is kept of everybody's opens and clicks; its alias, all of it null for who has none. */
  engagement: () => string
  /** Whether a member chose not to be tracked. */
  untracked: () => string
  /** Joins the rows of a query that yields `tenant_id` and `member_id`, none of them twice; whether the member is among them. */
  isAmong: (query: string) => string
}

/** How a rule is said: what a campaign and a product are called is known to the caller. */
export type Names = { campaign: (campaignId: number) => string; product: (productId: string) => string }

export type Field<V = unknown, O extends string = string, S = unknown> = {
  label: string
  group: FieldGroup
  /** The words that stand between field and value. */
  operators: Readonly<Record<O, string>>
  value: z.ZodType<V>
  input: FieldInput
  /** What more a merchant should know. */
  hint?: string
  /** What it is told by that is not known, or not kept, for ever. */
  reach?: Reach
  words(rule: { operator: O; value: V }, names: Names): string
  /** The value of one member; undefined when it is not known, or not any more. */
  see(facts: Facts): S | undefined
  judge(rule: { operator: O; value: V }, seen: S, at: Date): boolean | null
  sql(rule: { operator: O; value: V }, parts: SqlParts): string
  shown(seen: S, at: Date): Shown
}

type Heading = { label: string; group: FieldGroup; hint?: string; reach?: Reach }

const MAX_NUMBER = 1_000_000_000
const MAX_DAYS = 36_500
const DAY_MS = 86_400_000

export const daysBefore = (at: Date, days: number) => new Date(at.getTime() - days * DAY_MS)
export const daysWords = (days: number) => (days === 1 ? '1 day' : `${days} days`)

type Flag = Heading & { sql: (parts: SqlParts) => string; see: (facts: Facts) => boolean | undefined }

/** What is so or is not. */
export const flag = ({ sql, see, ...heading }: Flag): Field<boolean, 'is', boolean> => ({
  ...heading,
  operators: { is: 'is' },
  value: z.boolean(),
  input: { kind: 'flag' },
  words: ({ value }) => `${heading.label} is ${value ? 'yes' : 'no'}`,
  see,
  judge: ({ value }, seen) => seen === value,
  sql: ({ value }, parts) => (value ? `(${sql(parts)})` : `NOT (${sql(parts)})`),
  shown: (seen) => (seen ? 'yes' : 'no'),
})

const EQUALITY = { is: 'is', 'is-not': 'is not' } as const
type Equality = keyof typeof EQUALITY

type OneOf<V extends string> = Heading & {
  choices: Record<V, string>
  /** Whether the choices are names, which are written alike within a sentence. */
  areNames?: boolean
  /** SQL: whether it is that one, never null. */
  sql: (value: V, parts: SqlParts) => string
  see: (facts: Facts) => V | null | undefined
}

/** One of a few values, or none of them. */
export const oneOf = <V extends string>({
  choices,
  areNames = false,
  sql,
  see,
  ...heading
}: OneOf<V>): Field<V, Equality, V | null> => {
  const said = (value: V) => (areNames ? choices[value] : choices[value].toLowerCase())
  return {
    ...heading,
    operators: EQUALITY,
    value: z.enum(Object.keys(choices) as V[], { error: 'Choose one' }),
    input: { kind: 'choice', choices: Object.entries<string>(choices).map(([value, label]) => ({ value, label })) },
    words: ({ operator, value }) => `${heading.label} ${EQUALITY[operator]} ${said(value)}`,
    see,
    judge: ({ operator, value }, seen) => (seen === value) === (operator === 'is'),
    sql: ({ operator, value }, parts) => (operator === 'is' ? `(${sql(value, parts)})` : `NOT (${sql(value, parts)})`),
    shown: (seen) => (seen === null ? 'none' : said(seen)),
  }
}

const COMPARISON = { 'at-least': 'is at least', 'at-most': 'is at most', equals: 'is exactly' } as const
type Comparison = keyof typeof COMPARISON
const SIGNS = { 'at-least': '>=', 'at-most': '<=', equals: '=' } as const

type Amount = Heading & { column: string; money?: boolean; see: (facts: Facts) => number | undefined }

const amount = z
  .number({ error: 'Enter a number' })
  .min(0, 'Enter 0 or more')
  .max(MAX_NUMBER, `Enter at most ${MAX_NUMBER}`)

/** A number that everybody has; whole, unless it is money. */
export const number = ({ column, money, see, ...heading }: Amount): Field<number, Comparison, number> => ({
  ...heading,
  operators: COMPARISON,
  value: money ? amount : amount.int('Enter a whole number'),
  input: { kind: 'number', ...(money && { unit: 'money' as const }) },
  words: ({ operator, value }) => `${heading.label} ${COMPARISON[operator]} ${value}`,
  see,
  judge: ({ operator, value }, seen) => {
    if (operator === 'equals') return seen === value
    return operator === 'at-least' ? seen >= value : seen <= value
  },
  sql: ({ operator, value }, { put }) => `(${column} ${SIGNS[operator]} ${put(value)}::${money ? 'numeric' : 'int'})`,
  shown: (seen) => (money ? { money: seen } : formatCount(seen)),
})

const MOMENT = { within: 'was within the last (days)', before: 'was more than (days) ago' } as const
type Moment = keyof typeof MOMENT

export const days = z
  .number({ error: 'Enter a number of days' })
  .int('Enter whole days')
  .min(1, 'Enter at least 1 day')
  .max(MAX_DAYS, `Enter at most ${MAX_DAYS} days`)

type Since = Heading & {
  /** A time that may be null. */
  column: string
  see: (facts: Facts) => Date | null | undefined
  never: string
}

/** When something was; who it never was of is in neither answer. */
export const moment = ({ column, see, never, ...heading }: Since): Field<number, Moment, Date | null> => ({
  ...heading,
  operators: MOMENT,
  value: days,
  input: { kind: 'number', unit: 'days' },
  words: ({ operator, value }) =>
    operator === 'within'
      ? `${heading.label} within the last ${daysWords(value)}`
      : `${heading.label} more than ${daysWords(value)} ago`,
  see,
  judge: ({ operator, value }, seen, at) => {
    if (seen === null) return false
    const since = daysBefore(at, value)
    return operator === 'within' ? seen >= since : seen < since
  },
  sql: ({ operator, value }, { put, at }) =>
    `coalesce(${column} ${operator === 'within' ? '>=' : '<'} ${put(daysBefore(at, value))}::timestamptz, false)`,
  shown: (seen) => (seen === null ? never : { day: seen }),
})

type Words<S> = Heading & {
  example: string
  from?: 'tiers'
  missing: string
  /** SQL: whether it is, or has, that one, never null. */
  sql: (value: string, parts: SqlParts) => string
  see: (facts: Facts) => S | undefined
  has: (seen: S, value: string) => boolean
  shown: (seen: S) => string
}

/** Without the characters that nobody sees: one of them tells a tier from a tag where both are kept. */
const shortText = (missing: string) =>
  z
    .string({ error: missing })
    .transform((words) => oneLine(words))
    .pipe(z.string().min(1, missing).max(255, 'Use at most 255 characters'))

/** What is typed as text. */
export const text = <S>(words: Words<S>): Field<string, Equality, S> => {
  const { example, from, missing, sql, see, has, shown, ...heading } = words
  return {
    ...heading,
    operators: EQUALITY,
    value: shortText(missing),
    input: { kind: 'text', example, ...(from && { from }) },
    words: ({ operator, value }) => `${heading.label} ${EQUALITY[operator]} ${value}`,
    see,
    judge: ({ operator, value }, seen) => has(seen, value) === (operator === 'is'),
    sql: ({ operator, value }, parts) => (operator === 'is' ? `(${sql(value, parts)})` : `NOT (${sql(value, parts)})`),
    shown,
  }
}
