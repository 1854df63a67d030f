// The demo shop's past: the campaigns of the last weeks, played through the app's own pipeline with its clock set back. Web
// and worker run in this process; nothing is written into the app's tables but by the app.
import { setTimeout as sleep } from 'node:timers/promises'
import { createCampaign, findCampaign } from '#app/campaigns/campaigns.server.ts'
import { startCampaign } from '#app/campaigns/send/start.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { listMailings } from '#app/sending/mailings.server.ts'
import { saveSegment } from '#app/segments/segments.server.ts'
import { saveSettings } from '#app/settings/settings.server.ts'
import { recomputePoints } from '#app/sync/points.server.ts'
import { findLastCheck, requestCheck } from '#app/sync/reconcile/reconcile.server.ts'
import { foldAllHits } from '#app/tracking/hits/fold.server.ts'
import { drainHits } from '#app/tracking/hits/hits.server.ts'
import { createWeb } from '#app/web.server.ts'
import { startWorker } from '#app/worker.ts'
import { targetsOf } from '../mailbox/targets.ts'
import { control, type SentMail } from './control.ts'
import { deedsOf, deedsOfLook, purchaseOf } from './deeds.ts'
import { GATEWAYS, isLate, LATE_MS, type Look, lookAt } from './gateways.ts'
import { PAST, type PastCampaign } from './history/past.ts'
import { play, type Scheduled, setClocks, takeTimeFromRequests } from './history/play.ts'
import { type Act, actsOf } from './reader.ts'
import { compileTemplate } from './templates.ts'

const SHOP = process.env['SIMULATOR_SHOP'] ?? 'glancito-demo.myshopify.com'
const DAY = 86_400_000
/** A browser's name: Shopify's library turns bots away. */
const MERCHANT = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const start = new Date()
const simulator = control(env().SES_ENDPOINT ?? 'http://localhost:4000')

function say(line: string): void {
  process.stdout.write(`  ${line}\n`)
}

async function until(what: string, holds: () => Promise<boolean>, seconds = 120): Promise<void> {
  for (let waited = 0; waited < seconds * 10; waited += 1) {
    if (await holds()) return
    await sleep(100)
  }
  throw new Error(`${what} did not come within ${seconds} s`)
}

const sentAtOf = ({ daysAgo }: PastCampaign) =>
  new Date(Math.floor((start.getTime() - daysAgo * DAY) / DAY) * DAY + 9.5 * 3_600_000)

/** Installs the app some days before its first campaign, in a shop whose customers are older than that. */
async function begin(): Promise<number> {
  const first = Math.min(...PAST.map((past) => sentAtOf(past).getTime()))
  const installedAt = new Date(first - 2 * DAY)
  await simulator.setClock(installedAt)
  await simulator.reset()
  await simulator.shopify({ protectedFields: ['name', 'email', 'phone', 'address'] })
  // The export takes its time: Shopify's clock goes on meanwhile.
  await simulator.setClock(null)
  clock.set(() => installedAt)
  return install()
}

/** Opens the app as the merchant does for the first time; that installs it and asks for the import. */
async function install(): Promise<number> {
  await fetch(`${env().SHOPIFY_ADMIN_ORIGIN}/_control/install?shop=${SHOP}`, { method: 'POST', body: '{}' })
  const token = await fetch(`${env().SHOPIFY_ADMIN_ORIGIN}/_shell/id-token?shop=${SHOP}`).then((answer) =>
    answer.json(),
  )
  const host = Buffer.from(`admin.shopify.com/store/${SHOP.split('.')[0]}`).toString('base64')
  const query = new URLSearchParams({ embedded: '1', shop: SHOP, host, id_token: token.token })
  const opened = await fetch(`${env().SHOPIFY_APP_URL}/app?${query}`, {
    headers: { 'User-Agent': MERCHANT },
  })
  if (!opened.ok) throw new Error(`The app answered ${opened.status} to its first opening`)
  // The built pages have a clock of their own: for them it is today.
  await db().query('UPDATE tenants SET installed_at = $2 WHERE shop = $1', [SHOP, clock.now()])
  await until(
    'The import',
    async () => (await db().query("SELECT 1 FROM imports WHERE status = 'done'")).rowCount === 1,
  )
  await until('The import of orders', () => isEmpty("SELECT FROM side_imports WHERE status NOT IN ('done', 'refused')"))
  // Shopify's clock went on meanwhile: it has shown the orders of sixty days until today.
  const since = new Date(start.getTime() - 60 * DAY)
  await db().query('UPDATE tenants SET orders_known_since = $2 WHERE shop = $1', [SHOP, since])
  const tenant = await db().query<{ tenant_id: number }>('SELECT tenant_id FROM tenants WHERE shop = $1', [SHOP])
  const tenantId = tenant.rows[0]?.tenant_id
  if (tenantId === undefined) throw new Error('The app did not install itself')
  return tenantId
}

