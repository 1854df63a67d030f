// Fields about the customer as Shopify has them.
import { foldCase } from '#app/platform/text/fold-case.ts'
import type { Facts } from './facts.ts'
import { moment, number, type SqlParts, text } from './field.ts'

/** A code that Shopify writes in capitals. */
const code = (column: string, see: (facts: Facts) => string | null | undefined) => ({
  sql: (value: string, { put }: SqlParts) => `coalesce(${column} = ${put(capitals(value))}, false)`,
  see,
  has: (seen: string | null, value: string) => seen === capitals(value),
  shown: (seen: string | null) => seen ?? 'not known',
})

/** Letters beyond a to z are in no code: theirs have no capitals that all agree on. */
const capitals = (text: string) => text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase())

export const CUSTOMER_FIELDS = {
  points: number({
    label: 'Points',
    group: 'customer',
    column: 'm.points',
    see: ({ member }) => member.points,
  }),
  tier: text({
    label: 'Tier',
    group: 'customer',
    example: 'Gold',
    from: 'tiers',
    missing: 'Enter a tier',
    // As the members list has it: `labels` holds tiers beside tags, told from them by a sign that is in neither.
    sql: (value, { put }) => `m.labels @> ARRAY[fold_case(E'tier\\x1f' || ${put(value)})]`,
    see: ({ member }) => member.tier,
    has: (tier, value) => tier !== null && foldCase(tier) === foldCase(value),
    shown: (tier) => tier ?? 'none',
  }),
  tag: text({
    label: 'Customer tag',
    group: 'customer',
    example: 'VIP',
    missing: 'Enter a tag',
    // Shopify compares tags without regard to case; `labels` holds them folded.
    sql: (value, { put }) => `m.labels @> ARRAY[fold_case(${put(value)})]`,
    see: ({ member }) => member.tags,
    has: (tags, value) => tags.some((tag) => foldCase(tag) === foldCase(value)),
    shown: (tags) => tags.join(', ') || 'no tags',
  }),
  language: text({
    label: 'Language',
    group: 'customer',
    hint: 'A code such as “pt”, which holds pt-BR and pt-PT too, or “pt-BR” alone.',
    example: 'pt',
    missing: 'Enter a language, such as “pt” or “pt-BR”',
    sql: (value, { put }) => {
      const code = put(value)
      return `coalesce(m.locale = ${code} OR starts_with(m.locale, ${code} || '-'), false)`
    },
    see: ({ member }) => member.locale,
    has: (locale, value) => locale !== null && (locale === value || locale.startsWith(`${value}-`)),
    shown: (locale) => locale ?? 'not known',
  }),
  country: text({
    label: 'Country',
    group: 'customer',
    hint: 'The code of two letters of their default address, such as “DE” or “US”.',
    example: 'DE',
    missing: 'Enter a country, such as “DE”',
    ...code('m.country_code', ({ member }) => member.countryCode),
  }),
  province: text({
    label: 'State or province',
    group: 'customer',
    hint: 'Its code in their default address, such as “CA” or “ON”.',
    example: 'CA',
    missing: 'Enter a state, such as “CA”',
    ...code('m.province_code', ({ member }) => member.provinceCode),
  }),
  city: text({
    label: 'City',
    group: 'customer',
    hint: 'Known only where the shop has let Glancito read addresses.',
    example: 'Berlin',
    missing: 'Enter a city',
    sql: (value, { put }) => `coalesce(fold_case(m.city) = fold_case(${put(value)}), false)`,
    see: ({ member }) => member.city,
    has: (city, value) => city !== null && foldCase(city) === foldCase(value),
    shown: (city) => city ?? 'not known',
  }),
  created: moment({
    label: 'Customer since',
    group: 'customer',
    column: 'm.created_at',
    see: ({ member }) => member.createdAt,
    never: 'not known',
  }),
}
