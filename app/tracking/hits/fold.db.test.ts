import { db } from '#app/platform/db/db.server.ts'
import { aMailing, aTenant } from '#tests/factories.ts'
import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { EVENT, VERDICT } from '../events.ts'
import { recount } from '../recount.server.ts'
import { BoxWriter } from './box.server.ts'
import { foldAllHits, foldHits } from './fold.server.ts'
import type { Hit } from './hit.ts'
import { HitPack } from './packed-hits.server.ts'

let tenantId = 0
let mailingId = 0
beforeAll(async () => {
  tenantId = await aTenant()
})
beforeEach(async () => {
  await foldAllHits()
  ;({ mailingId } = await aMailing(tenantId))
})

const AT = Date.UTC(2026, 10, 30, 9, 8, 7, 123)
const anOpen = (member: number, more: Partial<Hit> = {}): Hit => ({
  tenantId,
  mailingId,
  sendNo: 0,
  memberId: String(member),
  type: EVENT.opened,
  linkNo: 0,
  at: AT,
  verdict: VERDICT.human,
  reason: 1,
  rules: 1,
  device: 2,
  client: 1,
  agent: 'Mozilla/5.0 (fold)',
  referrer: '',
  address: '10.0.0.7',
  ...more,
})

function pack(...hits: Hit[]): Buffer {
  const packed = new HitPack()
  for (const hit of hits) packed.add(hit)
  return packed.toBuffer()
}

async function counts() {
  const found = await db().query(
    `SELECT (SELECT coalesce(sum(hits), 0)::int FROM mail_events WHERE mailing_id = $1 AND link_no = 0) AS events,
       (SELECT coalesce(sum(hits), 0)::int FROM mail_stats WHERE mailing_id = $1) AS stats,
       (SELECT count(*)::int FROM hit_log WHERE mailing_id = $1) AS log,
       (SELECT count(*)::int FROM hit_box) AS box`,
    [mailingId],
  )
  return found.rows[0]
}

const all = (number: number) => ({ events: number, stats: number, log: number, box: 0 })

test('a hit is kept as it came', async () => {
  await new BoxWriter().put(
    pack(
      anOpen(1, {
        type: EVENT.clicked,
        linkNo: 4,
        referrer: 'shop.example',
        reason: 7,
        rules: 3,
        sendNo: 1,
        address: '203.0.113.9',
      }),
    ),
    false,
  )
  await foldAllHits()
  const found = await db().query(
    `SELECT l.tenant_id, member_id::text, send_no, type, link_no, hit_at, verdict, reason, rules, user_agent, referrer, prefix
     FROM hit_log l JOIN agents USING (agent_no) WHERE mailing_id = $1`,
    [mailingId],
  )
  const kept = { tenant_id: tenantId, member_id: '1', send_no: 1, type: EVENT.clicked, link_no: 4, verdict: 1 }
  const judged = { reason: 7, rules: 3, user_agent: 'Mozilla/5.0 (fold)', referrer: 'shop.example' }
  expect(found.rows).toEqual([{ ...kept, hit_at: new Date(AT), ...judged, prefix: '203.0.113.0/24' }])
  const addresses = await db().query(
    'SELECT member_ids::text[], addresses::text[] FROM hit_addresses WHERE tenant_id = $1 ORDER BY folded_at DESC LIMIT 1',
    [tenantId],
  )
  expect(addresses.rows).toEqual([{ member_ids: ['1'], addresses: ['203.0.113.9/32'] }])
})

test('neither a page nor an address that was not said is made up', async () => {
  await new BoxWriter().put(pack(anOpen(1, { address: '' }), anOpen(2, { address: '2001:db8:1:2::3' })), false)
  await foldAllHits()
  const found = await db().query('SELECT referrer, prefix FROM hit_log WHERE mailing_id = $1 ORDER BY member_id', [
    mailingId,
  ])
  expect(found.rows).toEqual([
    { referrer: null, prefix: null },
    { referrer: null, prefix: '2001:db8:1::/48' },
  ])
})

test('a page is kept as it was said, whatever stands in its name', async () => {
  const said = ['null', 'NULL', 'a,b', '"quoted"', 'back\\slash', '{braces}', ' ', 'xn--bcher-kva.example', 'bücher 本']
  await new BoxWriter().put(pack(...said.map((referrer, index) => anOpen(index + 1, { referrer }))), false)
  await foldAllHits()
  const found = await db().query('SELECT referrer FROM hit_log WHERE mailing_id = $1 ORDER BY member_id', [mailingId])
  expect(found.rows.map(({ referrer }) => referrer)).toEqual(said)
})

test('a batch that is put again is counted once, whether or not it has been counted meanwhile', async () => {
  const writer = new BoxWriter()
  const first = pack(anOpen(1), anOpen(2))
  await writer.put(first, false)
  await writer.put(first, true)
  await foldAllHits()
  expect(await counts()).toEqual(all(2))
  await writer.put(first, true)
  await foldAllHits()
  expect(await counts()).toEqual(all(2))
  await writer.put(pack(anOpen(3)), false)
  await foldAllHits()
  expect(await counts()).toEqual(all(3))
})

