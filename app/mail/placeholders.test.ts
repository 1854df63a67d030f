import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findPlaceholders, isField } from './placeholders.ts'

const read = (text: string) => findPlaceholders(text).map(({ field, fallback }) => [field, fallback])

test.each([
  ['{{first_name}}', 'first_name', ''],
  ['{{ first_name | there }}', 'first_name', 'there'],
  ['{{first_name|there|you}}', 'first_name', 'there|you'],
  // Liquid, as Klaviyo and Shopify write it.
  ['{{ first_name | default: "there" }}', 'first_name', 'there'],
  ["{{ first_name|default:'there' }}", 'first_name', 'there'],
  ['{{ first_name | default: “there” }}', 'first_name', 'there'],
  ['{{ first_name | default: „Kunde“ }}', 'first_name', 'Kunde'],
  ['{{ first_name | default: ‘l’ami’ }}', 'first_name', 'l’ami'],
  ['{{ first_name | default: « vous » }}', 'first_name', 'vous'],
  ['{{ first_name | default: &quot;there&quot; }}', 'first_name', 'there'],
  ['{{ first_name | default: &#39;there&#39; }}', 'first_name', 'there'],
  [String.raw`{{ first_name | default: \"there\" }}`, 'first_name', 'there'],
  ['{{ first_name | default("there") }}', 'first_name', 'there'],
  ['{{ first_name | default = "there" }}', 'first_name', 'there'],
  ['{{ first_name | Default: dear friend }}', 'first_name', 'dear friend'],
  ['{{ first_name | default: "a | b" }}', 'first_name', 'a | b'],
  ['{{ first_name | default: "" }}', 'first_name', ''],
  ['{{ first_name | "there" }}', 'first_name', 'there'],
  ['{{ person.first_name|default:"there" }}', 'first_name', 'there'],
  ['{{ customer.first_name | default: "x" }}', 'first_name', 'x'],
  ['{{ contact.lastname }}', 'last_name', ''],
  ['{{ shop.name }}', 'shop_name', ''],
  ['{{ organization.name }}', 'shop_name', ''],
  ['{{FIRST_NAME}}', 'first_name', ''],
  ['{{ First Name }}', 'first_name', ''],
  ['{{first-name}}', 'first_name', ''],
  ['{{firstName}}', 'first_name', ''],
  ['{{\u00A0first_name\u00A0|\u00A0there\u00A0}}', 'first_name', 'there'],
  ['{{first\u200B_name\uFEFF}}', 'first_name', ''],
  ['{{ｆｉｒｓｔ＿ｎａｍｅ}}', 'first_name', ''],
  ['{{ Unsubscribe URL }}', 'unsubscribe_url', ''],
  // As editors and browsers write them in addresses.
  ['?n=%7B%7Bfirst_name%7D%7D', 'first_name', ''],
  ['?n=%7b%7bfirst_name%20%7C%20you%7d%7d', 'first_name', 'you'],
  ['?n=%7B%7B+first_name+%7C+my+friend+%7D%7D', 'first_name', 'my friend'],
  ['?n={{first_name%20|%20default:%20%22you%22}}', 'first_name', 'you'],
  ['?n={{first_name%7D%7D', 'first_name', ''],
  ['?n={{first_name | 100%}}', 'first_name', '100%'],
  ['{{{first_name}}}', 'first_name', ''],
])('%j is %s or “%s”', (text, field, fallback) => {
  expect(read(text)).toEqual([[field, fallback]])
})

test.each([
  '{{ first_name | capitalize }}',
  '{{ first_name | title | default: "there" }}',
  '{{ first_name | default: "there" | upcase }}',
  '{{ first_name | default: "x", allow_false: true }}',
  '{{ first_name | default: last_name }}',
  '{{ first_name | default }}',
  '{{ first_name | truncate: 5 }}',
  '{{ first_name | there | capitalize }}',
  '{{ first_name || "there" }}',
  '{{ first_name or "there" }}',
  '{{ fname }}',
  '{{ frist_name }}',
  '{{#if first_name}}',
  '{{}}',
])('%j is found, and is none of our fields', (text) => {
  expect(findPlaceholders(text).map(({ field }) => isField(field))).toEqual([false])
})

test.each([
  '{first_name}',
  '{{first_name}',
  '{first_name}}',
  '{{first_name',
  '{ {first_name} }',
  '{{a{b}}',
  '%7Bfirst_name%7D',
])('%j is no placeholder', (text) => {
  expect(read(text)).toEqual([])
})

test('placeholders are found where the expression of old found them', () => {
  const pieces = fc.constantFrom('{', '}', '{{', '}}', '|', ' ', 'points', 'x', '\n')
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (list) => {
      const text = list.join('')
      const ranges = findPlaceholders(text).map(({ start, end }) => text.slice(start, end))
      expect(ranges).toEqual(text.match(/\{\{[^{}]*\}\}/g) ?? [])
    }),
  )
})
