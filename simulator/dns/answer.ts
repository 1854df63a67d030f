// What the simulated DNS answers to a packet: RFC 1035, and nothing for which it does not know the rules.
import { AUTHORITATIVE_ANSWER, decode, encode, type Packet, RECURSION_AVAILABLE, RECURSION_DESIRED } from 'dns-packet'
import type { Mx } from './zone.ts'

/** RFC 1035 §4.1.1. */
export const RCODE = {
  noError: 0,
  formatError: 1,
  serverFailure: 2,
  noSuchName: 3,
  notImplemented: 4,
  refused: 5,
} as const

export interface Fate {
  hosts: Mx[] | null
  /** Null lets the query go without an answer. */
  rcode: number | null
}

const OPCODE = 0x78_00
const TTL_SECONDS = 300

/** The answer to a packet, null when there is none; `fateOf` says what becomes of a domain's query, in small letters. */
export function answerTo(packet: Buffer, fateOf: (domain: string) => Fate): Buffer | null {
  const query = read(packet)
  // Whoever answers answers may do so for ever.
  if (query === null || query.type !== 'query') return null
  const [question, ...more] = query.questions ?? []
  if (!question || more.length > 0) return respond(query, RCODE.formatError)
  if (((query.flags ?? 0) & OPCODE) !== 0) return respond(query, RCODE.notImplemented)
  if (question.class !== undefined && question.class !== 'IN') return respond(query, RCODE.refused)
  const { hosts, rcode } = fateOf(question.name.toLowerCase())
  if (rcode === null) return null
  if (rcode !== RCODE.noError) return respond(query, rcode)
  return respond(query, hosts === null ? RCODE.noSuchName : RCODE.noError, question.type === 'MX' ? (hosts ?? []) : [])
}

function read(packet: Buffer): Packet | null {
  try {
    return decode(packet)
  } catch {
    return null
  }
}

function respond(query: Packet, rcode: number, hosts: Mx[] = []): Buffer {
  const [question] = query.questions ?? []
  const desired = (query.flags ?? 0) & RECURSION_DESIRED
  return encode({
    type: 'response',
    id: query.id ?? 0,
    flags: AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE | desired | rcode,
    questions: query.questions ?? [],
    answers: hosts.map(({ priority, exchange }) => ({
      type: 'MX',
      class: 'IN',
      name: question?.name ?? '.',
      ttl: TTL_SECONDS,
      data: { preference: priority, exchange: exchange === '' ? '.' : exchange },
    })),
  })
}
