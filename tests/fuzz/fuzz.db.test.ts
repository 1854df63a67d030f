// Mangled requests at every public address, through the real server: whatever comes, it neither fails nor hangs, and what carries
// no signature of ours changes nothing and is led nowhere. `npm run fuzz` sends a million.
import type { AddressInfo } from 'node:net'
import { db } from '#app/platform/db/db.server.ts'
import { renderMetrics } from '#app/platform/metrics.server.ts'
import { recount } from '#app/tracking/recount.server.ts'
import { createWeb } from '#app/web.server.ts'
import { assemble, everyRoute } from '#tests/admin.ts'
import { settleHits } from '#tests/settle-hits.ts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { faultOf, show } from './judge.ts'
import { harmless, make, type Recipe, recipe } from './recipes.ts'
import { INPUTS, playBatches } from './run-batches.ts'
import { differing, fingerprint, listTables } from './tables.ts'
import { send, type Wire } from './wire.ts'
import { type FuzzWorld, openWorld } from './world.ts'

const AT_ONCE = 8
/** What each answer has to be there in, on a machine that does other things too. */
const WITHIN_MS = 15_000
const TIMEOUT = 120_000 + INPUTS * 20

let world: FuzzWorld
let port = 0
let tables: string[] = []
let close = async () => {}

beforeAll(async () => {
  // The router says each address that it does not know.
  for (const said of ['warn', 'error'] as const) vi.spyOn(console, said).mockImplementation(() => {})
  world = await openWorld()
  const server = await createWeb({ remix: await assemble(everyRoute()) })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await world.close()
  }
  tables = await listTables()
}, 600_000)
afterAll(() => close())

/** Sends them, a few at once. @throws what is wrong with an answer. */
async function sendAll(wires: Wire[]): Promise<void> {
  const left = [...wires]
  const faults: string[] = []
  const one = async () => {
    for (let wire = left.shift(); wire && faults.length === 0; wire = left.shift()) {
      const fault = faultOf(await send(port, wire, WITHIN_MS), world.destinations)
      if (fault) faults.push(`${fault}\n${show(wire)}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  if (faults.length > 0) throw new Error(faults.join('\n'))
}

async function changesNothing(recipes: Recipe[]): Promise<void> {
  const wires = recipes.map((each) => make(each, world.bases)).filter((wire) => !world.isSigned(wire))
  const before = await fingerprint(tables)
  await sendAll(wires)
  await settleHits()
  const changed = differing(before, await fingerprint(tables))
  if (changed.length > 0) throw new Error(`${changed.join()} changed by\n${wires.map(show).join('\n')}`)
}

test(
  'what carries no signature of ours is answered without a failure, changes no table and is led nowhere',
  { timeout: TIMEOUT },
  async () => {
    await expect(playBatches(recipe, INPUTS * 0.8, changesNothing)).resolves.toBeUndefined()
  },
)

const metric = (name: string) => Number(new RegExp(`glancito_hits_${name}_total (\\d+)`).exec(renderMetrics())?.[1])

test(
  'a signed link keeps its promise whatever comes with it, and each hit of it can be written and counted',
  { timeout: TIMEOUT },
  async () => {
    const lost = () => [metric('lost'), metric('refused')]
    const before = lost()
    await playBatches(harmless, INPUTS * 0.2, async (recipes) => {
      await sendAll(recipes.map((each) => make(each, world.bases)))
      await settleHits()
    })
    const logged = await db().query<{ hits: number }>('SELECT count(*)::int AS hits FROM hit_log')
    expect(logged.rows[0]?.hits).toBeGreaterThan(0)
    expect(lost()).toEqual(before)
    expect(await recount()).toEqual([])
  },
)
