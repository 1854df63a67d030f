// Joins the rooms of the simulated world into one server; tests start it in their own process.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { createClock, type Clock } from './clock.ts'
import { settingsFrom, type Settings, type SimulatorContext } from './context.ts'
import { dnsRoutes } from './dns/dns.ts'
import { createSimServer, json, route, type Route } from './http.ts'
import { mailboxRoutes } from './mailbox/routes.ts'
import { adminRoutes } from './admin/shell.ts'
import { sesRoutes } from './ses/routes.ts'
import { shopifyRoutes } from './shopify/routes.ts'
import { openStore, type Store } from './store.ts'

/** Every room, in the order in which routes are matched. */
const rooms: ((sim: SimulatorContext) => Route[])[] = [
  clockRoutes,
  sesRoutes,
  shopifyRoutes,
  adminRoutes,
  mailboxRoutes,
  dnsRoutes,
]

export type SimulatorOptions = Partial<Omit<Settings, 'url'>> & { log?: (line: string) => void }

export interface Simulator {
  url: string
  store: Store
  clock: Clock
  context: SimulatorContext
  close(): Promise<void>
}

/** Starts the simulator in this process; without options: in memory, on a free port. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { log = () => undefined, ...given } = options
  const settings = {
    ...settingsFrom({ SIMULATOR_PORT: '0', SIMULATOR_DATA: ':memory:', SIMULATOR_CUSTOMERS: '0' }),
    ...given,
  }
  const starting: (() => void | Promise<void>)[] = []
  const closing: (() => void | Promise<void>)[] = []
  const context: SimulatorContext = {
    store: openStore(settings.data),
    clock: createClock(),
    settings,
    log,
    onStart: (task) => starting.push(task),
    onClose: (task) => closing.push(task),
  }
  const server = createSimServer(
    rooms.flatMap((room) => room(context)),
    log,
  )
  settings.port = await listen(server, settings.port)
  settings.url = `http://localhost:${settings.port}`
  for (const task of starting) await task()
  return {
    url: settings.url,
    store: context.store,
    clock: context.clock,
    context,
    async close() {
      for (const task of closing.reverse()) await task()
      await stop(server)
      context.store.db.close()
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Loopback only: the simulator signs with secrets and must never be reachable from outside.
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

const clockBody = z.object({ now: z.iso.datetime({ offset: true }).nullable() })

function clockRoutes(sim: SimulatorContext): Route[] {
  const show = () => json({ now: sim.clock.now().toISOString(), set: sim.clock.isSet() })
  return [
    route('GET', '/_control/clock', show),
    route('POST', '/_control/clock', (request) => {
      const { now } = clockBody.parse(request.json())
      sim.clock.set(now === null ? null : new Date(now))
      return show()
    }),
  ]
}
