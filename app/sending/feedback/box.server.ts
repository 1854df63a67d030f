// The box: where SES's feedback is made durable before it is put into effect (fold.server.ts), by natural group commit: a batch
// is sent off when the one before it has come back, without a timer, so that a quiet server answers at once and a busy one
// pays one commit for hundreds. SNS keeps what gets no answer: nothing is held here that is not on its way to the disk.
import { clock } from '#app/platform/clock.server.ts'
import { hitsDb } from '#app/platform/db/db.server.ts'
import { isDatabaseAway, TimeIsUp } from '#app/platform/faults/db-fault.ts'
import { within } from '#app/platform/faults/within.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { type Notification, NotificationPack } from './packed-notifications.ts'

/** A larger batch would only make those in it wait longer. */
const LARGEST_BATCH = 500
const LARGEST_BATCH_BYTES = 4 * 1024 * 1024
/** Notifications in hand, also of statements given up that the database may still answer; past it nothing more is taken on. */
const HELD_BYTES = 64 * 1024 * 1024
/** SNS waits 15 s for its answer, and sends again what it got none for. */
const STORE_WITHIN_MS = 8_000

const countStored = counter('glancito_feedback_stored_total', 'Notifications of SES made durable')

type Batch = { pack: NotificationPack; stored: PromiseWithResolvers<void> }

const newBatch = (): Batch => ({ pack: new NotificationPack(), stored: Promise.withResolvers() })

let open = newBatch()
const full: Batch[] = []
let heldBytes = 0
let flushing: Promise<void> | null = null

/**
 * Takes a verified notification; resolves once it is committed, with those that have come meanwhile. One that has been taken
 * before is told later, by its receipt.
 * @throws within seconds when the database does not take it: it is to be sent again.
 */
export function keepNotification(notification: Notification): Promise<void> {
  if (heldBytes >= HELD_BYTES) return Promise.reject(new TimeIsUp('more notifications wait than may be held'))
  if (open.pack.count >= LARGEST_BATCH || open.pack.size >= LARGEST_BATCH_BYTES) full.push(takeOpen())
  const { pack, stored } = open
  const before = pack.size
  pack.add(notification)
  heldBytes += pack.size - before
  flushing ??= flush()
  return stored.promise
}

function takeOpen(): Batch {
  const batch = open
  open = newBatch()
  return batch
}

async function flush(): Promise<void> {
  // Those whose requests were read in the same turn of the event loop share the first batch.
  await new Promise((resolve) => setImmediate(resolve))
  while (full.length > 0 || open.pack.count > 0) {
    const batch = full.shift() ?? takeOpen()
    try {
      await within(STORE_WITHIN_MS, putAndLetGo(batch.pack))
      countStored(batch.pack.count)
      batch.stored.resolve()
    } catch (error) {
      batch.stored.reject(error)
      if (isDatabaseAway(error)) turnAway(error)
    }
  }
  flushing = null
}

/** The others would only come to the same, later. */
function turnAway(error: unknown): void {
  const others = open.pack.count > 0 ? [...full.splice(0), takeOpen()] : full.splice(0)
  for (const { pack, stored } of others) {
    heldBytes -= pack.size
    stored.reject(error)
  }
}

async function putAndLetGo(pack: NotificationPack): Promise<void> {
  try {
    await hitsDb().query({
      name: 'put-notifications',
      text: 'INSERT INTO sns_box (put_at, notifications) VALUES ($1, $2)',
      values: [clock.now(), pack.toBuffer()],
    })
  } finally {
    heldBytes -= pack.size
  }
}
