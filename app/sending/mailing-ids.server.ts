// The numbers of mailings: int, in blocks of 2^20 a month, so that a month's events and recipients have partitions of their
// own that are attached before the first of them and dropped as a whole.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { BLOCK, blockAt } from './blocks.ts'
import { ensurePartitions } from './partitions.server.ts'

/**
 * The next mailing's number, in the block of this month or, once that is used up, behind it. Its partitions exist when
 * this returns. To be called outside of transactions: a number that is not used is lost, as with any sequence.
 */
export async function takeMailingId(): Promise<number> {
  const first = blockAt(clock.now()) * BLOCK
  const id = await nextId()
  const taken = id >= first ? id : await jump(first)
  await ensurePartitions(Math.floor(taken / BLOCK))
  return taken
}

/** The turn of the month: the first process that meets it moves the sequence, the others find it moved. */
async function jump(first: number): Promise<number> {
  return transaction(async (sql) => {
    await sql.query("SELECT pg_advisory_xact_lock(hashtext('mailings_mailing_id_seq'))")
    const id = await nextId(sql)
    if (id < first) await sql.query("SELECT setval('mailings_mailing_id_seq', $1)", [Math.max(first, 1)])
    return Math.max(id, first)
  })
}

async function nextId(sql: Sql = db()): Promise<number> {
  const taken = await sql.query<{ id: number }>("SELECT nextval('mailings_mailing_id_seq')::int AS id")
  const id = taken.rows[0]?.id
  if (id === undefined) throw new Error('a sequence gave no number')
  return id
}
