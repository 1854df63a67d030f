// Feedback and the processes that put it into effect: killed at each step, several at once.
import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { aBounce, aSentMail, notification, type Sent } from '#tests/ses-feedback.ts'
import { afterEach, expect, test, vi } from 'vitest'
import { keepNotification } from './box.server.ts'
import { foldAllFeedback, foldFeedback } from './fold.server.ts'

const FOLDER = path.resolve(import.meta.dirname, '../../../tests/fakes/feedback-folder.ts')

const folders: ChildProcess[] = []
afterEach(async () => {
  await Promise.all(folders.splice(0).map(end))
})

/** On a busy machine a process takes ten seconds to start: how long all of it takes says nothing. */
async function startFolder(): Promise<ChildProcess> {
  const folder = fork(FOLDER)
  folders.push(folder)
  await once(folder, 'message')
  return folder
}

async function end(folder: ChildProcess): Promise<void> {
  if (folder.exitCode !== null || folder.signalCode !== null) return
  const ended = once(folder, 'exit')
  folder.kill('SIGKILL')
  await ended
}

const keep = (event: unknown, messageId: string = randomUUID()) => keepNotification(notification(event, messageId))

/** Somebody waits for a lock that another session holds. */
async function isStuck(): Promise<boolean> {
  const found = await db().query(
    `SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.datname = current_database() AND NOT l.granted
       AND l.locktype <> 'advisory'`,
  )
  return (found.rowCount ?? 0) > 0
}

async function countsOf(sent: Sent[]) {
  const found = await db().query(
    `SELECT (SELECT coalesce(sum(hits), 0)::int FROM mail_events WHERE tenant_id = ANY ($1) AND type = $2) AS bounced,
       (SELECT coalesce(sum(hits), 0)::int FROM mail_events WHERE tenant_id = ANY ($1) AND type = $3) AS sent,
       (SELECT count(*)::int FROM bounces WHERE tenant_id = ANY ($1)) AS bounces,
       (SELECT count(*)::int FROM members WHERE tenant_id = ANY ($1) AND email_bounce_type = 'hard') AS blocked,
       (SELECT count(*)::int FROM sns_box) AS box, (SELECT count(*)::int FROM sns_failures) AS failures`,
    [sent.map(({ tenantId }) => tenantId), EVENT.bounced, EVENT.sent],
  )
  return found.rows[0]
}

test.each([
  ['confirms who was sent to', 'LOCK TABLE recipients IN EXCLUSIVE MODE'],
  ['marks the members', 'LOCK TABLE members IN EXCLUSIVE MODE'],
  ['writes the receipts', 'LOCK TABLE sns_receipts IN EXCLUSIVE MODE'],
  ['writes the events', 'LOCK TABLE provider_stats IN EXCLUSIVE MODE'],
  ['takes them out of the box', 'LOCK TABLE sns_box IN EXCLUSIVE MODE'],
])(
  'of a process that is killed when it %s, all takes effect once',
  async (_when, lock) => {
    const all: Sent[] = []
    for (let count = 0; count < 5; count += 1) all.push(await aSentMail({ state: 'unconfirmed' }))
    await Promise.all(all.map((sent) => keep(aBounce(sent))))
    const folder = await transaction(async (sql) => {
      await sql.query(lock)
      const started = await startFolder()
      await vi.waitFor(async () => expect(await isStuck()).toBe(true), { timeout: 40_000, interval: 50 })
      await end(started)
      return started
    })
    expect(folder.signalCode).toBe('SIGKILL')
    // What it had asked of the database is still carried out, or undone, after its death.
    await vi.waitFor(async () => expect(await isStuck()).toBe(false), { timeout: 40_000, interval: 50 })
    await foldAllFeedback()
    expect(await countsOf(all)).toEqual({ bounced: 5, sent: 5, bounces: 5, blocked: 5, box: 0, failures: 0 })
    expect(await recount()).toEqual([])
  },
  90_000,
)

test('of many that come while several processes fold and are killed, each takes effect once', async () => {
  const all: Sent[] = []
  for (let count = 0; count < 40; count += 1) all.push(await aSentMail())
  const ids = all.map(() => randomUUID())
  await Promise.all([startFolder(), startFolder()])
  for (let round = 0; round < 6; round += 1) {
    await Promise.all(all.map((sent, place) => keep(aBounce(sent), ids[place])))
    const [oldest] = folders.splice(0, 1)
    if (oldest) await Promise.all([end(oldest), foldFeedback(), startFolder()])
  }
  await foldAllFeedback()
  expect(await countsOf(all)).toEqual({ bounced: 40, sent: 0, bounces: 40, blocked: 40, box: 0, failures: 0 })
  expect(await recount()).toEqual([])
}, 240_000)
