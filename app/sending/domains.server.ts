// The mail domains of a mailing's recipients, asked of DNS beside its sending: nothing waits for the answers.
import type { Resolver } from 'node:dns/promises'
import { db } from '#app/platform/db/db.server.ts'
import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import { log } from '#app/platform/log.server.ts'
import { mailDomain, wantDomains } from '#app/tracking/provider/domains.server.ts'
import { resolveDue } from '#app/tracking/provider/resolve.server.ts'
import { keyOf, type MailingKey, resolveQueue } from './jobs.ts'

/** Well below the queue's limit: one step more may be under way. */
const SECONDS = 120
const LARGEST_SHARE = 500_000

/** Has DNS asked for the domains of those who wait for a mailing, as far as they are not known, the largest ones first. */
export async function resolveAudience(mailing: MailingKey, resolver?: Resolver): Promise<void> {
  await wantDomains(await countDomains(mailing))
  const { answered, more } = await resolveDue(SECONDS, resolver)
  if (answered > 0)
    log.info({ tenant: mailing.tenantId, mailing: mailing.mailingId, answered }, 'mail domains resolved')
  if (more) await enqueue(resolveQueue, mailing, { key: keyOf(mailing) })
}

async function countDomains({ tenantId, mailingId }: MailingKey): Promise<Map<string, number>> {
  const found = await db().query<{ domain: string; people: number }>(
    `SELECT lower(split_part(m.email, '@', -1)) AS domain, count(*)::int AS people
     FROM recipients r JOIN members m ON m.tenant_id = r.tenant_id AND m.member_id = r.member_id
     WHERE r.tenant_id = $1 AND r.mailing_id = $2 AND r.state = 'queued' AND m.email LIKE '%@%'
     GROUP BY 1 ORDER BY 2 DESC LIMIT ${LARGEST_SHARE}`,
    [tenantId, mailingId],
  )
  const people = new Map<string, number>()
  for (const row of found.rows) {
    const domain = mailDomain(row.domain)
    if (domain !== null) people.set(domain, (people.get(domain) ?? 0) + row.people)
  }
  return people
}
