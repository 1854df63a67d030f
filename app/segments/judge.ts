// Rules judged for one member, in plain code: the answer to "which rule left them out?". A test holds it equal to the SQL.
import { hasUnsubscribed } from '#app/members/core/consent.ts'
import type { Member } from '#app/members/core/members.server.ts'
import { foldCase } from '#app/platform/text/fold-case.ts'
import type { SegmentField, SegmentRule, SegmentRules } from './rules.ts'

/** What the rules look at, by the field that looks at it. */
export type RuleValues = {
  'email-consent': boolean
  'sms-consent': boolean
  unsubscribed: boolean
  complained: boolean
  bounce: 'none' | 'soft' | 'hard'
  points: number
  'orders-count': number
  'amount-spent': number
  tag: string[]
  /** Null for who never ordered. */
  'last-order': Date | null
  created: Date
}

/** Values of a moment of which not all are known any more. */
export type KnownValues = { [F in SegmentField]?: RuleValues[F] | undefined }

const DAY = 86_400_000

/** What the rules find on a member now. */
export function valuesOf(member: Member): RuleValues {
  return {
    'email-consent': member.emailState === 'SUBSCRIBED' && !member.emailUnsubscribed,
    'sms-consent': member.smsState === 'SUBSCRIBED',
    unsubscribed: hasUnsubscribed(member),
    complained: member.emailComplaintAt !== null,
    bounce: member.emailBounceType ?? 'none',
    points: member.points,
    'orders-count': member.ordersCount,
    'amount-spent': Number(member.amountSpent),
    tag: member.tags,
    'last-order': member.lastOrderAt,
    created: member.createdAt,
  }
}

/** Whether the rule holds for these values at `at`; null when its value is not known. */
export function judgeRule(rule: SegmentRule, values: KnownValues, at: Date): boolean | null {
  switch (rule.field) {
    case 'email-consent':
    case 'sms-consent':
    case 'unsubscribed':
    case 'complained':
      return isKnown(values[rule.field], (value) => value === rule.value)
    case 'bounce':
      return isKnown(values.bounce, (value) => (value === rule.value) === (rule.operator === 'is'))
    case 'points':
    case 'orders-count':
    case 'amount-spent':
      return isKnown(values[rule.field], (value) => compare(value, rule.operator, rule.value))
    case 'tag':
      return isKnown(values.tag, (tags) => hasTag(tags, rule.value) === (rule.operator === 'is'))
    case 'last-order':
    case 'created': {
      const since = at.getTime() - rule.value * DAY
      return isKnown(values[rule.field], (moment) =>
        // Who never ordered is in neither answer.
        moment === null ? false : rule.operator === 'within' ? moment.getTime() >= since : moment.getTime() < since,
      )
    }
  }
}

/** Whether the rules together hold, given whether each does; null when that hangs on one that is not known. */
export function joinRules(match: SegmentRules['match'], judged: (boolean | null)[]): boolean | null {
  const decisive = match === 'any'
  if (judged.length === 0) return true
  if (judged.includes(decisive)) return decisive
  return judged.includes(null) ? null : !decisive
}

function isKnown<T>(value: T | undefined, holds: (value: T) => boolean): boolean | null {
  return value === undefined ? null : holds(value)
}

function compare(value: number, operator: 'at-least' | 'at-most' | 'equals', limit: number): boolean {
  if (operator === 'equals') return value === limit
  return operator === 'at-least' ? value >= limit : value <= limit
}

/** Shopify compares tags without regard to case. */
function hasTag(tags: string[], wanted: string): boolean {
  return tags.some((tag) => foldCase(tag) === foldCase(wanted))
}
