import { expect, test } from 'vitest'
import { readableLabel } from './link-words.ts'

test.each([
  ['Visit {{shop_name}}', 'Visit Wren & Co'],
  ['{{ shop_name | us }} blog', 'Wren & Co blog'],
  ['Hi {{first_name | there}}, shop now', 'Hi [first name], shop now'],
  ['{{ customer.first_name | default: "you" }} at {{ shop.name }}', '[first name] at Wren & Co'],
  ['{{points}} points for {{last_name}}', '[points] points for [last name]'],
  ['{{shop_name}}{{shop_name}}', 'Wren & CoWren & Co'],
  ['Shop now', 'Shop now'],
  ['{{unknown_field}}', '{{unknown_field}}'],
  ['{{', '{{'],
  ['', ''],
])('the link “%s” reads “%s”', (label, words) => {
  expect(readableLabel(label, 'Wren & Co')).toBe(words)
})

test.each([null, ''])('where the shop’s name is not known (%j) it is said what stands there', (shopName) => {
  expect(readableLabel('Visit {{shop_name}}', shopName)).toBe('Visit [shop name]')
})
