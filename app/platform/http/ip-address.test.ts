import { expect, test } from 'vitest'
import { prefixOf } from './ip-address.server.ts'

test.each([
  ['203.0.113.9', '203.0.113.0/24'],
  ['10.1.2.3', '10.1.2.0/24'],
  ['::ffff:203.0.113.9', '203.0.113.0/24'],
  ['2001:db8:1234:5678::1', '2001:db8:1234::/48'],
  ['2001:0DB8:0034:5678:9abc:def0:1234:5678', '2001:db8:34::/48'],
  ['::1', '0:0:0::/48'],
  ['2001:db8::', '2001:db8:0::/48'],
  ['fe80::1%eth0', 'fe80:0:0::/48'],
  ['2001::5:6:7:8', '2001:0:0::/48'],
  ['', null],
  ['unknown', null],
  ['203.0.113', null],
  ['1.2.3.4, 5.6.7.8', null],
])('of %s %s is kept', (address, prefix) => {
  expect(prefixOf(address)).toBe(prefix)
})
