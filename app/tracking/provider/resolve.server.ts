// DNS asked for the mail hosts of domains, off every hot path: some at a time, each with a time limit. What DNS does not
// answer is asked again, later each time; a send never waits for any of it.
import { Resolver } from 'node:dns/promises'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { TimeIsUp } from '#app/platform/faults/db-fault.ts'
import { within } from '#app/platform/faults/within.ts'
import { log } from '#app/platform/log.server.ts'
import { type MailHost, mailHostOf } from './mx.ts'
import { PROVIDER } from './providers.ts'

/** Codes of `mail_domains.answer`: stored, so never renumbered. */
export const ANSWER = {
  none: 0,
  mx: 1,
  /** No MX: the domain itself takes its mail, RFC 5321 §5.1. */
  noMx: 2,
  /** Takes no mail, RFC 7505. */
  nullMx: 3,
  /** No such domain (NXDOMAIN). */
  noDomain: 4,
} as const

type Answer = MailHost & { answer: number }
type Due = { domain: string; tries: number }
type Learned = Due & { learned: Answer | null }

const QUERY_MS = 2_000
/** Both tries of a query, and what the resolver adds to the second one's time. */
const DOMAIN_MS = 6_000
const CONCURRENCY = 32
const AT_ONCE = 256
/** Whoever died asking is not waited for longer. */
const LEASE_MS = 60_000
const MINUTE_MS = 60_000
/** Until the next try, by those that failed; after the last one nothing is asked until somebody is mailed there again. */
const BACK_OFF_MINUTES = [1, 5, 30, 120, 360, 720]

/**
 * Asks DNS for the domains that are due, the ones with most people first, until none is or `seconds` have passed; returns
 * how many were answered, and whether more are due.
 */
export async function resolveDue(
  seconds: number,
  resolver = openResolver(),
): Promise<{ answered: number; more: boolean }> {
  const until = performance.now() + seconds * 1000
  let answered = 0
  for (;;) {
    const domains = await claimDue()
    if (domains.length === 0) return { answered, more: false }
    const learned = await askAll(resolver, domains)
    await save(learned)
    answered += learned.filter((each) => each.learned !== null).length
    if (performance.now() >= until) return { answered, more: true }
  }
}

function openResolver(): Resolver {
  const resolver = new Resolver({ timeout: QUERY_MS, tries: 2 })
  const servers = env().DNS_SERVERS
  if (servers) resolver.setServers(servers)
  return resolver
}

async function claimDue(): Promise<Due[]> {
  const now = clock.now()
  const claimed = await db().query<Due>(
    `UPDATE mail_domains d SET ask_at = $2 FROM (
       SELECT domain FROM mail_domains WHERE ask_at <= $1 ORDER BY people DESC, domain LIMIT $3 FOR UPDATE SKIP LOCKED) AS due
     WHERE d.domain = due.domain RETURNING d.domain, d.tries`,
    [now, new Date(now.getTime() + LEASE_MS), AT_ONCE],
  )
  return claimed.rows
}

async function askAll(resolver: Resolver, domains: Due[]): Promise<Learned[]> {
  const waiting = domains.values()
  const learned: Learned[] = []
  const asker = async () => {
    for (const { domain, tries } of waiting) learned.push({ domain, tries, learned: await ask(resolver, domain) })
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, asker))
  return learned
}

/** What DNS says; null when it does not. */
async function ask(resolver: Resolver, domain: string): Promise<Answer | null> {
  try {
    const hosts = await within(DOMAIN_MS, resolver.resolveMx(domain))
    const host = mailHostOf(hosts)
    return { ...host, answer: host.provider === PROVIDER.none ? ANSWER.nullMx : ANSWER.mx }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENODATA') return { ...mailHostOf([]), answer: ANSWER.noMx }
    if (code === 'ENOTFOUND') return { provider: PROVIDER.none, mx: null, answer: ANSWER.noDomain }
    // Refused, broken, silent: the errors of https://nodejs.org/api/dns.html#error-codes.
    if (typeof code === 'string' || error instanceof TimeIsUp) return null
    throw error
  }
}

/** What was known of a domain that does not answer this time stays until its seven days are over. */
async function save(learned: Learned[]): Promise<void> {
  const now = clock.now()
  const sorted = learned.toSorted((one, other) => (one.domain < other.domain ? -1 : 1))
  const failed = sorted.filter((each) => each.learned === null)
  const nextTry = ({ tries }: Due) => {
    const minutes = BACK_OFF_MINUTES[tries]
    return minutes === undefined ? null : new Date(now.getTime() + minutes * MINUTE_MS)
  }
  await db().query(
    `WITH held AS MATERIALIZED (SELECT domain FROM mail_domains WHERE domain = ANY ($2::text[]) ORDER BY domain FOR UPDATE)
     UPDATE mail_domains d SET
       provider = coalesce(l.provider, d.provider), answer = coalesce(l.answer, d.answer),
       mx = CASE WHEN l.provider IS NULL THEN d.mx ELSE l.mx END,
       resolved_at = CASE WHEN l.provider IS NULL THEN d.resolved_at ELSE $1::timestamptz END,
       tries = CASE WHEN l.provider IS NULL AND l.ask_at IS NOT NULL THEN d.tries + 1 ELSE 0 END, ask_at = l.ask_at
     FROM unnest($2::text[], $3::smallint[], $4::text[], $5::smallint[], $6::timestamptz[])
       AS l(domain, provider, mx, answer, ask_at)
     JOIN held USING (domain) WHERE d.domain = l.domain`,
    [
      now,
      sorted.map(({ domain }) => domain),
      sorted.map((each) => each.learned?.provider ?? null),
      sorted.map((each) => each.learned?.mx?.slice(0, 253) ?? null),
      sorted.map((each) => each.learned?.answer ?? null),
      sorted.map((each) => (each.learned === null ? nextTry(each) : null)),
    ],
  )
  if (failed.length > 0)
    log.warn({ asked: sorted.length, failed: failed.length }, 'DNS did not answer for some mail domains')
}
