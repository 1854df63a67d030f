// Notifications that could not be put into effect, each for itself: a fault of ours, since whatever SES says can be read. They
// are kept and tried again, for a later release may do better, and hold up nothing else.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql } from '#app/platform/db/db.server.ts'
import { isDatabaseAway, isPassing } from '#app/platform/faults/db-fault.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { faultOf } from '#app/platform/faults/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { type Notification, packOne, unpackNotifications } from './packed-notifications.ts'
import { readFeedback } from './ses-feedback.ts'
import { recordFeedback } from './ses-feedback.server.ts'

export type Failed = { notification: Notification; error: unknown }

const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 6 * 3_600_000
/** As long as webhooks that have failed. */
const KEPT_MS = 30 * 86_400_000
const AT_ONCE = 100

const failed = counter('glancito_feedback_failed_total', 'Notifications of SES that failed for themselves alone')
const given = counter('glancito_feedback_given_up_total', 'Those of them that were dropped after 30 days')

/** Sets them apart, in the transaction that takes them out of the box. */
export async function keepFailures(sql: Sql, failures: Failed[]): Promise<void> {
  const now = clock.now()
  for (const { notification, error } of failures) {
    const { messageId } = notification
    failed()
    logFailure(error, 'SES feedback not put into effect, kept to be tried again', { messageId })
    await sql.query(
      `INSERT INTO sns_failures (message_id, notification, failed_at, not_before, error) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (message_id) DO NOTHING`,
      [messageId, packOne(notification), now, new Date(now.getTime() + FIRST_PAUSE_MS), faultOf(error).error],
    )
  }
}

type Due = { messageId: string; notification: Buffer; attempts: number }

/** Tries those that are due, and gives up those that have failed for a month. Returns 0: there is time until the next round. */
export async function retryFailures(): Promise<0> {
  const now = clock.now()
  const due = await db().query<Due>(
    `SELECT message_id AS "messageId", notification, attempts FROM sns_failures WHERE not_before <= $1
     ORDER BY not_before LIMIT $2`,
    [now, AT_ONCE],
  )
  for (const each of due.rows) await retry(each)
  const old = await db().query('DELETE FROM sns_failures WHERE failed_at <= $1', [new Date(now.getTime() - KEPT_MS)])
  if (!old.rowCount) return 0
  given(old.rowCount)
  log.error({ notifications: old.rowCount }, 'SES feedback given up after 30 days')
  return 0
}

async function retry({ messageId, notification, attempts }: Due): Promise<void> {
  try {
    await recordFeedback(unpackNotifications(notification))
    await drop(messageId)
  } catch (error) {
    if (isDatabaseAway(error) || isPassing(error)) throw error
    if (await isAboutNobody(notification)) return drop(messageId)
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** attempts, LONGEST_PAUSE_MS)
    await db().query(
      'UPDATE sns_failures SET attempts = attempts + 1, not_before = $2, error = $3 WHERE message_id = $1',
      [messageId, new Date(clock.now().getTime() + pauseMs), faultOf(error).error],
    )
  }
}

async function drop(messageId: string): Promise<void> {
  await db().query('DELETE FROM sns_failures WHERE message_id = $1', [messageId])
}

/** About a member who is none any more: whoever erased them may not have known of it, as an import that misses them. */
async function isAboutNobody(notification: Buffer): Promise<boolean> {
  const tags = unpackNotifications(notification).map(({ message }) => readFeedback(message)?.tags)[0]
  if (!tags) return false
  const found = await db().query(
    `SELECT FROM members WHERE tenant_id = $1 AND member_id = $2
     UNION ALL SELECT FROM merged_members WHERE tenant_id = $1 AND gone = $2`,
    [tags.tenantId, tags.memberId],
  )
  return found.rowCount === 0
}

/** Drops those that are about a member who was erased, by our tags or by the number anywhere in them. */
export async function forgetFailures(tenantId: number, memberId: string): Promise<void> {
  const found = await db().query<Due>(
    `SELECT message_id AS "messageId", notification FROM sns_failures WHERE position($1::bytea IN notification) > 0`,
    [Buffer.from(memberId)],
  )
  const theirs = found.rows.filter(({ notification }) =>
    unpackNotifications(notification).some(({ message }) => isAbout(message, tenantId, memberId)),
  )
  await db().query('DELETE FROM sns_failures WHERE message_id = ANY ($1)', [theirs.map(({ messageId }) => messageId)])
}

function isAbout(message: string, tenantId: number, memberId: string): boolean {
  const tags = readFeedback(message)?.tags
  return !tags || (tags.tenantId === tenantId && tags.memberId === memberId)
}

type FailedFeedback = { count: number; oldestMs: number }

/** What waits to be tried again. */
export async function measureFailures(sql: Sql): Promise<FailedFeedback> {
  const found = await sql.query<{ count: number; oldest: Date | null }>(
    'SELECT count(*)::int AS count, min(failed_at) AS oldest FROM sns_failures',
  )
  const { count = 0, oldest = null } = found.rows[0] ?? {}
  return { count, oldestMs: oldest ? Math.max(0, clock.now().getTime() - oldest.getTime()) : 0 }
}
