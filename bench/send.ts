// A campaign through the real worker's code: claim, gates, render, sign, call SES, mark with its events. Beside it, in the
// same rounds, the bare AWS SDK sending the same messages ready-made to the same stub at the same concurrency.
import { type ChildProcess, fork } from 'node:child_process'
import { cpus } from 'node:os'
import path from 'node:path'
import { SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2'
import { createCampaign } from '#app/campaigns/campaigns.server.ts'
import { startCampaign } from '#app/campaigns/send/start.server.ts'
import { closeDatabase, db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { stopJobs } from '#app/platform/jobs/jobs.server.ts'
import { emailRequest, openSes } from '#app/platform/ses/ses.server.ts'
import { saveSegment } from '#app/segments/segments.server.ts'
import type { MailingKey } from '#app/sending/jobs.ts'
import { loadMail } from '#app/sending/mailing-mail.server.ts'
import { listMailings } from '#app/sending/mailings.server.ts'
import { prepareMailing } from '#app/sending/prepare.server.ts'
import { composeEmail } from '#app/sending/compile.server.ts'
import type { Claimed } from '#app/sending/recipients.server.ts'
import { sendSlice } from '#app/sending/slice.server.ts'
import { saveSettings } from '#app/settings/settings.server.ts'
import { compileTemplate } from '#simulator/demo-shop/templates.ts'
import { prepareDatabase, setEnvironment } from './shared/environment.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const RECIPIENTS = Number(process.env['BENCH_RECIPIENTS'] ?? 5000)
const STUB_PORT = Number(process.env['BENCH_PORT'] ?? 4480)
const EVERYBODY = { match: 'all' as const, rules: [] }

type Run = { perSecond: number; cpuMicros: number }

setEnvironment({
  LOG_LEVEL: 'error',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  SES_ENDPOINT: `http://127.0.0.1:${STUB_PORT}`,
})
const postgres = await prepareDatabase('.data/bench-send')
const stub = await startStub()
const mailing = await prepareShop()
const messages = await readyMadeMessages(mailing)
const bytes = Buffer.byteLength(JSON.stringify(messages[0]))

const runs: { product: Run; sdk: Run }[] = []
for (let round = 0; round <= ROUNDS; round += 1) {
  // The first round warms both up.
  const product = await measure(() => sendMailing(mailing))
  const sdk = await measure(sendReadyMade)
  if (round > 0) runs.push({ product, sdk })
}
stub.disconnect()
await stopJobs()
await closeDatabase()
await postgres.stop()
report()
process.exit(0)

function startStub(): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, 'send/stub.ts'), [String(STUB_PORT)])
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('exit', (code) => reject(new Error(`the stub ended with ${code}`)))
  })
}

/** How many messages the stub has taken since it was asked last. */
function takenByStub(): Promise<number> {
  return new Promise((resolve) => {
    stub.once('message', (count) => resolve(Number(count)))
    stub.send('count')
  })
}

/** A shop with its members and a started campaign, whose audience is frozen anew for each round. */
async function prepareShop(): Promise<MailingKey> {
  await db().query('TRUNCATE tenants CASCADE')
  const tenant = await db().query<{ tenant_id: number }>(
    "INSERT INTO tenants (shop, name, installed_at) VALUES ('bench.myshopify.com', 'Bench', now()) RETURNING tenant_id",
  )
  const tenantId = tenant.rows[0]?.tenant_id ?? 0
  await db().query("INSERT INTO imports (tenant_id, status, requested_at) VALUES ($1, 'done', now())", [tenantId])
  await saveSettings(tenantId, { postalAddress: '12 Harbour Street, Portland' })
  await db().query(
    `INSERT INTO members (tenant_id, member_id, first_name, email, points, email_state, created_at, updated_at)
     SELECT $1, 7000000000000 + n, 'Sarah ' || n, 'sarah' || n || '@example.com', n, 'SUBSCRIBED', now(), now()
     FROM generate_series(1, $2::int) AS n`,
    [tenantId, RECIPIENTS],
  )
  await db().query('ANALYZE members')
  const campaignId = await createCampaign(tenantId, {
    name: 'Bench',
    subject: 'New for autumn, {{first_name | friend}}',
    preheader: 'Wool, linen and the last warm evenings.',
    html: await compileTemplate('new-arrivals', 'https://shop.example'),
    segmentId: await saveSegment(tenantId, { name: 'Everybody', rules: EVERYBODY }),
    trackOpens: true,
    trackClicks: true,
    utm: true,
    frequencyExempt: false,
  })
  const started = await startCampaign(tenantId, campaignId)
  if (!started.ok) throw new Error(started.problems.join(' '))
  const [mailingId] = await listMailings({ tenantId, source: 'campaign', sourceId: campaignId })
  if (mailingId === undefined) throw new Error('the campaign has no mailing')
  return { tenantId, mailingId }
}

