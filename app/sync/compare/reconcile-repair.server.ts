// Repairs what still differs after Shopify's export was merged: each customer is read again as Shopify has them now, and
// decided on with the member's row locked.
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction, type Sql } from '#app/platform/db/db.server.ts'
import { saveCustomers, saveCustomersIn } from '#app/members/intake/apply.server.ts'
import type { Consent, CustomerChange } from '#app/members/core/customer.ts'
import type { Channel } from '#app/members/ledger/ledger.server.ts'
import { queueOptOut } from '#app/members/outbox/outbox.server.ts'
import { decideRepair, type Sides } from './reconcile.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'

type Check = { tenantId: number; importId: number }

const PAGE = 50

/** Repairs the differences of a check that are not settled, in the safe direction. Begun again, it goes on. */
export async function repairDifferences(check: Check): Promise<void> {
  for (let ids = await listUnsettled(check); ids.length > 0; ids = await listUnsettled(check)) {
    const readAt = clock.now()
    const reference = `reconcile ${check.importId}`
    const customers = await readCustomers(check.tenantId, ids, reference)
    await saveCustomers(check.tenantId, 'reconcile', customers)
    await transaction((sql) => repairPage(sql, check, { ids, customers, readAt }))
  }
}

async function listUnsettled({ tenantId, importId }: Check): Promise<bigint[]> {
  const found = await db().query<{ memberId: bigint }>(
    `SELECT DISTINCT member_id AS "memberId" FROM reconcile_differences
     WHERE tenant_id = $1 AND import_id = $2 AND repair IS NULL ORDER BY 1 LIMIT ${PAGE}`,
    [tenantId, importId],
  )
  return found.rows.map((row) => row.memberId)
}

type Page = { ids: bigint[]; customers: CustomerChange[]; readAt: Date }

type Open = Pick<Sides, 'ours' | 'writeBack'> & {
  memberId: bigint
  about: Channel
  /** When our state was decided. */
  at: Date
  changedSince: boolean
}

async function repairPage(sql: Sql, check: Check, { ids, customers, readAt }: Page): Promise<void> {
  const atShopify = new Map(customers.map((customer) => [customer.memberId, customer]))
  for (const open of await lockOpen(sql, check, ids, readAt)) {
    const customer = atShopify.get(String(open.memberId))
    await settle(sql, check, open, customer && !open.changedSince ? await repair(sql, check, open, customer) : null)
  }
  // Gone meanwhile, here or there: removeMissing() sees to it.
  await sql.query(
    `DELETE FROM reconcile_differences WHERE tenant_id = $1 AND import_id = $2 AND member_id = ANY ($3) AND repair IS NULL`,
    [check.tenantId, check.importId, ids],
  )
}

async function lockOpen(sql: Sql, { tenantId, importId }: Check, ids: bigint[], readAt: Date): Promise<Open[]> {
  await sql.query('SELECT FROM members WHERE tenant_id = $1 AND member_id = ANY ($2) ORDER BY member_id FOR UPDATE', [
    tenantId,
    ids,
  ])
  const found = await sql.query<Open>(
    `SELECT d.member_id AS "memberId", d.about, ours.state AS ours, ours.at,
       CASE WHEN CASE d.about WHEN 'email' THEN o.email_state ELSE o.sms_state END IS NOT NULL THEN o.state END AS "writeBack",
       EXISTS (SELECT FROM consent_ledger l WHERE l.tenant_id = $1 AND l.member_id = d.member_id
         AND l.channel::text = d.about::text AND l.recorded_at > $4 AND l.source <> 'reconcile') AS "changedSince"
     FROM reconcile_differences d JOIN members m ON m.tenant_id = $1 AND m.member_id = d.member_id
     LEFT JOIN outbox o ON o.tenant_id = $1 AND o.member_id = d.member_id
     CROSS JOIN LATERAL (SELECT
       CASE WHEN d.about = 'sms' THEN m.sms_state WHEN m.email_unsubscribed THEN 'UNSUBSCRIBED' ELSE m.email_state END,
       coalesce(CASE WHEN d.about = 'sms' THEN m.sms_consent_updated_at
         ELSE greatest(m.email_unsubscribed_at, m.email_consent_updated_at) END, m.updated_at)) AS ours (state, at)
     WHERE d.tenant_id = $1 AND d.import_id = $2 AND d.member_id = ANY ($3) AND d.repair IS NULL AND d.about <> 'customer'
     ORDER BY d.member_id, d.about`,
    [tenantId, importId, ids, readAt],
  )
  return found.rows
}

type RepairOutcome = 'adopted' | 'owed' | 'waiting' | 'refused'

/** Action taken, or null when nothing had to be. */
async function repair(sql: Sql, check: Check, open: Open, customer: CustomerChange): Promise<RepairOutcome | null> {
  // A SUBSCRIBED whose address or number is gone ends; an opt-out of one stays, though there is nobody to tell.
  const theirs = open.ours === 'SUBSCRIBED' ? customer[open.about] : reachable(customer, open.about)
  if (!theirs) return null
  const decision = decideRepair({ ...open, theirs: theirs.state })
  switch (decision) {
    case 'adopt':
      await adopt(sql, check, open, customer)
      return 'adopted'
    case 'owe':
      await queueOptOut(sql, { tenantId: check.tenantId, memberId: open.memberId }, [open.about], {
        consentedAt: open.at,
      })
      return 'owed'
    case 'waiting':
    case 'refused':
      return decision
    case 'none':
      // Equal since the customer was read again.
      return theirs.state === open.ours ? 'adopted' : null
  }
}

function reachable(customer: CustomerChange, channel: Channel): Consent | null {
  const address = channel === 'email' ? customer.profile?.email : customer.profile?.phone
  return address ? customer[channel] : null
}

/** Shopify's state stands, even where ours is dated later: it is taken over with a time just after ours. */
async function adopt(sql: Sql, { tenantId }: Check, { about, at }: Open, customer: CustomerChange): Promise<void> {
  const later = (consent: Consent | null) =>
    consent && { ...consent, at: new Date(Math.max(consent.at.getTime(), at.getTime() + 1)), exact: true }
  const change = {
    ...customer,
    profile: null,
    email: about === 'email' ? later(customer.email) : null,
    sms: about === 'sms' ? later(customer.sms) : null,
  }
  await saveCustomersIn(sql, tenantId, 'reconcile', [change])
}

async function settle(
  sql: Sql,
  { tenantId, importId }: Check,
  open: Open,
  outcome: RepairOutcome | null,
): Promise<void> {
  if (outcome === null) return
  await sql.query(
    `UPDATE reconcile_differences SET repair = $5, class = CASE
       WHEN $5::difference_repair = 'owed' AND class <> 'merged' THEN 'opt-out-kept'::difference_class ELSE class END
     WHERE tenant_id = $1 AND import_id = $2 AND member_id = $3 AND about = $4`,
    [tenantId, importId, open.memberId, open.about, outcome],
  )
}
