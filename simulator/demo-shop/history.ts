// The demo shop's past: three campaigns of the last weeks, played through the app's own pipeline with its clock set
// back. Web and worker run in this process; nothing is written into the app's tables but by the app.
import { setTimeout as sleep } from 'node:timers/promises'
import { createCampaign, findCampaign } from '#app/campaigns/campaigns.server.ts'
import { startCampaign } from '#app/campaigns/send/start.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import type { SegmentRules } from '#app/segments/rules.ts'
import { listMailings } from '#app/sending/mailings.server.ts'
import { saveSegment } from '#app/segments/segments.server.ts'
import { saveSettings } from '#app/settings/settings.server.ts'
import { recomputePoints } from '#app/sync/points.server.ts'
import { findLastCheck, requestCheck } from '#app/sync/reconcile/reconcile.server.ts'
import { createWeb } from '#app/web.server.ts'
import { startWorker } from '#app/worker.ts'
import { control, type SentMail } from './control.ts'
import { chance } from './random.ts'
import { type Act, actsOf, type Appeal } from './reader.ts'
import { compileTemplate, type TemplateName } from './templates.ts'

type PastCampaign = {
  name: string
  subject: string
  preheader: string
  template: TemplateName
  segment: { name: string; rules: SegmentRules }
  daysAgo: number
  appeal: Appeal
}

const SHOP = process.env['SIMULATOR_SHOP'] ?? 'glancito-demo.myshopify.com'
const DAY = 86_400_000
/** A browser's name: Shopify's library turns bots away. */
const MERCHANT = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const start = new Date()
const simulator = control(env().SES_ENDPOINT ?? 'http://localhost:4000')

const subscribers: SegmentRules = { match: 'all', rules: [{ field: 'email-consent', operator: 'is', value: true }] }

const PAST: PastCampaign[] = [
  {
    name: 'Autumn arrivals',
    subject: 'New for autumn, {{first_name | friend}}',
    preheader: 'Wool, linen and the last warm evenings.',
    template: 'new-arrivals',
    segment: { name: 'Email subscribers', rules: subscribers },
    daysAgo: 24,
    appeal: { opens: 0.34, clicksOfOpens: 0.14, unsubscribes: 0.008, complaints: 0.0006 },
  },
  {
    name: 'Your points are waiting',
    subject: 'You have {{points}} points, {{first_name | friend}}',
    preheader: 'Turn them into something nice before the month ends.',
    template: 'loyalty-points',
    segment: {
      name: 'Loyal customers',
      rules: { match: 'all', rules: [...subscribers.rules, { field: 'points', operator: 'at-least', value: 200 }] },
    },
    daysAgo: 12,
    appeal: { opens: 0.47, clicksOfOpens: 0.26, unsubscribes: 0.003, complaints: 0.0003 },
  },
  {
    name: 'Early winter sale',
    subject: 'Up to 30 % off, from today',
    preheader: 'Three days, the whole shop.',
    template: 'sale',
    segment: { name: 'Email subscribers', rules: subscribers },
    daysAgo: 4,
    appeal: { opens: 0.29, clicksOfOpens: 0.19, unsubscribes: 0.012, complaints: 0.0009 },
  },
]

function say(line: string): void {
  process.stdout.write(`  ${line}\n`)
}

async function setClocks(now: Date | null): Promise<void> {
  clock.set(now ? () => now : undefined)
  await simulator.setClock(now)
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
async function send(tenantId: number, past: PastCampaign): Promise<number[]> {
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
  })
  const started = await startCampaign(tenantId, campaignId)
  if (!started.ok) throw new Error(`"${name}" could not be sent: ${started.problems.join(' ')}`)
  const isSent = async () => (await findCampaign(tenantId, campaignId))?.status === 'sent'
  await until(`The end of "${name}"`, isSent, 240)
  await until('What SES tells', isTold)
  return listMailings({ tenantId, source: 'campaign', sourceId: campaignId })
}

/** SES has told everything, and all of it is in effect. */
const isTold = async () =>
  (await simulator.flushEvents()) === 0 && (await db().query('SELECT FROM sns_box LIMIT 1')).rowCount === 0

