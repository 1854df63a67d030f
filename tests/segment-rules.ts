// Rules of every field, and trees of them, for property tests: with the values at which something changes.
import { fieldOf, type SegmentField, SEGMENT_FIELDS } from '#app/segments/fields/fields.ts'
import { MATCHES, type RuleGroup, type RuleNode, type RuleOf, type SegmentRule } from '#app/segments/rules.ts'
import fc from 'fast-check'

const days = fc.constantFrom(1, 2, 10, 29, 30, 31, 90, 365, 36_500)
const flag = fc.boolean()
const words = (...of: string[]) => fc.constantFrom(...of)

/** The campaigns and products that there are. */
export type Known = { campaigns: number[]; products: string[] }

type Values = { [F in SegmentField]: fc.Arbitrary<RuleOf<F>['value']> }

const TAGS = [
  'vip',
  'χονδρικός',
  'İSTANBUL',
  'istanbul',
  'ıstanbul',
  'STRAẞE',
  'strasse',
  'ÉTÉ',
  '𐐨',
  'FI',
  'A,B',
  '%',
  "o'clock",
]

function valuesOf({ campaigns, products }: Known): Values {
  const deeds = fc
    .record({
      times: fc.constantFrom(1, 2, 3, 10, 11),
      days: fc.option(days, { nil: null }),
      campaign: fc.option(fc.constantFrom(...campaigns, 2_147_483_647), { nil: null }),
    })
    .map((asked) =>
      asked.days !== null && asked.campaign === null ? { ...asked, times: Math.min(asked.times, 10) } : asked,
    )
  return {
    'email-consent': flag,
    'sms-consent': flag,
    unsubscribed: flag,
    paused: flag,
    complained: flag,
    consented: days,
    'opt-in': fc.constantFrom('SINGLE_OPT_IN', 'CONFIRMED_OPT_IN', 'UNKNOWN'),
    'consent-source': fc.constantFrom('import', 'shopify-webhook', 'resubscribe-link', 'admin', 'merge'),
    bounce: fc.constantFrom('none', 'soft', 'hard'),
    points: fc.constantFrom(0, 1, 200, 201, 1_000_000_000),
    tier: words('gold', 'GOLD', 'Zlatý', 'ZLATÝ', 'ΧΡΥΣΌΣ', 'platinum', 'vip'),
    tag: words(...TAGS),
    language: words('en', 'pt', 'pt-BR', 'zh-Hant', 'EN', '%', 'p'),
    country: words('DE', 'de', 'TR', 'tr', 'ß', 'ﬁ'),
    province: words('CA', 'ca', 'QC', '34'),
    city: words('istanbul', 'İSTANBUL', 'Köln', 'KÖLN', '東京', 'Paris%', '𐐨𐐨'),
    created: days,
    'orders-count': fc.constantFrom(0, 1, 2, 3),
    'amount-spent': fc.constantFrom(0, 19.99, 20, 99.5, 0.1, 1_000_000_000),
    'first-order': days,
    'last-order': days,
    product: fc.record({ product: fc.constantFrom(...products, '1'), days: fc.option(days, { nil: null }) }),
    received: deeds,
    opened: deeds,
    clicked: deeds,
    replied: deeds,
    failed: deeds,
    skipped: deeds,
    score: fc.constantFrom(0, 1, 20, 21, 50, 99, 100),
    device: fc.constantFrom('desktop', 'mobile', 'tablet'),
    client: fc.constantFrom('gmail', 'appleMail', 'otherApp'),
  }
}

export function anyRule(field: SegmentField, known: Known): fc.Arbitrary<SegmentRule> {
  const operator = fc.constantFrom(...Object.keys(fieldOf(field).operators))
  return fc.record({ operator, value: valuesOf(known)[field] as fc.Arbitrary<unknown> }).map(
    // A record of a field's own operator and value is a rule of it.
    (made) => ({ field, ...made }) as SegmentRule,
  )
}

/** Groups in groups, down to `depth`, of rules of all fields. */
export function anyGroup(known: Known, depth: number): fc.Arbitrary<RuleGroup> {
  const rule = fc.constantFrom(...SEGMENT_FIELDS).chain((field) => anyRule(field, known))
  const node: fc.Arbitrary<RuleNode> =
    depth > 1 ? fc.oneof({ weight: 2, arbitrary: rule }, { weight: 1, arbitrary: anyGroup(known, depth - 1) }) : rule
  return fc.record({ match: fc.constantFrom(...MATCHES), rules: fc.array(node, { minLength: 1, maxLength: 4 }) })
}
