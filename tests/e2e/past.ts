// A campaign of last week with members who missed it, each for a reason of their own, written straight into the database.
import pg from 'pg'

export type Past = {
  campaignId: number
  name: string
  bounced: string
  unsubscribed: string
  outside: string
  nameless: string
}

const DAY = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY)

/** Members have numbers that no simulated customer has. */
export async function aPast(shop: string): Promise<Past> {
  const client = new pg.Client({ connectionString: process.env['E2E_DATABASE_URL'] })
  await client.connect()
  try {
    return await write(client, shop)
  } finally {
    await client.end()
  }
}

type Insert = (table: string, row: Record<string, unknown>, returning?: string) => Promise<pg.QueryResult>

function inserter(client: pg.Client, tenantId: number): Insert {
  return (table, row, returning = 'tenant_id') => {
    const all = { tenant_id: tenantId, ...row }
    const places = Object.keys(all).map((_, index) => `$${index + 1}`)
    return client.query(
      `INSERT INTO ${table} (${Object.keys(all).join(', ')}) VALUES (${places.join(', ')}) RETURNING ${returning}`,
      Object.values(all),
    )
  }
}

const RULES = {
  match: 'all',
  rules: [
    { field: 'points', operator: 'at-least', value: 200 },
    { field: 'created', operator: 'before', value: 30 },
  ],
}

async function write(client: pg.Client, shop: string): Promise<Past> {
  const found = await client.query('SELECT tenant_id FROM tenants WHERE shop = $1', [shop])
  const insert = inserter(client, found.rows[0].tenant_id)
  const first = 91_000_000_000_000 + Date.now()
  const name = `Autumn looks ${first % 100_000}`
  const begun = { started_at: daysAgo(7), finished_at: daysAgo(7), created_at: daysAgo(8), updated_at: daysAgo(7) }
  const frozen = { segment_name: 'Loyal customers', segment_rules: JSON.stringify(RULES), frozen_at: daysAgo(7) }
  const campaign = await insert(
    'campaigns',
    { name, subject: 'The looks of this autumn', status: 'sent', ...begun, ...frozen },
    'campaign_id',
  )
  const campaignId: number = campaign.rows[0].campaign_id
  await insert('imports', { status: 'done', requested_at: daysAgo(60), finished_at: daysAgo(60) })
  return { campaignId, name, ...(await writeMembers(insert, campaignId, first)) }
}

async function writeMembers(insert: Insert, campaignId: number, first: number) {
  const member = async (index: number, row: Record<string, unknown>) => {
    const memberId = String(first + index)
    const times = { created_at: daysAgo(300), updated_at: daysAgo(1) }
    await insert('members', { member_id: memberId, email_state: 'SUBSCRIBED', points: 500, ...times, ...row })
    return memberId
  }
  const ada = { first_name: 'Ada', last_name: 'Marlowe', email: 'ada.marlowe@example.com' }
  const bounced = await member(1, { ...ada, email_bounce_type: 'hard', email_bounce_at: daysAgo(7) })
  const outside = await member(2, { first_name: 'Bea', last_name: 'Quillon', email: 'bea.q@example.com', points: 40 })
  const nameless = await member(3, {})
  const left = { email_state: 'UNSUBSCRIBED', email_unsubscribed: true, email_unsubscribed_at: daysAgo(20) }
  const unsubscribed = await member(4, { first_name: 'Dora', email: 'dora@example.com', ...left })
  const at = { campaign_id: campaignId, frozen_at: daysAgo(7), settled_at: daysAgo(7) }
  await insert('recipients', { member_id: bounced, state: 'sent', message_id: 'ses-message-1', ...at })
  await insert('recipients', { member_id: unsubscribed, state: 'skipped', skip_reason: 'unsubscribed', ...at })
  const happened = { campaign_id: campaignId, member_id: bounced, created_at: daysAgo(7) }
  for (const type of [1, 3, 4]) await insert('campaign_events', { type, ...happened })
  await insert('bounces', {
    member_id: bounced,
    campaign_id: campaignId,
    kind: 'hard',
    bounce_type: 'Permanent',
    sub_type: 'General',
    diagnostic: 'smtp; 550 5.1.1 user unknown',
    feedback_id: `past-${first}`,
    occurred_at: daysAgo(7),
  })
  return { bounced, outside, nameless, unsubscribed }
}
