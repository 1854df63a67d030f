import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { expect, test } from 'vitest'
import { BLOCK } from './blocks.ts'
import { takeMailingId } from './mailing-ids.server.ts'
import { ensurePartitions } from './partitions.server.ts'
import { dropClosed } from './retention.server.ts'

const setClock = (time: string) => clock.set(() => new Date(time))

/** Whether an event of a mailing is written, and lies in this partition. */
const takes = async (partition: string, mailingId: number) => {
  await db().query(
    'INSERT INTO mail_events (tenant_id, mailing_id, member_id, type, created_at) VALUES (1, $1, 1, 5, $2)',
    [mailingId, clock.now()],
  )
  const found = await db().query(`SELECT FROM ${partition} WHERE tenant_id = 1 AND mailing_id = $1`, [mailingId])
  return found.rowCount === 1
}

test('at the turn of a month the numbers jump to its block, whichever of many processes comes first', async () => {
  setClock('2026-11-30T23:59:59Z')
  const before = await Promise.all([1, 2, 3].map(takeMailingId))
  expect(Math.max(...before)).toBeLessThan(BLOCK)
  setClock('2026-12-01T00:00:01Z')
  const after = await Promise.all(Array.from({ length: 24 }, takeMailingId))
  expect(after.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 24 }, (_, index) => BLOCK + index))
  expect(await takes('mail_events_1', BLOCK)).toBe(true)
})

test('a process whose clock is behind goes on where the others are', async () => {
  setClock('2027-01-01T00:00:00Z')
  const taken = await takeMailingId()
  setClock('2026-12-31T23:59:59Z')
  expect(await takeMailingId()).toBe(taken + 1)
})

test('months in which nothing is sent are passed over, and a month that uses up its block goes on behind it', async () => {
  setClock('2027-06-15T00:00:00Z')
  expect(await takeMailingId()).toBe(7 * BLOCK)
  await db().query("SELECT setval('mailings_mailing_id_seq', $1)", [8 * BLOCK - 1])
  expect(await takeMailingId()).toBe(8 * BLOCK)
  expect(await takes('mail_events_8', 8 * BLOCK)).toBe(true)
  setClock('2027-07-01T00:00:00Z')
  expect(await takeMailingId()).toBe(8 * BLOCK + 1)
})

test('partitions are attached once, by many at a time, and have what their parents have', async () => {
  await Promise.all(Array.from({ length: 8 }, () => ensurePartitions(40)))
  const shape = (parent: string, name: string) =>
    db().query(
      `SELECT (SELECT count(*)::int FROM pg_index WHERE indrelid = $2::regclass) AS indexes,
         (SELECT count(*)::int FROM pg_index WHERE indrelid = $1::regclass) AS wanted,
         (SELECT count(*)::int FROM pg_constraint WHERE conrelid = $2::regclass AND contype = 'c') AS checks`,
      [parent, name],
    )
  expect((await shape('mail_events', 'mail_events_40')).rows).toEqual([{ indexes: 3, wanted: 3, checks: 0 }])
  expect((await shape('recipients', 'recipients_40')).rows).toEqual([{ indexes: 6, wanted: 6, checks: 0 }])
  expect(await takes('mail_events_40', 40 * BLOCK)).toBe(true)
})

/** Does something beside a transaction that has written an event and does not end meanwhile. */
async function besideAWriter<T>(mailingId: number, work: () => Promise<T>): Promise<T> {
  const writer = await db().connect()
  try {
    await writer.query('BEGIN')
    await writer.query(
      'INSERT INTO mail_events (tenant_id, mailing_id, member_id, type, created_at) VALUES (2, $1, 2, 5, now())',
      [mailingId],
    )
    return await work()
  } finally {
    await writer.query('ROLLBACK')
    writer.release()
  }
}

test('a month is attached while hits are being written', async () => {
  await ensurePartitions(50)
  await besideAWriter(50 * BLOCK, () => ensurePartitions(51))
  expect(await takes('mail_events_51', 51 * BLOCK)).toBe(true)
})

test('a partition that hits are being written to is dropped another time, and they are not held up', async () => {
  await ensurePartitions(60)
  await ensurePartitions(61)
  const dropped = await besideAWriter(60 * BLOCK, async () => {
    const [names, taken] = await Promise.all([dropClosed(62 * BLOCK), takes('mail_events_61', 61 * BLOCK)])
    expect(taken).toBe(true)
    return names
  })
  // What is dropped takes a lock on all events for as long: not while anything is being written.
  expect(dropped.filter((name) => name.startsWith('mail_events'))).toEqual([])
  expect(await dropClosed(62 * BLOCK)).toEqual(expect.arrayContaining(['mail_events_60', 'mail_events_61']))
})
