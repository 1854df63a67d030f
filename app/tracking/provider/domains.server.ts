// What DNS has said of the domains of our recipients: one table for all shops, kept for seven days. It is read when an
// e-mail is handed over, from this process's memory where it can be; DNS itself is asked by the worker (resolve.server.ts).
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { LARGEST_INT } from '#app/platform/text/bounds.ts'
import { asciiDomain } from '#app/platform/text/mail-address.ts'
import { isProvider, PROVIDER, type ProviderCode } from './providers.ts'

const DAY_MS = 86_400_000
const KEPT_MS = 7 * DAY_MS
/** Asked again a day before it is forgotten, so that nothing is while it is in use. */
const ASK_AGAIN_MS = 6 * DAY_MS
const MEMORY_MS = 600_000
/** Soon the worker may know. */
const UNKNOWN_MS = 1_000
const LARGEST_MEMORY = 20_000
const AT_ONCE = 5_000

type Remembered = {
  provider: ProviderCode
  /** When the seven days are over. */
  end: number
  /** When the database is asked again, by a clock that no test or demo sets. */
  until: number
}
const memory = new Map<string, Remembered>()

/** Forgets what this process remembers; @internal between tests. */
export const forgetProviders = (): void => memory.clear()

/** The domain of an address as DNS knows it; null where there is none. */
export const mailDomain = (address: string | null): string | null =>
  address === null ? null : asciiDomain(address.slice(address.lastIndexOf('@') + 1))

/**
 * The provider of each address, in their order: unknown where DNS has not been asked yet, or does not answer. Asks the
 * database at most, never DNS, and never throws, for mail is on its way; unknown domains are noted for the worker to ask.
 */
export async function findProviders(addresses: (string | null)[]): Promise<ProviderCode[]> {
  const domains = addresses.map(mailDomain)
  const now = clock.now().getTime()
  const unread = domains.filter((domain) => domain !== null).filter((domain) => !isRead(domain, now))
  try {
    if (unread.length > 0) await read([...new Set(unread)], now)
  } catch (error) {
    logFailure(error, 'mail providers not read, taken for unknown')
  }
  return domains.map((domain) => (domain === null ? null : recall(domain, now))?.provider ?? PROVIDER.unknown)
}

/** What is remembered of a domain, unless its seven days are over. */
function recall(domain: string, now: number): Remembered | null {
  const remembered = memory.get(domain)
  return remembered && remembered.end > now ? remembered : null
}

const isRead = (domain: string, now: number): boolean => (recall(domain, now)?.until ?? 0) > performance.now()

async function read(domains: string[], now: number): Promise<void> {
  const known = await db().query<{ domain: string; provider: number; resolvedAt: Date | null }>(
    'SELECT domain, provider, resolved_at AS "resolvedAt" FROM mail_domains WHERE domain = ANY ($1)',
    [domains],
  )
  const found = new Map(known.rows.map((row) => [row.domain, row]))
  for (const domain of domains) {
    const { provider = 0, resolvedAt = null } = found.get(domain) ?? {}
    const end = resolvedAt === null ? 0 : resolvedAt.getTime() + KEPT_MS
    const at = performance.now()
    remember(
      domain,
      end > now && isProvider(provider)
        ? { provider, end, until: at + MEMORY_MS }
        : { provider: PROVIDER.unknown, end: Infinity, until: at + UNKNOWN_MS },
    )
  }
  const missing = domains.filter((domain) => !found.has(domain))
  if (missing.length > 0) await wantDomains(new Map(missing.map((domain) => [domain, 1])))
}

/** The oldest go first; a domain that is met again is as new. */
function remember(domain: string, known: Remembered): void {
  memory.delete(domain)
  memory.set(domain, known)
  const [oldest] = memory.keys()
  if (memory.size > LARGEST_MEMORY && oldest !== undefined) memory.delete(oldest)
}

/** Has the worker ask DNS for domains, each with the number of people behind it, unless it is known for some days yet. */
export async function wantDomains(people: ReadonlyMap<string, number>): Promise<void> {
  const now = clock.now()
  // In one order, so that two who want the same never wait for each other.
  const wanted = [...people].toSorted(([one], [other]) => (one < other ? -1 : 1))
  for (let first = 0; first < wanted.length; first += AT_ONCE) {
    const some = wanted.slice(first, first + AT_ONCE)
    await db().query(
      `INSERT INTO mail_domains AS d (domain, people, wanted_at, ask_at)
       SELECT domain, people, $3::timestamptz, $3 FROM unnest($1::text[], $2::int[]) AS w(domain, people)
       ON CONFLICT (domain) DO UPDATE SET people = greatest(d.people, excluded.people), wanted_at = excluded.wanted_at,
         ask_at = coalesce(d.ask_at, CASE WHEN d.resolved_at IS NULL OR d.resolved_at <= $4 THEN excluded.ask_at END)
       WHERE d.ask_at IS NULL AND (d.resolved_at IS NULL OR d.resolved_at <= $4 OR d.wanted_at <= $5)`,
      [
        some.map(([domain]) => domain),
        some.map(([, count]) => Math.min(count, LARGEST_INT)),
        now,
        new Date(now.getTime() - ASK_AGAIN_MS),
        new Date(now.getTime() - DAY_MS),
      ],
    )
  }
}

/** Forgets what was learned more than seven days ago and nobody has wanted since; returns how many domains. */
export async function forgetDomains(): Promise<number> {
  const before = new Date(clock.now().getTime() - KEPT_MS)
  const gone = await db().query(
    'DELETE FROM mail_domains WHERE wanted_at <= $1 AND (resolved_at IS NULL OR resolved_at <= $1)',
    [before],
  )
  return gone.rowCount ?? 0
}
