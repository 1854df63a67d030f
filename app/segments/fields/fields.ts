// Every field of a segment's rules, by the name that is stored: never renamed, only added to.
import { CONSENT_FIELDS, DELIVERY_FIELDS } from './consent-fields.ts'
import { CUSTOMER_FIELDS } from './customer-fields.ts'
import { ENGAGEMENT_FIELDS } from './engagement-fields.ts'
import type { Field } from './field.ts'
import { ORDER_FIELDS } from './order-fields.ts'

export const FIELDS = {
  ...CONSENT_FIELDS,
  ...CUSTOMER_FIELDS,
  ...ORDER_FIELDS,
  ...ENGAGEMENT_FIELDS,
  ...DELIVERY_FIELDS,
} as const satisfies Record<string, Field>

export type SegmentField = keyof typeof FIELDS
export const SEGMENT_FIELDS = Object.keys(FIELDS) as SegmentField[]

/** What is found on a member, by the field that looks at it. */
export type RuleValues = {
  [F in SegmentField]: Exclude<ReturnType<(typeof FIELDS)[F]['see']>, undefined>
}

export const isField = (name: unknown): name is SegmentField => typeof name === 'string' && Object.hasOwn(FIELDS, name)

/** The field, as code that treats all of them alike sees it: what a rule's field is, its operator and value belong to. */
export const fieldOf = (name: SegmentField): Field => FIELDS[name]
