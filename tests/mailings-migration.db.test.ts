// A database of the release before mailings, brought to this one: nothing that was known is lost or told differently.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { findCampaign } from '#app/campaigns/campaigns.server.ts'
import { verifyLedger } from '#app/members/ledger/ledger-verify.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { migrate } from '#app/platform/start/migrate.server.ts'
import { stopJobs } from '#app/platform/jobs/jobs.server.ts'
import { loadMail } from '#app/sending/mailing-mail.server.ts'
import { countRecipients } from '#app/sending/recipients.server.ts'
import { performSlice } from '#app/sending/send-slice.job.ts'
import { takeMailingId } from '#app/sending/mailing-ids.server.ts'
import { performRecovery } from '#app/sending/recovery.job.ts'
import { recount } from '#app/tracking/recount.server.ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { startFakeSes } from './fakes/ses.ts'

const LAST_BEFORE = '20261128110200_one_case'
const ROWS = path.join(import.meta.dirname, 'releases/before-mailings.sql')
const old = new URL(inject('templateUrl'))
old.pathname = `/glancito_old_${process.pid}`
const server = new URL(old)
server.pathname = '/postgres'

type Rows = Record<string, unknown>[]

async function ask(url: URL, text: string): Promise<Rows> {
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** Each with a `campaign_id` by one name or the other, in the order of all of its columns. */
const FACTS = {
  events: 'tenant_id, member_id, type, link_no, created_at, hits, machine_hits, verdict, device, client',
  stats: 'tenant_id, type, slot, people, hits, machine_people, machine_hits',
  links_clicked: 'tenant_id, link_no, slot, people, hits, machine_hits',
  recipients:
    'tenant_id, member_id, state, skip_reason, attempt, worker, lease_until, not_before, message_id, error, frozen_at, settled_at',
  bounces: 'tenant_id, bounce_id, member_id, kind, bounce_type, feedback_id, occurred_at',
  ledger: 'tenant_id, member_id, seq, channel, source, old_state, new_state, recorded_at, reference, actor, hash',
}
type Fact = keyof typeof FACTS

const BEFORE: Record<Fact, string> = {
  events: 'campaign_events',
  stats: 'campaign_stats',
  links_clicked: 'link_stats',
  recipients: 'recipients',
  bounces: 'bounces',
  ledger: 'consent_ledger',
}
const AFTER: Record<Fact, string> = { ...BEFORE, events: 'mail_events', stats: 'mail_stats' }

async function factsOf(tables: Record<Fact, string>, id: string): Promise<Record<string, Rows>> {
  const read = async (fact: Fact) => {
    const columns = FACTS[fact].split(', ').map((_, index) => index + 2)
    return ask(old, `SELECT ${id} AS id, ${FACTS[fact]} FROM ${tables[fact]} ORDER BY 1, ${columns.join(', ')}`)
  }
  const facts = Object.keys(FACTS) as Fact[]
  return Object.fromEntries(await Promise.all(facts.map(async (fact) => [fact, await read(fact)])))
}

let before: Record<string, Rows>
let hourly: Rows
let campaigns: Rows
let links: Rows
let ses: Awaited<ReturnType<typeof startFakeSes>>

beforeAll(async () => {
  await ask(server, `CREATE DATABASE ${old.pathname.slice(1)}`)
  await migrate(old.href, LAST_BEFORE)
  await ask(old, await readFile(ROWS, 'utf8'))
  before = await factsOf(BEFORE, 'campaign_id')
  hourly = await ask(
    old,
    'SELECT campaign_id AS id, hour AS at, tenant_id, type, people FROM campaign_stats_hourly ORDER BY 1, 2, 3, 4',
  )
  campaigns = await ask(old, 'SELECT * FROM campaigns ORDER BY tenant_id, campaign_id')
  links = await ask(
    old,
    'SELECT tenant_id, campaign_id AS id, link_no, url, label, kind FROM campaign_links ORDER BY 1, 2, 3',
  )
  await migrate(old.href)
  process.env['DATABASE_URL'] = old.href
  ses = await startFakeSes()
}, 120_000)

afterAll(async () => {
  await stopJobs()
  ses.close()
  await ask(server, `DROP DATABASE IF EXISTS ${old.pathname.slice(1)} WITH (FORCE)`)
})

test('there was something of everything', () => {
  for (const [fact, rows] of Object.entries({ ...before, hourly, campaigns, links }))
    expect([fact, rows.length > 5]).toEqual([fact, true])
})

test('events, figures, recipients, bounces and the ledger say of mailings what they said of campaigns', async () => {
  expect(await factsOf(AFTER, 'mailing_id')).toEqual(before)
  expect(
    await ask(
      old,
      'SELECT mailing_id AS id, quarter AS at, tenant_id, type, people FROM mail_stats_by_time ORDER BY 1, 2, 3, 4',
    ),
  ).toEqual(hourly)
})

test('the figures agree with the events, and the ledger verifies', async () => {
  expect(await recount()).toEqual([])
  for (const tenantId of [1, 2]) expect(await verifyLedger(tenantId)).toMatchObject({ entries: 45, faults: [] })
})

test('the links stand in the content of each mailing', async () => {
  const found = await ask(
    old,
    `SELECT m.tenant_id, m.mailing_id AS id, (l ->> 'linkNo')::int AS link_no, l ->> 'url' AS url, l ->> 'label' AS label, l ->> 'kind' AS kind
     FROM mailings m JOIN contents c USING (tenant_id, content_id), jsonb_array_elements(c.links) AS l ORDER BY 1, 2, 3`,
  )
  expect(found).toEqual(links)
})

describe('each campaign is what it was', () => {
  const ofStatus = (status: string) => campaigns.filter((row) => row['status'] === status)
  const found = (row: Record<string, unknown>) => findCampaign(Number(row['tenant_id']), Number(row['campaign_id']))

  test.each(['draft', 'sending', 'sent', 'cancelled'])('%s', async (status) => {
    expect(ofStatus(status).length).toBeGreaterThan(1)
    for (const row of ofStatus(status))
      expect(await found(row)).toMatchObject({
        status,
        subject: row['subject'],
        html: row['html'],
        utm: row['utm'],
        startedAt: row['started_at'],
        finishedAt: row['finished_at'],
      })
  })

  test('paused, with its reason, its sender and the one before', async () => {
    const row = ofStatus('paused').find(({ campaign_id }) => campaign_id === 5)
    expect(await found(row ?? {})).toMatchObject({
      status: 'paused',
      pauseReason: 'Amazon SES says no',
      pauseDetail: 'MessageRejected',
      fromEmail: 'old@mail.example',
      pastSenders: [{ fromEmail: 'first@mail.example', until: '2026-10-01T10:00:00Z' }],
    })
  })

  test('but for those that nobody can say any more whom they were to go to', async () => {
    for (const campaign_id of [8, 10]) expect((await found({ tenant_id: 1, campaign_id }))?.status).toBe('cancelled')
    expect((await found({ tenant_id: 1, campaign_id: 7 }))?.status).toBe('preparing')
    expect((await found({ tenant_id: 1, campaign_id: 9 }))?.status).toBe('sent')
  })
})

test('what is under way goes on, measured as it was, to those who have not got it', async () => {
  const mailing = { tenantId: 1, mailingId: 6 }
  expect((await loadMail(mailing)).sender.fromEmail).toBe('old@mail.example')
  const { sent, queued, sending, unconfirmed } = await countRecipients(1, [6])
  expect([queued > 0, sending > 0]).toEqual([true, true])
  await performRecovery()
  await performSlice(mailing)
  expect(ses.mails.length).toBeGreaterThan(0)
  expect(ses.mails.length).toBeLessThanOrEqual(queued)
  expect(decodeURIComponent(ses.mails[0]?.html ?? '')).toContain('utm_medium=newsletter&utm_campaign=6&')
  const after = await countRecipients(1, [6])
  expect(after).toMatchObject({
    queued: 0,
    sending: 0,
    sent: sent + ses.mails.length,
    unconfirmed: unconfirmed + sending,
  })
  expect((await findCampaign(1, 6))?.status).toBe('sent')
})

test('a mailing after it has a number that none had, whose events have a place', async () => {
  const mailingId = await takeMailingId()
  expect(mailingId).toBeGreaterThan(11)
  const homes = await db().query(
    'SELECT DISTINCT mailing_id, tableoid::regclass::text AS home FROM mail_events ORDER BY 1',
  )
  expect(homes.rows.map(({ mailing_id, home }) => [mailing_id, home])).toEqual([
    ...[1, 3, 4, 5, 6, 9].map((id) => [id, 'campaign_events_from_1']),
    [11, 'campaign_events_from_11'],
  ])
})

test('the documented columns of events show each of a campaign once, the bounce with both of its kinds folded in', async () => {
  const shown = await db().query(
    `SELECT event_type, count(*)::int AS count, count(DISTINCT id)::int AS ids, count(email)::int AS emails
     FROM campaign_events WHERE tenant_id = 1 AND campaign_id = 1 GROUP BY 1 ORDER BY 1`,
  )
  const types = await db().query(
    'SELECT count(*)::int AS count FROM mail_events WHERE tenant_id = 1 AND mailing_id = 1 AND link_no = 0 AND hits > 0 AND type NOT IN (4, 10)',
  )
  expect(shown.rows.map(({ event_type }) => event_type)).toEqual([
    'bounced',
    'clicked',
    'complained',
    'delayed',
    'delivered',
    'failed',
    'opened',
    'rejected',
    'resubscribed',
    'sent',
    'suppressed',
    'unsubscribed',
  ])
  expect(shown.rows.every(({ count, ids, emails }) => count === ids && count === emails)).toBe(true)
  expect(shown.rows.reduce((sum, { count }) => sum + count, 0)).toBe(types.rows[0].count)
})