async function segmentFor(tenantId: number, { name, rules }: PastCampaign['segment']): Promise<number> {
  const known = await db().query<{ segment_id: number }>(
    'SELECT segment_id FROM segments WHERE tenant_id = $1 AND name = $2',
    [tenantId, name],
  )
  return known.rows[0]?.segment_id ?? saveSegment(tenantId, { name, rules })
}

/** Sends a campaign at its time and waits until SES has told what became of every mail. */
async function send(tenantId: number, past: PastCampaign): Promise<SentMail[]> {
  const { name, subject, preheader, template, segment } = past
  const html = await compileTemplate(template)
  const segmentId = await segmentFor(tenantId, segment)
  const campaignId = await createCampaign(tenantId, {
    name,
    subject,
    preheader,
    html,
    segmentId,
    trackOpens: true,
    trackClicks: true,
    utm: true,
    frequencyExempt: false,
  })
  const started = await startCampaign(tenantId, campaignId)
  if (!started.ok) throw new Error(`"${name}" could not be sent: ${started.problems.join(' ')}`)
  const isSent = async () => (await findCampaign(tenantId, campaignId))?.status === 'sent'
  await until(`The end of "${name}"`, isSent, 240)
  await until('What SES tells', isTold)
  return simulator.mailsOf(await listMailings({ tenantId, source: 'campaign', sourceId: campaignId }))
}

/** SES has told everything, and all of it is in effect. */
const isTold = async () => (await simulator.flushEvents()) === 0 && (await isEmpty('SELECT FROM sns_box'))

type Planned = { mail: SentMail; address: string; acts: Act[]; look: Look | null }

/** What is done with the mails of a campaign until now. */
async function schedule(mails: SentMail[], past: PastCampaign, sentAt: Date): Promise<Scheduled[]> {
  const planned = mails.flatMap((mail): Planned[] => {
    const [address] = mail.to
    if (!address) return []
    return [{ mail, address, acts: actsOf(address, past.name, past.appeal), look: lookAt(address, past.name) }]
  })
  // Only the first campaign meets it: who is unsubscribed gets no other.
  const late =
    past === PAST[0] && planned.find(({ address, acts, look }) => isLate(address) && !look && acts.length === 0)
  if (late) late.look = { visitor: 'scanner', after: LATE_MS }
  const busy = planned.filter(({ acts, look }) => acts.length > 0 || look)
  const scheduled: Scheduled[] = []
  for (let first = 0; first < busy.length; first += 16)
    scheduled.push(
      ...(await Promise.all(busy.slice(first, first + 16).map((each) => scheduleMail(each, sentAt)))).flat(),
    )
  return scheduled.filter(({ at }) => at < start)
}

async function scheduleMail({ mail, address, acts, look }: Planned, sentAt: Date): Promise<Scheduled[]> {
  const targets = targetsOf(await simulator.references(mail.messageId), env().SHOPIFY_APP_URL)
  // What bounced has nobody who could do anything with it.
  if (!targets.optOut) return []
  const deeds = [
    ...acts.flatMap((act) => [...deedsOf(act, targets, address), ...purchaseOf(act, targets, address)]),
    ...(look ? deedsOfLook(look, targets, address) : []),
  ]
  return deeds.map(({ after, deed }) => ({ mail, deed, at: new Date(sentAt.getTime() + after) }))
}

