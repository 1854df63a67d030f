// Segments worth having from the first day, offered while a shop has none.
import type { SegmentForm } from './rules.ts'

export type Suggestion = SegmentForm & { why: string }

export const SUGGESTIONS: Suggestion[] = [
  {
    name: 'Newsletter subscribers',
    why: 'Everyone who consented to email marketing.',
    rules: { match: 'all', rules: [{ field: 'email-consent', operator: 'is', value: true }] },
  },
  {
    name: 'Loyal customers',
    why: 'Three or more orders. Thank them, and show them what’s new first.',
    rules: {
      match: 'all',
      rules: [
        { field: 'email-consent', operator: 'is', value: true },
        { field: 'orders-count', operator: 'at-least', value: 3 },
      ],
    },
  },
  {
    name: 'Win back',
    why: 'Their last order is more than 90 days ago.',
    rules: {
      match: 'all',
      rules: [
        { field: 'email-consent', operator: 'is', value: true },
        { field: 'last-order', operator: 'before', value: 90 },
      ],
    },
  },
  {
    name: 'New customers',
    why: 'Joined in the last 30 days. Welcome them.',
    rules: {
      match: 'all',
      rules: [
        { field: 'email-consent', operator: 'is', value: true },
        { field: 'created', operator: 'within', value: 30 },
      ],
    },
  },
]
