// The world of the bench: the built app and the simulator on a fresh database, with a shop whose lists are full.
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright'
import pg from 'pg'
import { freePort } from '#app/platform/start/free-port.server.ts'
import { buildApp } from '../../scripts/build-app.ts'
import { DEMO_SHOP, localEnv, newKeys } from '../../scripts/local-env.ts'
import { ROOT, start, stopAll, untilReady } from '../../scripts/processes.ts'
import { prepareDatabase } from '../shared/environment.ts'

const DATA = path.join(ROOT, '.data/bench-hand')

export type World = { admin: (page: string) => string; campaignId: number; stop: () => Promise<void> }

/** Starts everything and installs the app in a shop; `page` is a browser's. */
export async function startWorld(page: Page): Promise<World> {
  await rm(DATA, { recursive: true, force: true })
  const postgres = await prepareDatabase(DATA)
  await buildApp()
  const [appPort, simulatorPort] = [await freePort(), await freePort()]
  const places = {
    appPort,
    simulatorPort,
    databaseUrl: process.env['DATABASE_URL'] ?? '',
    simulatorData: ':memory:',
  }
  const env = { ...localEnv(places, newKeys()), SIMULATOR_CUSTOMERS: '120', LOG_LEVEL: 'warn' }
  const launch = (name: string, script: string) => start(name, script, { env, logFolder: path.join(DATA, 'log') })
  const simulator = await launch('simulator', 'simulator/main.ts')
  const web = await launch('web', 'app/server.ts')
  const worker = await launch('worker', 'app/worker.ts')
  const stop = async () => {
    await stopAll([web, worker, simulator])
    await postgres.stop()
  }
  try {
    await untilReady(simulator, `http://localhost:${simulatorPort}/_control/clock`)
    await untilReady(web, `http://localhost:${appPort}/readyz`)
    const store = DEMO_SHOP.replace('.myshopify.com', '')
    const admin = (to: string) => `http://localhost:${simulatorPort}/store/${store}/apps/glancito${to}`
    await install(page, admin('/app'))
    return { admin, campaignId: await fill(places.databaseUrl), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function install(page: Page, home: string): Promise<void> {
  await page.goto(home)
  await page.getByRole('button', { name: 'Install' }).click()
  await page.frameLocator('iframe[title="Glancito"]').getByRole('heading', { name: 'Home' }).waitFor()
}

/** Members for several pages once the import is done, and a campaign with three days behind it. Returns the campaign's id. */
async function fill(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await write(client)
  } finally {
    await client.end()
  }
}

async function write(client: pg.Client): Promise<number> {
  for (let waited = 0; waited < 240; waited += 1) {
    const done = await client.query("SELECT FROM imports WHERE status = 'done'")
    if (done.rowCount) break
    await sleep(250)
  }
  await client.query(
    `INSERT INTO members (tenant_id, member_id, first_name, last_name, email, points, tags, email_bounce_type, email_bounce_at, created_at, updated_at)
     SELECT tenant_id, n, 'Guest ' || n, 'Anderson', 'guest' || n || '@gallery.example', n, '{gallery}',
       (CASE WHEN n % 9 = 0 THEN 'hard' WHEN n % 7 = 0 THEN 'soft' END)::bounce_type, now(), now() - n * interval '1 hour', now()
     FROM tenants, generate_series(1, 200) AS n`,
  )
  const made = await client.query<{ campaign_id: number }>(
    `INSERT INTO campaigns (tenant_id, name, subject, created_at, updated_at, started_at)
     SELECT tenant_id, 'Autumn looks', 'The looks of this autumn', at, at, at
     FROM tenants, (SELECT now() - interval '70 hours' AS at) AS past RETURNING campaign_id`,
  )
  const campaignId = made.rows[0]?.campaign_id ?? 0
  const mailingId = await writeMailing(client, campaignId)
  await client.query(
    `INSERT INTO mail_stats_by_time (tenant_id, mailing_id, quarter, type, slot, people)
     SELECT tenant_id, $1, date_trunc('hour', now()) - h * interval '1 hour', type, 0, 5 + h % 7
     FROM tenants, generate_series(0, 70) AS h, unnest('{1,2,5,6}'::smallint[]) AS type`,
    [mailingId],
  )
  await client.query(
    `INSERT INTO mail_stats (tenant_id, mailing_id, type, slot, people, hits)
     SELECT tenant_id, $1, type, 0, people, people FROM tenants,
       (VALUES (1, 3000), (2, 2900), (3, 200), (4, 150), (10, 50), (5, 900), (6, 160), (7, 9), (8, 4)) AS counted (type, people)`,
    [mailingId],
  )
  return campaignId
}

async function writeMailing(client: pg.Client, campaignId: number): Promise<number> {
  const content = await client.query<{ content_id: number }>(
    `INSERT INTO contents (tenant_id, subject, preheader, html, links, created_at)
     SELECT tenant_id, subject, preheader, html, (SELECT jsonb_agg(jsonb_build_object('linkNo', n, 'url', 'https://shop.example/looks/' || n,
       'label', 'Look ' || n, 'kind', 'button')) FROM generate_series(1, 8) AS n), started_at
     FROM campaigns WHERE campaign_id = $1 RETURNING content_id`,
    [campaignId],
  )
  const made = await client.query<{ mailing_id: number }>(
    `INSERT INTO mailings (tenant_id, mailing_id, source, source_id, purpose, content_id, sender, track_opens, track_clicks,
       status, opened_at, frozen_at, last_sent_at, ended_at)
     SELECT tenant_id, nextval('mailings_mailing_id_seq'), 'campaign', campaign_id, 'marketing', $2, '{}', true, true,
       'sent', started_at, started_at, started_at, started_at
     FROM campaigns WHERE campaign_id = $1 RETURNING mailing_id`,
    [campaignId, content.rows[0]?.content_id],
  )
  return made.rows[0]?.mailing_id ?? 0
}
