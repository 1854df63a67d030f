import { expect, test } from 'vitest'
import { EVENT } from '../events.ts'
import type { Hit } from './hit.ts'
import { prefixOf } from '#app/platform/http/ip-address.server.ts'
import { HitPack, unpackHits } from './packed-hits.server.ts'

const hit = (more: Partial<Hit> = {}): Hit => ({
  tenantId: 7,
  mailingId: 1_048_577,
  sendNo: 0,
  memberId: '7000000000001',
  type: EVENT.opened,
  linkNo: 0,
  at: Date.UTC(2026, 10, 30, 9, 8, 7, 123),
  verdict: 1,
  reason: 25,
  rules: 2,
  device: 2,
  client: 6,
  agent: 'Mozilla/5.0 (iPhone)',
  referrer: '',
  address: '203.0.113.9',
  ...more,
})

function packed(hits: Hit[]): Buffer {
  const pack = new HitPack()
  for (const each of hits) pack.add(each)
  return pack.toBuffer()
}

const unsifted = (of: Hit) => ({ ...of, prefix: prefixOf(of.address), burst: 1 })

test.each<[string, Hit[]]>([
  ['an open', [hit()]],
  ['none', []],
  ['a click', [hit({ type: EVENT.clicked, linkNo: 32_767, referrer: 'shop.example' })]],
  [
    'the largest numbers',
    [hit({ tenantId: 2 ** 31 - 1, mailingId: 2 ** 31 - 1, memberId: '9223372036854775807', sendNo: 32_767 })],
  ],
  ['the longest address', [hit({ address: '2001:0db8:1234:5678:9abc:def0:1234:5678' }), hit()]],
  ['no address and no agent', [hit({ address: '', agent: '' })]],
  ['texts in any script', [hit({ agent: 'Añ "quoted" \\ \u00FF 日本', referrer: 'xn--bcher-kva.example' })]],
  [
    'more than fits at first',
    Array.from({ length: 1_000 }, (_, member) => hit({ memberId: String(member), agent: `agent ${member % 7}` })),
  ],
])('%s comes out as it was put in', (_what, hits) => {
  expect(unpackHits(packed(hits))).toEqual(hits.map(unsifted))
})

test.each<[string, Partial<Hit>]>([
  ['a member that no bigint holds', { memberId: '9223372036854775808' }],
  ['a link past the last', { linkNo: 40_000 }],
  ['a shop past the last', { tenantId: 2 ** 31 }],
  ['no number at all', { memberId: 'Sarah' }],
  ['a time before there was time', { at: -1 }],
])('a hit of %s is refused, and those around it stay as they are', (_what, wrong) => {
  const pack = new HitPack()
  pack.add(hit({ memberId: '1' }))
  expect(() => pack.add(hit(wrong))).toThrow(/range|BigInt|integer/i)
  pack.add(hit({ memberId: '2', agent: 'another' }))
  expect(pack.hits).toBe(2)
  const around = [hit({ memberId: '1' }), hit({ memberId: '2', agent: 'another' })]
  expect(unpackHits(pack.toBuffer())).toEqual(around.map(unsifted))
})

test('texts that many hits share are kept once', () => {
  const one = packed([hit()]).length
  const hundred = packed(Array.from({ length: 100 }, () => hit())).length
  expect((hundred - one) / 99).toBeLessThan(55)
})

test('what another format has packed is not taken for something else', () => {
  const bytes = packed([hit()])
  bytes.writeUInt8(2, 0)
  expect(() => unpackHits(bytes)).toThrow('format 2')
})
