// The segments that are measured: every field with each of its operators, and pairs that shops ask for.
import type { RuleGroup, RuleNode, SegmentRule } from '#app/segments/rules.ts'

export type Measured = {
  name: string
  rules: RuleGroup
  /** About who did, or did not, open or get one campaign: it is told by its events. */
  heavy?: boolean
}

const all = (...rules: RuleNode[]): RuleGroup => ({ match: 'all', rules })
const any = (...rules: RuleNode[]): RuleGroup => ({ match: 'any', rules })
const none = (...rules: RuleNode[]): RuleGroup => ({ match: 'none', rules })

type Deed = 'received' | 'opened' | 'clicked' | 'replied' | 'failed' | 'skipped'
const deed = (field: Deed, operator: 'did' | 'did-not', value: object = {}): SegmentRule => ({
  field,
  operator,
  value: { times: 1, days: 30, campaign: null, ...value },
})
const is = (
  field: 'email-consent' | 'sms-consent' | 'unsubscribed' | 'paused' | 'complained',
  value = true,
): SegmentRule => ({
  field,
  operator: 'is',
  value,
})
const ever = { days: null }
const consent = is('email-consent')

const CAMPAIGN = 150

const SINGLE: SegmentRule[] = [
  ...(['email-consent', 'sms-consent', 'unsubscribed', 'paused', 'complained'] as const).map((field) => is(field)),
  is('email-consent', false),
  { field: 'consented', operator: 'within', value: 90 },
  { field: 'consented', operator: 'before', value: 365 },
  { field: 'opt-in', operator: 'is', value: 'SINGLE_OPT_IN' },
  { field: 'opt-in', operator: 'is-not', value: 'CONFIRMED_OPT_IN' },
  { field: 'consent-source', operator: 'is', value: 'shopify-webhook' },
  { field: 'consent-source', operator: 'is-not', value: 'import' },
  { field: 'bounce', operator: 'is', value: 'hard' },
  { field: 'bounce', operator: 'is-not', value: 'none' },
  { field: 'points', operator: 'at-least', value: 1000 },
  { field: 'points', operator: 'at-most', value: 10 },
  { field: 'points', operator: 'equals', value: 0 },
  { field: 'tier', operator: 'is', value: 'Gold' },
  { field: 'tier', operator: 'is-not', value: 'Platinum' },
  { field: 'tag', operator: 'is', value: 'VIP' },
  { field: 'tag', operator: 'is-not', value: 'newsletter' },
  { field: 'language', operator: 'is', value: 'de' },
  { field: 'language', operator: 'is-not', value: 'en' },
  { field: 'country', operator: 'is', value: 'DE' },
  { field: 'country', operator: 'is-not', value: 'US' },
  { field: 'province', operator: 'is', value: 'CA' },
  { field: 'province', operator: 'is-not', value: 'NY' },
  { field: 'city', operator: 'is', value: 'berlin' },
  { field: 'city', operator: 'is-not', value: 'London' },
  { field: 'created', operator: 'within', value: 30 },
  { field: 'created', operator: 'before', value: 365 },
  { field: 'orders-count', operator: 'at-least', value: 3 },
  { field: 'orders-count', operator: 'at-most', value: 1 },
  { field: 'orders-count', operator: 'equals', value: 1 },
  { field: 'amount-spent', operator: 'at-least', value: 500 },
  { field: 'amount-spent', operator: 'at-most', value: 20 },
  { field: 'amount-spent', operator: 'equals', value: 0 },
  { field: 'first-order', operator: 'within', value: 90 },
  { field: 'first-order', operator: 'before', value: 365 },
  { field: 'last-order', operator: 'within', value: 90 },
  { field: 'last-order', operator: 'before', value: 90 },
  { field: 'product', operator: 'bought', value: { product: '7', days: null } },
  { field: 'product', operator: 'not-bought', value: { product: '7', days: 90 } },
  ...(['received', 'opened', 'clicked', 'replied', 'failed', 'skipped'] as const).flatMap((field) => [
    deed(field, 'did'),
    deed(field, 'did-not', ever),
  ]),
  deed('opened', 'did', { times: 5, days: 90 }),
  deed('failed', 'did', { times: 3, days: null }),
  { field: 'score', operator: 'at-least', value: 50 },
  { field: 'score', operator: 'at-most', value: 10 },
  { field: 'device', operator: 'is', value: 'mobile' },
  { field: 'device', operator: 'is-not', value: 'desktop' },
  { field: 'client', operator: 'is', value: 'gmail' },
  { field: 'client', operator: 'is-not', value: 'appleMail' },
]

const PAIRS: Omit<Measured, 'heavy'>[] = [
  { name: 'consents and opened or clicked', rules: all(consent, any(deed('opened', 'did'), deed('clicked', 'did'))) },
  {
    name: 'got five, neither opened nor clicked',
    rules: all(
      consent,
      deed('received', 'did', { times: 5, days: 90 }),
      none(deed('opened', 'did', { days: 90 }), deed('clicked', 'did', { days: 90 })),
    ),
  },
  {
    name: 'bounced, complained or failed three times',
    rules: any(
      { field: 'bounce', operator: 'is', value: 'hard' },
      is('complained'),
      deed('failed', 'did', { times: 3, days: null }),
    ),
  },
  {
    name: 'VIP or Gold, in Germany, clicked',
    rules: all(
      any({ field: 'tag', operator: 'is', value: 'VIP' }, { field: 'tier', operator: 'is', value: 'Gold' }),
      { field: 'country', operator: 'is', value: 'DE' },
      deed('clicked', 'did', { days: 365 }),
    ),
  },
  {
    name: 'bought and did not click',
    rules: all(
      { field: 'product', operator: 'bought', value: { product: '7', days: null } },
      deed('clicked', 'did-not'),
    ),
  },
  {
    name: 'replied or bought lately, not skipped',
    rules: all(
      any(deed('replied', 'did', ever), { field: 'last-order', operator: 'within', value: 30 }),
      none(deed('skipped', 'did')),
    ),
  },
]

const HEAVY: Measured[] = (['received', 'opened', 'clicked'] as const)
  .flatMap((field) => [
    deed(field, 'did', { days: null, campaign: CAMPAIGN }),
    deed(field, 'did-not', { days: null, campaign: CAMPAIGN }),
  ])
  .map((rule) => ({ name: '', rules: all(rule), heavy: true }))

/** Without a name, the rule's own words are one. */
export const MEASURED: Measured[] = [...SINGLE.map((rule) => ({ name: '', rules: all(rule) })), ...PAIRS, ...HEAVY]
