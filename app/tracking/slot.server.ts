// The number under which this process writes rollups: with rows of its own it never waits for other writers.
import { Socket } from 'node:net'
import { connectionLimits } from '#app/platform/db/db.server.ts'
import pg from 'pg'

const LOCK = 4_206_119
const SLOTS = 64

let slot: Promise<number> | undefined

/** This process's slot in a lane; a process that writes twice at once needs two. Sharing one is slower and nothing worse. */
export async function writerSlot(lane = 0): Promise<number> {
  slot ??= take().catch((error: unknown) => {
    slot = undefined
    throw error
  })
  return (await slot) + lane * SLOTS
}

async function take(): Promise<number> {
  const stream = new Socket()
  const client = new pg.Client({
    ...connectionLimits('hits'),
    application_name: 'glancito-slot',
    stream: () => stream,
  })
  const forget = () => (slot = undefined)
  client.on('error', forget)
  client.on('end', forget)
  try {
    await client.connect()
    const taken = await client.query<{ slot: number }>(
      'SELECT slot FROM generate_series(0, $2::int - 1) AS slot WHERE pg_try_advisory_lock($1, slot) LIMIT 1',
      [LOCK, SLOTS],
    )
    // Holding a slot must not keep a process alive.
    stream.unref()
    return taken.rows[0]?.slot ?? process.pid % SLOTS
  } catch (error) {
    stream.destroy()
    throw error
  }
}
