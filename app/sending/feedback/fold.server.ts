// Puts into effect what lies in the box. Any process may do it, one does. It is written down with its receipt, once, and only
// then taken out: whatever ends in between is done again, and known.
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { isDatabaseAway, isPassing } from '#app/platform/faults/db-fault.ts'
import { type Failed, keepFailures } from './failures.server.ts'
import { type Notification, unpackNotifications } from './packed-notifications.ts'
import { recordFeedback } from './ses-feedback.server.ts'

/** Held by whoever folds feedback: one at a time. */
const FEEDBACK_LOCK = 4_206_121

/** Batches of one fold, about a thousand notifications; and how many notifications have one transaction. */
const BATCHES = 200
const BYTES = 3_000_000
const AT_ONCE = 1_000
/** Deleted rows of the box that make it worth a VACUUM: nothing else keeps it small while they come by the thousand. */
const VACUUM_AFTER = 2_000

type Batch = { batchNo: bigint; notifications: Buffer }

let deleted = 0

/**
 * Puts into effect what is in the box, up to some thousand notifications; returns how many batches it took when more may be
 * left, else 0: what comes meanwhile is cheaper together, after a while. 0 also while another process is at it. What fails
 * for itself alone is set apart (failures.server.ts) and holds nothing up.
 */
export async function foldFeedback(): Promise<number> {
  if (!(await isFilled())) return 0
  const taken = await transaction(async (sql) => {
    const locked = await sql.query<{ locked: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS locked', [
      FEEDBACK_LOCK,
    ])
    if (!locked.rows[0]?.locked) return []
    const batches = await peek(sql)
    const all = batches.flatMap(({ notifications }) => unpackNotifications(notifications))
    const failed: Failed[] = []
    for (let from = 0; from < all.length; from += AT_ONCE)
      failed.push(...(await recordOrHalve(all.slice(from, from + AT_ONCE))))
    await keepFailures(sql, failed)
    await sql.query('DELETE FROM sns_box WHERE batch_no = ANY ($1)', [batches.map(({ batchNo }) => batchNo)])
    return batches
  })
  await keepSmall(taken.length)
  const bytes = taken.reduce((sum, { notifications }) => sum + notifications.length, 0)
  return taken.length === BATCHES || bytes >= BYTES ? taken.length : 0
}

/**
 * Puts into effect everything that is in the box now.
 * @internal For tests, which read at once what comes of it.
 */
export async function foldAllFeedback(): Promise<void> {
  for (;;) {
    if ((await foldFeedback()) > 0) continue
    // Another process may be at it, whose transaction this one waits for.
    await transaction((sql) => sql.query('SELECT pg_advisory_xact_lock($1)', [FEEDBACK_LOCK]))
    if (!(await isFilled())) return
  }
}

/** All at once; where that fails, each half by itself, until only those fail that do so alone. */
async function recordOrHalve(notifications: Notification[]): Promise<Failed[]> {
  try {
    await recordFeedback(notifications)
    return []
  } catch (error) {
    if (isDatabaseAway(error) || isPassing(error)) throw error
    const [notification, other] = notifications
    if (!notification) throw error
    if (!other) return [{ notification, error }]
    const half = notifications.length >> 1
    return [...(await recordOrHalve(notifications.slice(0, half))), ...(await recordOrHalve(notifications.slice(half)))]
  }
}

async function isFilled(): Promise<boolean> {
  return (await db().query('SELECT FROM sns_box LIMIT 1')).rowCount === 1
}

/** The oldest first: whatever is told of one mail is told in the order in which it came. */
async function peek(sql: Sql): Promise<Batch[]> {
  const found = await sql.query<Batch>(
    `SELECT batch_no AS "batchNo", notifications FROM (
       SELECT *, sum(octet_length(notifications)) OVER (ORDER BY batch_no) - octet_length(notifications) AS bytes_before
       FROM (SELECT * FROM sns_box ORDER BY batch_no LIMIT $1) AS oldest) AS next
     WHERE bytes_before < $2 ORDER BY batch_no`,
    [BATCHES, BYTES],
  )
  return found.rows
}

async function keepSmall(batches: number): Promise<void> {
  deleted += batches
  if (deleted < VACUUM_AFTER) return
  deleted = 0
  await db().query('VACUUM (TRUNCATE false) sns_box')
}
