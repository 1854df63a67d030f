// Segments worth having from the first day, offered while a shop has none, and as templates to begin one with.
import type { RuleNode, SegmentForm, SegmentRule } from './rules.ts'

export type Suggestion = SegmentForm & {
  why: string
  /** Whether it is to be looked at, or left out, rather than written to. */
  toClean?: boolean
}

const consent: SegmentRule = { field: 'email-consent', operator: 'is', value: true }
const consenting = (...rules: RuleNode[]): SegmentForm['rules'] => ({ match: 'all', rules: [consent, ...rules] })

const inDays = (days: number) => ({ times: 1, days, campaign: null })
const opened = (days: number): SegmentRule => ({ field: 'opened', operator: 'did', value: inDays(days) })
const clicked = (days: number): SegmentRule => ({ field: 'clicked', operator: 'did', value: inDays(days) })

export const SUGGESTIONS: Suggestion[] = [
  {
    name: 'Newsletter subscribers',
    why: 'Everyone who consented to email marketing.',
    rules: consenting(),
  },
  {
    name: 'Engaged in the last 30 days',
    why: 'They opened or clicked an email lately. Mail systems like to see your email read.',
    rules: consenting({ match: 'any', rules: [opened(30), clicked(30)] }),
  },
  {
    name: 'Loyal customers',
    why: 'Three or more orders. Thank them, and show them what’s new first.',
    rules: consenting({ field: 'orders-count', operator: 'at-least', value: 3 }),
  },
  {
    name: 'VIP',
    why: 'Five or more orders, the last one within half a year.',
    rules: consenting(
      { field: 'orders-count', operator: 'at-least', value: 5 },
      { field: 'last-order', operator: 'within', value: 180 },
    ),
  },
  {
    name: 'One-time buyers',
    why: 'They ordered once. A second order makes a customer.',
    rules: consenting({ field: 'orders-count', operator: 'equals', value: 1 }),
  },
  {
    name: 'New customers',
    why: 'Joined in the last 30 days. Welcome them.',
    rules: consenting({ field: 'created', operator: 'within', value: 30 }),
  },
  {
    name: 'At risk',
    why: 'They ordered more than once, but not for 60 days.',
    rules: consenting(
      { field: 'orders-count', operator: 'at-least', value: 2 },
      { field: 'last-order', operator: 'before', value: 60 },
      { field: 'last-order', operator: 'within', value: 180 },
    ),
  },
  {
    name: 'Win back',
    why: 'Their last order is more than 90 days ago.',
    rules: consenting({ field: 'last-order', operator: 'before', value: 90 }),
  },
  {
    name: 'Sunset',
    why: 'They got five emails or more in 90 days and neither opened nor clicked. Write to them once more, then let them be.',
    rules: consenting(
      { field: 'received', operator: 'did', value: { times: 5, days: 90, campaign: null } },
      { match: 'none', rules: [opened(90), clicked(90)] },
    ),
  },
  {
    name: 'To clean up',
    why: 'Their address bounced, they marked an email as spam, or it could not be sent three times. They’re not worth the risk.',
    toClean: true,
    rules: {
      match: 'any',
      rules: [
        { field: 'bounce', operator: 'is', value: 'hard' },
        { field: 'complained', operator: 'is', value: true },
        { field: 'failed', operator: 'did', value: { times: 3, days: null, campaign: null } },
      ],
    },
  },
]
