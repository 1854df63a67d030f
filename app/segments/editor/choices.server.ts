// What the builder offers to choose from: the shop's own campaigns, products and tiers.
import { db } from '#app/platform/db/db.server.ts'
import { ordersKnownSince } from '#app/orders/orders.server.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import type { Choice } from '../fields/field.ts'
import { listRules, type SegmentRules } from '../rules.ts'

export type Choices = {
  campaigns: Choice[]
  products: Choice[]
  tiers: string[]
  /** From when on all orders are known; null while none were read. */
  ordersKnownSince: string | null
  /** For how many days the events of e-mails are kept. */
  eventsKeptDays: number
}

const CAMPAIGNS = 100
const LINES = 2000
const PRODUCTS = 100

/** The newest campaigns, and what was sold most often of late; also those that rules name already. */
export async function listChoices(tenantId: number, rules: SegmentRules | null): Promise<Choices> {
  const values = rules ? listRules(rules).map(({ value }) => value) : []
  const named = values.flatMap((value) =>
    typeof value === 'object' && 'campaign' in value ? (value.campaign ?? []) : [],
  )
  const bought = values.flatMap((value) => (typeof value === 'object' && 'product' in value ? value.product : []))
  const [campaigns, products, settings, since] = await Promise.all([
    findCampaigns(tenantId, named),
    findProducts(tenantId, bought),
    getSettings(tenantId),
    ordersKnownSince(tenantId),
  ])
  return {
    campaigns,
    products,
    tiers: settings.tiers.map(({ name }) => name),
    ordersKnownSince: since?.toISOString() ?? null,
    eventsKeptDays: settings.eventsKeptDays,
  }
}

async function findCampaigns(tenantId: number, named: number[]): Promise<Choice[]> {
  const found = await db().query<Choice>(
    `(SELECT campaign_id::text AS value, name AS label FROM campaigns
      WHERE tenant_id = $1 AND started_at IS NOT NULL ORDER BY campaign_id DESC LIMIT ${CAMPAIGNS})
     UNION SELECT campaign_id::text, name FROM campaigns WHERE tenant_id = $1 AND campaign_id = ANY ($2::int[])`,
    [tenantId, named],
  )
  return found.rows.toSorted((a, b) => Number(b.value) - Number(a.value))
}

async function findProducts(tenantId: number, bought: string[]): Promise<Choice[]> {
  const found = await db().query<Choice>(
    `(SELECT product_id::text AS value, max(title) AS label FROM (
        SELECT product_id, title FROM order_lines WHERE tenant_id = $1 AND product_id IS NOT NULL
        ORDER BY order_id DESC LIMIT ${LINES}) AS sold
      GROUP BY product_id ORDER BY count(*) DESC LIMIT ${PRODUCTS})
     UNION SELECT product_id::text, max(title) FROM order_lines
       WHERE tenant_id = $1 AND product_id = ANY ($2::bigint[]) GROUP BY product_id`,
    [tenantId, bought],
  )
  return distinct(found.rows).toSorted((a, b) => a.label.localeCompare(b.label, 'en'))
}

/** A product may have had several titles. */
const distinct = (choices: Choice[]) => [...new Map(choices.map((choice) => [choice.value, choice])).values()]
