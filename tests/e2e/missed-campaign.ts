// A campaign with members who missed it, each for a reason of their own. The customers are Shopify's, so that no import
// takes them away; what became of the campaign is written straight into the database.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { outside } from './outside.ts'

type People = Record<'bounced' | 'unsubscribed' | 'stranger' | 'nameless', string>
export type Past = People & { campaignId: number; name: string }

const RULES = {
  match: 'all',
  rules: [
    { field: 'points', operator: 'at-least', value: 200 },
    { field: 'created', operator: 'within', value: 30 },
  ],
}

export async function aPast(shop: string): Promise<Past> {
  const people = await createPeople(shop)
  const client = new pg.Client({ connectionString: process.env['E2E_DATABASE_URL'] })
  await client.connect()
  try {
    const found = await client.query('SELECT tenant_id FROM tenants WHERE shop = $1', [shop])
    const tenantId: number = found.rows[0].tenant_id
    await untilKnown(client, tenantId, Object.values(people))
    return { ...people, ...(await writeCampaign(client, tenantId, people)) }
  } finally {
    await client.end()
  }
}

async function createPeople(shop: string): Promise<People> {
  const create = async (firstName: string, email: string | null, emailState: string) =>
    (await outside.createCustomer(shop, { firstName, email, emailState })).id
  return {
    bounced: await create('Ada Marlowe', 'ada.marlowe@example.com', 'SUBSCRIBED'),
    unsubscribed: await create('Dora Lindqvist', 'dora.lindqvist@example.com', 'UNSUBSCRIBED'),
    stranger: await create('Bea Quillon', 'bea.quillon@example.com', 'SUBSCRIBED'),
    nameless: await create('Soon nameless', null, 'NOT_SUBSCRIBED'),
  }
}

async function untilKnown(client: pg.Client, tenantId: number, memberIds: string[]): Promise<void> {
  for (let waited = 0; waited < 240; waited += 1) {
    const found = await client.query(
      `SELECT (SELECT count(*) FROM members WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])) = $3
         AND EXISTS (SELECT FROM imports WHERE tenant_id = $1 AND status = 'done') AS known`,
      [tenantId, memberIds, memberIds.length],
    )
    if (found.rows[0].known) return
    await sleep(250)
  }
  throw new Error('the customers did not become members')
}

async function writeCampaign(client: pg.Client, tenantId: number, people: People) {
  const insert = (table: string, row: Record<string, unknown>, returning = 'tenant_id') => {
    const all = { tenant_id: tenantId, ...row }
    const places = Object.keys(all).map((_, index) => `$${index + 1}`)
    const text = `INSERT INTO ${table} (${Object.keys(all).join(', ')}) VALUES (${places.join(', ')}) RETURNING ${returning}`
    return client.query(text, Object.values(all))
  }
  const now = new Date()
  const name = 'Autumn looks'
  const times = { created_at: now, updated_at: now, started_at: now }
  const segment = { segment_name: 'Loyal customers', segment_rules: JSON.stringify(RULES) }
  const row = { name, subject: 'The looks of this autumn', ...segment, ...times }
  const campaignId: number = (await insert('campaigns', row, 'campaign_id')).rows[0].campaign_id
  const content = { subject: '', preheader: '', html: '', created_at: now }
  const content_id: number = (await insert('contents', content, 'content_id')).rows[0].content_id
  const number = await client.query("SELECT nextval('mailings_mailing_id_seq')::int AS mailing_id")
  const switches = { track_opens: true, track_clicks: true, audience: JSON.stringify(RULES) }
  const ended = { status: 'sent', opened_at: now, frozen_at: now, last_sent_at: now, ended_at: now }
  const what = { source: 'campaign', source_id: campaignId, purpose: 'marketing', content_id, sender: '{}' }
  await insert('mailings', { ...number.rows[0], ...what, ...switches, ...ended })
  const { mailing_id } = number.rows[0]
  const { bounced, unsubscribed, nameless } = people
  const at = { mailing_id, frozen_at: now, settled_at: now }
  await insert('recipients', { member_id: bounced, state: 'sent', message_id: 'ses-message-1', ...at })
  await insert('recipients', { member_id: unsubscribed, state: 'skipped', skip_reason: 'unsubscribed', ...at })
  const about = { mailing_id, member_id: bounced }
  for (const type of [1, 3, 4]) await insert('mail_events', { type, created_at: now, ...about })
  const said = { bounce_type: 'Permanent', sub_type: 'General', diagnostic: 'smtp; 550 5.1.1 user unknown' }
  await insert('bounces', { kind: 'hard', feedback_id: `past-${campaignId}`, occurred_at: now, ...said, ...about })
  await client.query(
    "UPDATE members SET email_bounce_type = 'hard', email_bounce_at = $3 WHERE tenant_id = $1 AND member_id = $2",
    [tenantId, bounced, now],
  )
  // Later than anything that Shopify tells, so that it stays.
  await client.query(
    "UPDATE members SET first_name = NULL, last_name = NULL, updated_at = now() + interval '1 hour' WHERE tenant_id = $1 AND member_id = $2",
    [tenantId, nameless],
  )
  return { campaignId, name }
}
