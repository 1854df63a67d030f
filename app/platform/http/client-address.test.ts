import { expect, test } from 'vitest'
import { clientAddress } from './client-address.server.ts'

test.each([
  ['no proxy: the connection tells, whatever is claimed', '203.0.113.9', '198.51.100.1', 0, '203.0.113.9'],
  ['one proxy: what it added', '10.0.0.1', '203.0.113.9', 1, '203.0.113.9'],
  ['one proxy: what stands before was claimed', '10.0.0.1', '1.1.1.1, 203.0.113.9', 1, '203.0.113.9'],
  ['two proxies', '10.0.0.1', '1.1.1.1, 203.0.113.9, 10.0.0.2', 2, '203.0.113.9'],
  ['fewer entries than proxies', '10.0.0.1', '203.0.113.9', 2, '203.0.113.9'],
  ['no header', '10.0.0.1', '', 1, '10.0.0.1'],
  ['an entry that is no address', '10.0.0.1', 'unknown', 1, '10.0.0.1'],
  ['an entry that would be very long', '10.0.0.1', 'x'.repeat(9_000), 1, '10.0.0.1'],
  ['only commas', '10.0.0.1', ', , ,', 1, '10.0.0.1'],
  ['IPv4 as IPv6', '::ffff:203.0.113.9', '', 0, '203.0.113.9'],
  ['IPv6 counts by its network', '2001:db8:1:2:3:4:5:6', '', 0, '2001:db8:1:2::/64'],
  ['another address of that network', '2001:DB8:1:2::9', '', 0, '2001:db8:1:2::/64'],
  ['zeros written out', '2001:0db8:0001:0002::', '', 0, '2001:db8:1:2::/64'],
  ['the loopback', '::1', '', 0, '0:0:0:0::/64'],
  ['with a zone', 'fe80::1%eth0', '', 0, 'fe80:0:0:0::/64'],
  ['with the port that a proxy adds', '10.0.0.1', '1.1.1.1:9, 203.0.113.9:51234', 1, '203.0.113.9'],
  ['IPv6 with a port', '10.0.0.1', '[2001:db8:1:2::9]:443', 1, '2001:db8:1:2::/64'],
  ['IPv6 in brackets alone', '10.0.0.1', '[2001:db8:1:2::9]', 1, '2001:db8:1:2::/64'],
  ['a port of no address', '10.0.0.1', 'unknown:80', 1, '10.0.0.1'],
  ['brackets around nothing', '10.0.0.1', '[]:80', 1, '10.0.0.1'],
  ['a port that is none', '10.0.0.1', '203.0.113.9:x', 1, '10.0.0.1'],
  ['nothing is known', '', '', 1, ''],
])('%s', (...[, peer, forwarded, proxies, client]) => expect(clientAddress(peer, forwarded, proxies)).toBe(client))