type Scheduled = Act & { at: Date; mail: SentMail }

function schedule(mails: SentMail[], past: PastCampaign, sentAt: Date): Scheduled[] {
  const acts = mails.flatMap((mail) => {
    const address = mail.to[0]
    if (!address) return []
    return actsOf(address, past.name, 6, past.appeal).map((act) => ({
      ...act,
      mail,
      at: new Date(sentAt.getTime() + act.after),
    }))
  })
  return acts.filter(({ at }) => at < start)
}

/** Does what the reader does, through the links of the very mail. */
async function perform({ kind, mail, userAgent, link }: Scheduled): Promise<void> {
  if (kind === 'complain') return void (await simulator.complain(mail.messageId))
  if (kind === 'reply') return env().REPLY_SMTP_PORT ? simulator.reply(mail.messageId, pickAnswer(mail)) : undefined
  const { links, images } = await simulator.mail(mail.messageId)
  const tracked = links.filter((each) => each.includes('/api/v1/track/click'))
  const targets = {
    open: images.find((each) => each.includes('/api/v1/track/open')),
    click: tracked[link % Math.max(1, tracked.length)],
    unsubscribe: links.find((each) => each.includes('/api/v1/unsubscribe/')),
  }
  const target = targets[kind]
  // A mailbox that bounced shows no mail, and an opted-out reader's mail has no pixel.
  if (target) await fetch(target, { redirect: 'manual', headers: { 'User-Agent': userAgent } })
}

const ANSWERS = [
  'Do you have it in blue?',
  'Thanks! When does the sale end?',
  'The mug I got is chipped. What do I do?',
  'Lovely newsletter, keep them coming.',
]

function pickAnswer({ to }: SentMail): { text: string; isAutomatic: boolean } {
  const { pick, happens } = chance(`answer ${to.join()}`)
  return happens(0.3)
    ? { text: 'I am away until Monday.', isAutomatic: true }
    : { text: pick(ANSWERS), isAutomatic: false }
}

const SLICE = 20 * 60_000

/** Plays acts in the order of their time, all of a slice of twenty minutes at one setting of the clocks. */
async function play(acts: Scheduled[]): Promise<void> {
  const slices = Map.groupBy(acts, ({ at }) => Math.floor(at.getTime() / SLICE))
  for (const [slice, now] of [...slices].sort(([a], [b]) => a - b)) {
    await setClocks(new Date(slice * SLICE + SLICE / 2))
    for (let first = 0; first < now.length; first += 16) await Promise.all(now.slice(first, first + 16).map(perform))
  }
}

async function playCampaign(tenantId: number, past: PastCampaign, waiting: Scheduled[]): Promise<Scheduled[]> {
  const sentAt = sentAtOf(past)
  await play(waiting.filter(({ at }) => at < sentAt))
  await setClocks(sentAt)
  const mailings = await send(tenantId, past)
  const mails = await simulator.mailsOf(mailings)
  say(`"${past.name}" sent to ${mails.length} people, ${past.daysAgo} days ago`)
  return [...waiting.filter(({ at }) => at >= sentAt), ...schedule(mails, past, sentAt)]
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

async function main(): Promise<void> {
  const server = await createWeb()
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
  await play(waiting)
  say('Opens, clicks, replies, bounces, complaints and unsubscribes played')
  await until('What SES tells', isTold)
  // Shopify hears of the last links that were opened two minutes later.
  await setClocks(null)
  await until(
    'The write-back of unsubscribes to Shopify',
    async () => (await db().query("SELECT 1 FROM outbox WHERE state = 'waiting'")).rowCount === 0,
  )
  await until(
    'The counting of opens and clicks',
    async () => (await db().query('SELECT FROM hit_box UNION ALL SELECT FROM hit_suspects LIMIT 1')).rowCount === 0,
  )
  await check(tenantId)
  await simulator.ses({ latencyMs: { min: 50, max: 300 }, shares: { hardBounce: 0, softBounce: 0, complaint: 0 } })
  await stopWorker()
  server.close()
  server.closeAllConnections()
  await closeDatabase()
}

await main()
process.exit(0)