async function readyMadeMessages(key: MailingKey): Promise<SendEmailCommandInput[]> {
  const mail = await loadMail(key)
  const members = await db().query<Omit<Claimed, 'email'> & { email: string }>(
    `SELECT member_id AS "memberId", first_name AS "firstName", last_name AS "lastName", points, email,
       false AS untracked FROM members WHERE tenant_id = $1`,
    [key.tenantId],
  )
  return members.rows.map((member) => {
    const request = emailRequest(composeEmail(mail, { ...member, sendNo: 0, attempt: 1 }))
    // V8 joins strings lazily: a message is ready-made once its bytes have been asked for.
    Buffer.byteLength(JSON.stringify(request))
    return request
  })
}

async function sendMailing(key: MailingKey): Promise<void> {
  const mail = await loadMail(key)
  for (;;) {
    const end = await sendSlice(mail)
    if (end.kind === 'finished') return
    if (end.kind !== 'more' || end.at) throw new Error(`the slice ended as ${JSON.stringify(end)}`)
  }
}

async function sendReadyMade(): Promise<void> {
  const client = openSes()
  let next = 0
  const sender = async () => {
    for (let message = messages[next++]; message; message = messages[next++])
      await client.send(new SendEmailCommand(message))
  }
  await Promise.all(Array.from({ length: env().SEND_CONCURRENCY }, sender))
}

async function measure(send: () => Promise<void>): Promise<Run> {
  await db().query('TRUNCATE recipients, mail_events, mail_stats, mail_stats_by_time')
  await db().query("UPDATE mailings SET status = 'preparing', frozen_at = NULL, prepare_tries = 0")
  await prepareMailing(mailing)
  await db().query('ANALYZE recipients')
  await db().query('CHECKPOINT')
  await takenByStub()
  const cpu = process.cpuUsage()
  const started = performance.now()
  await send()
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const taken = await takenByStub()
  if (taken !== RECIPIENTS) throw new Error(`the stub took ${taken} messages of ${RECIPIENTS}`)
  if (send !== sendReadyMade) await proveMarked()
  return { perSecond: RECIPIENTS / seconds, cpuMicros: (user + system) / RECIPIENTS }
}

/** Every recipient is marked as sent, with an event that is counted. */
async function proveMarked(): Promise<void> {
  const found = await db().query<{ sent: number; counted: number }>(
    `SELECT (SELECT count(*)::int FROM recipients WHERE state = 'sent') AS sent,
       (SELECT sum(people)::int FROM mail_stats WHERE type = 1) AS counted`,
  )
  const { sent, counted } = found.rows[0] ?? {}
  if (sent !== RECIPIENTS || counted !== RECIPIENTS)
    throw new Error(`${sent} marked, ${counted} counted of ${RECIPIENTS}`)
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function report(): void {
  const figures = {
    ratio_to_sdk: median(runs.map(({ product, sdk }) => product.perSecond / sdk.perSecond)),
    messages_per_s: median(runs.map(({ product }) => product.perSecond)),
    sdk_messages_per_s: median(runs.map(({ sdk }) => sdk.perSecond)),
    cpu_us: median(runs.map(({ product }) => product.cpuMicros)),
    sdk_cpu_us: median(runs.map(({ sdk }) => sdk.cpuMicros)),
    message_kb: bytes / 1024,
  }
  console.log(
    `${RECIPIENTS} recipients, ${Math.round(figures.message_kb)} KB a message, ${env().SEND_CONCURRENCY} at once, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`,
  )
  console.log('round  product msg/s  SDK msg/s  ratio  product CPU µs  SDK CPU µs')
  for (const [index, { product, sdk }] of runs.entries()) {
    const cells = [
      product.perSecond.toFixed(0),
      sdk.perSecond.toFixed(0),
      (product.perSecond / sdk.perSecond).toFixed(2),
    ]
    const cpu = [product.cpuMicros.toFixed(0), sdk.cpuMicros.toFixed(0)]
    const widths = [15, 11, 7, 16, 12]
    console.log(
      String(index + 1).padEnd(5) + [...cells, ...cpu].map((cell, at) => cell.padStart(widths[at] ?? 0)).join(''),
    )
  }
  const rounded = Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(3))])
  console.log(JSON.stringify({ bench: 'send', figures: Object.fromEntries(rounded) }))
}
