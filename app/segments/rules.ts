// What a segment is: rules over members, one schema for the builder, the database and the SQL they become.
import { oneLine } from '#app/platform/text/mail-address.ts'
import { z } from 'zod'

export const SEGMENT_FIELDS = {
  'email-consent': { label: 'Email marketing consent', kind: 'boolean' },
  'sms-consent': { label: 'SMS marketing consent', kind: 'boolean' },
  unsubscribed: { label: 'Unsubscribed', kind: 'boolean' },
  bounce: { label: 'Bounce', kind: 'bounce' },
  complained: { label: 'Marked an email as spam', kind: 'boolean' },
  points: { label: 'Points', kind: 'number' },
  'orders-count': { label: 'Number of orders', kind: 'number' },
  'amount-spent': { label: 'Amount spent', kind: 'number' },
  tag: { label: 'Customer tag', kind: 'tag' },
  'last-order': { label: 'Last order', kind: 'days' },
  created: { label: 'Customer since', kind: 'days' },
} as const

export type SegmentField = keyof typeof SEGMENT_FIELDS
export type FieldKind = (typeof SEGMENT_FIELDS)[SegmentField]['kind']

/** The operators of each kind of field, with the words that stand between field and value. */
export const OPERATORS = {
  boolean: { is: 'is' },
  bounce: { is: 'is', 'is-not': 'is not' },
  number: { 'at-least': 'is at least', 'at-most': 'is at most', equals: 'is exactly' },
  tag: { is: 'is', 'is-not': 'is not' },
  days: { within: 'was within the last (days)', before: 'was more than (days) ago' },
} as const satisfies Record<FieldKind, Record<string, string>>

export const BOUNCE_VALUES = { none: 'None', soft: 'Soft bounce', hard: 'Hard bounce' } as const

const MAX_NUMBER = 1_000_000_000
const MAX_DAYS = 36_500

const number = z
  .number({ error: 'Enter a number' })
  .min(0, 'Enter 0 or more')
  .max(MAX_NUMBER, `Enter at most ${MAX_NUMBER}`)
const wholeNumber = number.int('Enter a whole number')
const days = z
  .number({ error: 'Enter a number of days' })
  .int('Enter whole days')
  .min(1, 'Enter at least 1 day')
  .max(MAX_DAYS)
const comparison = z.enum(['at-least', 'at-most', 'equals'])
const equality = z.enum(['is', 'is-not'])
const moment = z.enum(['within', 'before'])
/** Without the characters that nobody sees: one of them tells a tier from a tag where both are kept. */
const tag = z
  .string()
  .transform((text) => oneLine(text))
  .pipe(z.string().min(1, 'Enter a tag').max(255, 'Use at most 255 characters'))
const flag = <F extends string>(field: F) =>
  z.object({ field: z.literal(field), operator: z.literal('is'), value: z.boolean() })

export const segmentRule = z.discriminatedUnion('field', [
  flag('email-consent'),
  flag('sms-consent'),
  flag('unsubscribed'),
  flag('complained'),
  z.object({ field: z.literal('bounce'), operator: equality, value: z.enum(['none', 'soft', 'hard']) }),
  z.object({ field: z.literal('points'), operator: comparison, value: wholeNumber }),
  z.object({ field: z.literal('orders-count'), operator: comparison, value: wholeNumber }),
  z.object({ field: z.literal('amount-spent'), operator: comparison, value: number }),
  z.object({ field: z.literal('tag'), operator: equality, value: tag }),
  z.object({ field: z.literal('last-order'), operator: moment, value: days }),
  z.object({ field: z.literal('created'), operator: moment, value: days }),
])

/** Without a rule a segment is everybody. */
export const segmentRules = z.object({
  match: z.enum(['all', 'any']),
  rules: z.array(segmentRule).max(30, 'Use at most 30 rules'),
})

export const segmentForm = z.object({
  name: z.string().trim().min(1, 'Give the segment a name').max(120, 'Use at most 120 characters'),
  rules: segmentRules,
})

export type SegmentRule = z.infer<typeof segmentRule>
export type SegmentRules = z.infer<typeof segmentRules>
export type SegmentForm = z.infer<typeof segmentForm>

/** A rule in words, such as “Points is at least 200”. */
export function ruleInWords(rule: SegmentRule): string {
  const { label, kind } = SEGMENT_FIELDS[rule.field]
  const words: Record<string, string> = OPERATORS[kind]
  return `${label} ${words[rule.operator] ?? rule.operator} ${valueInWords(rule)}`
}

function valueInWords(rule: SegmentRule): string {
  if (rule.field === 'bounce') return BOUNCE_VALUES[rule.value].toLowerCase()
  if (typeof rule.value === 'boolean') return rule.value ? 'yes' : 'no'
  return String(rule.value)
}