/** Then machines come: what waits to be judged is counted before the time goes on by more than it waits. */
const EARLY_MS = 180_000
const STRETCH_MS = 30_000

async function playCampaign(tenantId: number, past: PastCampaign, waiting: Scheduled[]): Promise<Scheduled[]> {
  const sentAt = sentAtOf(past)
  await play(
    simulator,
    waiting.filter(({ at }) => at < sentAt),
  )
  await setClocks(simulator, sentAt)
  // What SNS asks while the clocks are apart is refused as stale.
  await until('The subscription to what SES tells', () => simulator.isSubscribed())
  const mails = await send(tenantId, past)
  say(`"${past.name}" sent to ${mails.length} people, ${past.daysAgo} days ago`)
  const deeds = [...waiting.filter(({ at }) => at >= sentAt), ...(await schedule(mails, past, sentAt))]
  for (let from = sentAt.getTime(); from < sentAt.getTime() + EARLY_MS; from += STRETCH_MS) {
    const stretch = deeds.filter(({ at }) => at.getTime() >= from && at.getTime() < from + STRETCH_MS)
    await play(simulator, stretch)
    await drainHits()
    await foldAllHits()
  }
  return deeds.filter(({ at }) => at.getTime() >= sentAt.getTime() + EARLY_MS)
}

/** Compares everybody's consent with Shopify's, as each night does. */
async function check(tenantId: number): Promise<void> {
  await requestCheck(tenantId)
  await until('The check of consent', async () => {
    const { done, newer } = await findLastCheck(tenantId)
    return done !== null && newer === 'none'
  })
  say('Consent checked against Shopify')
}

async function isEmpty(rows: string): Promise<boolean> {
  return (await db().query(`${rows} LIMIT 1`)).rowCount === 0
}

/** Waits until the app has done all that is owed, by the real time. */
async function settle(): Promise<void> {
  await until('What SES tells', isTold)
  // Shopify hears of the last links that were opened two minutes later.
  await setClocks(simulator, null)
  await until('The write-back of unsubscribes to Shopify', () => isEmpty("SELECT FROM outbox WHERE state = 'waiting'"))
  await until('What Shopify tells', () => simulator.hasTold())
  await until('What Shopify told', () => isEmpty("SELECT FROM webhook_inbox WHERE state = 'waiting'"))
  await until('The import of orders', () => isEmpty("SELECT FROM side_imports WHERE status NOT IN ('done', 'refused')"))
  await until('The counting of opens and clicks', () =>
    isEmpty('SELECT FROM hit_box UNION ALL SELECT FROM hit_suspects'),
  )
}

async function main(): Promise<void> {
  const server = await createWeb()
  takeTimeFromRequests(server)
  await new Promise<void>((resolve) => server.listen(env().PORT, env().HOST, resolve))
  const stopWorker = await startWorker()
  const tenantId = await begin()
  say('Shop installed, customers imported')
  await saveSettings(tenantId, {
    senderName: 'Northwind Goods',
    postalAddress: 'Northwind Goods, 12 Harbour Street, Portland, ME 04101, USA',
    tiers: [
      { name: 'Silver', points: 250 },
      { name: 'Gold', points: 1000 },
    ],
  })
  await recomputePoints(tenantId)
  await simulator.ses({ latencyMs: { min: 0, max: 5 }, shares: { hardBounce: 0.006, softBounce: 0.009, complaint: 0 } })
  let waiting: Scheduled[] = []
  for (const past of PAST) waiting = await playCampaign(tenantId, past, waiting)
  await play(simulator, waiting)
  say('Opens, clicks, scans, replies, bounces, complaints and unsubscribes played')
  await settle()
  await check(tenantId)
  await simulator.ses({ latencyMs: { min: 50, max: 300 }, shares: { hardBounce: 0, softBounce: 0, complaint: 0 } })
  await simulator.arrangeVisitors(Object.entries(GATEWAYS).map(([place, visitor]) => ({ place, visitor })))
  await stopWorker()
  server.close()
  server.closeAllConnections()
  await closeDatabase()
}

await main()
process.exit(0)
