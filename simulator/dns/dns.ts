// The simulated DNS: mail hosts over UDP, on loopback only. It is asked by whoever names it in DNS_SERVERS.
import { createSocket, type Socket } from 'node:dgram'
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import { json, route, type Route } from '../http.ts'
import { answerTo, type Fate, RCODE } from './answer.ts'
import { firstZone, type Mx } from './zone.ts'

const domain = z.string().toLowerCase().min(1).max(253)
const mx = z.object({ priority: z.number().int().min(0).max(65_535), exchange: z.string().max(253) })
const change = z.object({
  /** Adds domains or replaces their hosts; null takes one away. */
  hosts: z.record(domain, z.array(mx).max(20).nullable()).optional(),
  /** No query is answered. */
  silent: z.boolean().optional(),
  /** Domains whose queries are not answered. */
  silentFor: z.array(domain).optional(),
  /** Domains whose queries fail (SERVFAIL). */
  failFor: z.array(domain).optional(),
})

interface Dns {
  zone: Map<string, Mx[]>
  silent: boolean
  silentFor: Set<string>
  failFor: Set<string>
  /** Queries by domain. */
  asked: Map<string, number>
}

/** Opens the socket with the simulator and closes it with it; the routes say and change what it knows. */
export function dnsRoutes(sim: SimulatorContext): Route[] {
  const dns: Dns = { zone: firstZone(), silent: false, silentFor: new Set(), failFor: new Set(), asked: new Map() }
  const socket = createSocket('udp4')
  socket.on('message', (packet, { address, port }) => {
    const answer = answerTo(packet, (name) => fateOf(dns, name))
    if (answer) socket.send(answer, port, address)
  })
  sim.onStart(async () => {
    sim.settings.dnsPort = await bind(socket, sim.settings.dnsPort)
  })
  sim.onClose(() => new Promise<void>((resolve) => socket.close(() => resolve())))
  const show = () =>
    json({
      server: `127.0.0.1:${sim.settings.dnsPort}`,
      hosts: Object.fromEntries(dns.zone),
      silent: dns.silent,
      silentFor: [...dns.silentFor],
      failFor: [...dns.failFor],
      asked: Object.fromEntries(dns.asked),
    })
  return [
    route('GET', '/_control/dns', show),
    route('POST', '/_control/dns', (request) => {
      apply(dns, change.parse(request.json()))
      return show()
    }),
  ]
}

function bind(socket: Socket, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind({ port, address: '127.0.0.1' }, () => {
      socket.off('error', reject)
      resolve(socket.address().port)
    })
  })
}

function fateOf(dns: Dns, name: string): Fate {
  dns.asked.set(name, (dns.asked.get(name) ?? 0) + 1)
  if (dns.silent || dns.silentFor.has(name)) return { hosts: null, rcode: null }
  if (dns.failFor.has(name)) return { hosts: null, rcode: RCODE.serverFailure }
  return { hosts: dns.zone.get(name) ?? null, rcode: RCODE.noError }
}

function apply(dns: Dns, { hosts, silent, silentFor, failFor }: z.infer<typeof change>): void {
  for (const [name, list] of Object.entries(hosts ?? {})) {
    if (list === null) dns.zone.delete(name)
    else dns.zone.set(name, list)
  }
  if (silent !== undefined) dns.silent = silent
  if (silentFor) dns.silentFor = new Set(silentFor)
  if (failFor) dns.failFor = new Set(failFor)
}