test('a batch whose first try came to nothing is written by the second', async () => {
  const writer = new BoxWriter()
  await writer.put(pack(anOpen(1)), false)
  await db().query('ALTER TABLE hit_box RENAME TO away')
  await expect(writer.put(pack(anOpen(2)), false)).rejects.toThrow('hit_box')
  await expect(writer.put(pack(anOpen(2)), true)).rejects.toThrow('hit_box')
  await db().query('ALTER TABLE away RENAME TO hit_box')
  await writer.put(pack(anOpen(2)), true)
  await foldAllHits()
  expect(await counts()).toEqual(all(2))
})

test('a writer that was forgotten begins anew and loses nothing', async () => {
  const writer = new BoxWriter()
  await writer.put(pack(anOpen(1)), false)
  await foldAllHits()
  await db().query('DELETE FROM hit_writers')
  await expect(writer.put(pack(anOpen(2)), false)).rejects.toThrow('not known')
  await writer.put(pack(anOpen(2)), true)
  await foldAllHits()
  expect(await counts()).toEqual(all(2))
})

test('however many fold at once, each hit is counted once', async () => {
  const writers = Array.from({ length: 5 }, () => new BoxWriter())
  const fold = async () => {
    for (let times = 0; times < 15; times += 1) await foldHits()
  }
  const put = async (writer: BoxWriter, index: number) => {
    for (let batch = 0; batch < 20; batch += 1)
      await writer.put(
        pack(...Array.from({ length: 10 }, (_, member) => anOpen(1000 * index + 10 * batch + member))),
        false,
      )
  }
  await Promise.all([...writers.map(put), fold(), fold(), fold()])
  await foldAllHits()
  expect(await counts()).toEqual(all(1000))
})

test.each([
  ['the log', 'hit_log'],
  ['the events', 'mail_events'],
  ['a rollup', 'link_stats'],
  ['the last step', 'hit_writers'],
])('when %s can not be written nothing is counted, and all of it later', async (_what, table) => {
  await new BoxWriter().put(pack(anOpen(1), anOpen(2, { type: EVENT.clicked, linkNo: 1 })), false)
  await db().query(`ALTER TABLE ${table} RENAME TO away`)
  await expect(foldHits()).rejects.toThrow(table)
  await db().query(`ALTER TABLE away RENAME TO ${table}`)
  expect(await counts()).toEqual({ events: 0, stats: 0, log: 0, box: 1 })
  await foldAllHits()
  expect(await counts()).toEqual(all(2))
})

test('hits that the database refuses go alone, and the log has as many as are counted', async () => {
  const homeless = (await aMailing(tenantId, { mailing_id: 2_000_000_000 })).mailingId
  const hits = Array.from({ length: 100 }, (_, member) =>
    anOpen(member, member % 30 === 7 ? { mailingId: homeless } : {}),
  )
  await new BoxWriter().put(pack(...hits), false)
  await foldAllHits()
  expect(await counts()).toEqual(all(96))
})

test('what came for a mailing that is closed by now is neither counted nor kept', async () => {
  await new BoxWriter().put(pack(anOpen(1)), false)
  await db().query('UPDATE mailings SET closed_at = $2 WHERE mailing_id = $1', [mailingId, new Date()])
  await foldAllHits()
  expect(await counts()).toEqual(all(0))
})

test('hits of another day and of another shop find their place', async () => {
  const other = await aTenant()
  const theirs = await aMailing(other)
  const days = [0, 1, 40].map((day) => anOpen(day, { at: AT - day * 86_400_000 }))
  await new BoxWriter().put(pack(...days, anOpen(1, { tenantId: other, mailingId: theirs.mailingId })), false)
  await foldAllHits()
  expect(await counts()).toEqual(all(3))
  const partitions = await db().query(
    'SELECT DISTINCT tableoid::regclass::text AS name FROM hit_log WHERE mailing_id = $1 ORDER BY 1',
    [mailingId],
  )
  // On several machines each lies in a shard of its partition.
  const names = partitions.rows.map(({ name }) => String(name).slice(0, 'hit_log_20261021'.length))
  expect(names).toEqual(['hit_log_20261021', 'hit_log_20261129', 'hit_log_20261130'])
})

test('after all of this the rollups agree with the events', async () => {
  expect(await recount()).toEqual([])
})

test('counting all that is there ends while more comes without end', async () => {
  const ending = new AbortController()
  let put = 0
  const streams = [new BoxWriter(), new BoxWriter(), new BoxWriter()].map(async (writer, member) => {
    for (; !ending.signal.aborted; put += 1) await writer.put(pack(anOpen(member)), false)
  })
  try {
    await vi.waitFor(() => expect(put).toBeGreaterThan(10))
    const before = put
    await foldAllHits()
    expect((await counts()).log).toBeGreaterThanOrEqual(before)
  } finally {
    ending.abort()
    await Promise.all(streams)
  }
  await foldAllHits()
  expect(await counts()).toEqual(all(put))
})
