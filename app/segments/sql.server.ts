// Rules as SQL over `members m`. Every value goes in as a parameter; field and operator only choose text of ours.
import { COMPLAINED_SQL, UNSUBSCRIBED_SQL } from '#app/members/core/consent.ts'
import { clock } from '#app/platform/clock.server.ts'
import type { SegmentRule, SegmentRules } from './rules.ts'

const FLAGS = {
  'email-consent': '(m.email_marketing_consent AND NOT m.email_unsubscribed)',
  'sms-consent': 'm.sms_marketing_consent',
  unsubscribed: UNSUBSCRIBED_SQL,
  complained: COMPLAINED_SQL,
} as const

const COLUMNS = {
  points: 'm.points',
  'orders-count': 'm.orders_count',
  'amount-spent': 'm.amount_spent',
  'last-order': 'm.last_order_at',
  created: 'm.created_at',
} as const

const SIGNS = { 'at-least': '>=', 'at-most': '<=', equals: '=', within: '>=', before: '<' } as const
const DAY = 86_400_000

/** The condition that `rules` are, over the alias `m`; its values are pushed onto `params`. */
export function rulesToSql({ match, rules }: SegmentRules, params: unknown[]): string {
  if (rules.length === 0) return 'true'
  return `(${rules.map((rule) => ruleToSql(rule, params)).join(match === 'all' ? ' AND ' : ' OR ')})`
}

function ruleToSql(rule: SegmentRule, params: unknown[]): string {
  const put = (value: unknown) => `$${params.push(value)}`
  switch (rule.field) {
    case 'email-consent':
    case 'sms-consent':
    case 'unsubscribed':
    case 'complained':
      return rule.value ? FLAGS[rule.field] : `NOT ${FLAGS[rule.field]}`
    case 'bounce': {
      const kind =
        rule.value === 'none'
          ? 'm.email_bounce_type IS NULL'
          : `m.email_bounce_type IS NOT DISTINCT FROM ${put(rule.value)}`
      return rule.operator === 'is' ? `(${kind})` : `NOT (${kind})`
    }
    case 'points':
    case 'orders-count':
    case 'amount-spent':
      return `${COLUMNS[rule.field]} ${SIGNS[rule.operator]} ${put(rule.value)}::numeric`
    case 'tag': {
      // Shopify compares tags without regard to case; `labels` holds them folded.
      const has = `m.labels @> ARRAY[fold_case(${put(rule.value)})]`
      return rule.operator === 'is' ? has : `NOT (${has})`
    }
    case 'last-order':
    case 'created':
      // Who never ordered is in neither answer.
      return `coalesce(${COLUMNS[rule.field]} ${SIGNS[rule.operator]} ${put(new Date(clock.now().getTime() - rule.value * DAY))}::timestamptz, false)`
  }
}
