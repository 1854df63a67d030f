// Visitors at work: who was let come to a mail, and who comes to each by itself when it is delivered.
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import { chance } from '../random.ts'
import { normalAddress } from '../ses/address.ts'
import { hasArrived, referencesOf } from '../ses/mail-json.ts'
import type { StoredMail } from '../ses/mails.ts'
import { sesOf } from '../ses/ses.ts'
import { ask, type Step } from './step.ts'
import { type Targets, targetsOf } from './targets.ts'
import { VISITOR_NAMES, type VisitorName, VISITORS } from './visitors.ts'

export interface Asked {
  afterMs: number
  method: Step['method']
  /** What of the mail it is: `image`, `link 2`, `hidden link`, … */
  what: string
  /** Of the answer, 0 when there was none; null until it has come. */
  status: number | null
}

export interface Visit {
  visitor: VisitorName
  cameAt: string
  asked: Asked[]
  /** To how many other mails it came as well. */
  fellows: number
  /** When all is answered. */
  over: Promise<void>
}

export interface ArrangedVisitor {
  /** An address, or a domain. */
  place: string
  visitor: VisitorName
}

export interface Visits {
  /** Lets it come now; returns at once. Null where the mail has nothing that it would ask for. */
  come(mail: StoredMail, visitor: VisitorName): Visit | null
  ofMail(mail: StoredMail): Visit[]
  arrange(place: string, visitor: VisitorName | null): void
  listArranged(): ArrangedVisitor[]
}

/** Remembered until the simulator ends, of so many mails. */
const MAILS_REMEMBERED = 1_000

const known = new WeakMap<SimulatorContext, Visits>()

/** The one book of visits of this simulator. */
export function visitsOf(sim: SimulatorContext): Visits {
  const visits = known.get(sim) ?? createVisits(sim)
  known.set(sim, visits)
  return visits
}

function createVisits(sim: SimulatorContext): Visits {
  const ses = sesOf(sim)
  const arranged = arrangements(sim)
  const byMail = new Map<number, Visit[]>()
  const ending = new AbortController()
  sim.onClose(() => ending.abort())

  const targets = (mail: StoredMail): Targets | null =>
    hasArrived(ses.events.ofMail(mail.id))
      ? targetsOf(referencesOf(ses.mails.body(mail.id).html ?? ''), sim.settings.appUrl)
      : null

  const visit = (mail: StoredMail, visitor: VisitorName, fellows: number): Visit | null => {
    const found = targets(mail)
    const steps = found ? VISITORS[visitor].plan(found, normalAddress(mail.to[0] ?? '')) : []
    if (!found || steps.length === 0) return null
    const asked = steps.map(({ afterMs, method, url }): Asked => ({
      afterMs,
      method,
      what: nameOf(url, found),
      status: null,
    }))
    const over = Promise.all(steps.map((step, index) => perform(step, asked[index], ending.signal))).then(
      () => undefined,
    )
    const made = { visitor, cameAt: sim.clock.now().toISOString(), asked, fellows, over }
    remember(byMail, mail.id, made)
    return made
  }

  const come = (mail: StoredMail, visitor: VisitorName): Visit | null => {
    const { fellows = 0 } = VISITORS[visitor]
    const others = fellows > 0 ? ses.mails.list({ before: mail.id, limit: fellows }) : []
    const also = others.flatMap((other) => visit(other, visitor, 0) ?? [])
    const own = visit(mail, visitor, also.length)
    if (own) own.over = Promise.all([own.over, ...also.map(({ over }) => over)]).then(() => undefined)
    return own
  }

  ses.onDelivered((mailId) => {
    if (!arranged.hasAny()) return
    const mail = ses.mails.get(mailId)
    const visitor = arranged.find(normalAddress(mail.to[0] ?? ''))
    if (!visitor) return
    const [from, to] = VISITORS[visitor].comes
    const wait = from + chance(mail.messageId).next() * (to - from)
    void sleep(wait, undefined, { signal: ending.signal, ref: false }).then(
      // Each mail has its own: nobody needs to come to its fellows.
      () => visit(mail, visitor, 0),
      () => undefined,
    )
  })
  return {
    come,
    ofMail: ({ id }) => byMail.get(id) ?? [],
    arrange: (place, visitor) => arranged.arrange(place, visitor),
    listArranged: () => arranged.list(),
  }
}

async function perform(step: Step, asked: Asked | undefined, signal: AbortSignal): Promise<void> {
  try {
    await sleep(step.afterMs, undefined, { signal })
  } catch {
    // The simulator ends.
    return
  }
  const { status } = await ask(step)
  if (asked) asked.status = status
}

function remember(byMail: Map<number, Visit[]>, mailId: number, visit: Visit): void {
  const visits = [...(byMail.get(mailId) ?? []), visit]
  byMail.delete(mailId)
  byMail.set(mailId, visits.slice(-20))
  const [oldest] = byMail.keys()
  if (byMail.size > MAILS_REMEMBERED && oldest !== undefined) byMail.delete(oldest)
}

function nameOf(url: string, { pixel, links, hidden, pages }: Targets): string {
  if (url === pixel) return 'image'
  if (links.includes(url)) return `link ${links.indexOf(url) + 1}`
  if (hidden.includes(url)) return 'hidden link'
  return pages.includes(url) ? 'preferences' : 'unsubscribe link'
}

const row = z.object({ place: z.string(), visitor: z.enum(VISITOR_NAMES) })

/** Places are kept in lower case; an address goes before its domain. */
function arrangements({ store }: SimulatorContext) {
  const { db } = store
  db.exec('CREATE TABLE IF NOT EXISTS mailbox_visitors (place TEXT PRIMARY KEY, visitor TEXT NOT NULL) WITHOUT ROWID')
  const put = db.prepare(
    'INSERT INTO mailbox_visitors VALUES (?, ?) ON CONFLICT (place) DO UPDATE SET visitor = excluded.visitor',
  )
  const remove = db.prepare('DELETE FROM mailbox_visitors WHERE place = ?')
  const all = db.prepare('SELECT * FROM mailbox_visitors ORDER BY place')
  const one = db.prepare('SELECT * FROM mailbox_visitors WHERE place IN (?, ?) ORDER BY instr(place, ?) DESC LIMIT 1')
  const list = (): ArrangedVisitor[] => row.array().parse(all.all())
  // Mostly there are none, and mails by the thousand.
  let hasAny = list().length > 0
  return {
    arrange: (place: string, visitor: VisitorName | null): void => {
      if (visitor) put.run(place.toLowerCase(), visitor)
      else remove.run(place.toLowerCase())
      hasAny = list().length > 0
    },
    list,
    hasAny: () => hasAny,
    find(address: string): VisitorName | null {
      const found = one.get(address, address.slice(address.lastIndexOf('@') + 1), '@')
      return row.optional().parse(found)?.visitor ?? null
    },
  }
}
