// An SES stand-in that others wrote judges our requests: the app's own sender is accepted by it, and what it renders is
// what our simulator keeps of the same mail.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import startWitness from 'aws-ses-v2-local'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { env } from '#app/platform/env.server.ts'
import { closeSes, sendEmail, type Email } from '#app/platform/ses/ses.server.ts'
import { compileTemplate, TEMPLATE_NAMES } from '#simulator/demo-shop/templates.ts'
import { decodeWords } from '#simulator/ses/address.ts'
import { startSimulator, type Simulator } from '#simulator/simulator.ts'

const header = z.object({ name: z.string(), value: z.string() })
const kept = z.object({
  emails: z.array(
    z.object({
      messageId: z.string(),
      from: z.string(),
      replyTo: z.array(z.string()),
      destination: z.object({ to: z.array(z.string()) }),
      subject: z.string(),
      body: z.object({ html: z.string(), text: z.string() }),
      headers: z.array(header),
    }),
  ),
})
const simulated = z.object({
  from: z.string(),
  replyTo: z.array(z.string()),
  to: z.array(z.string()),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  headers: z.array(header),
})

const eml = z.object({ body: z.object({ data: z.array(z.number()) }) })

const discard = env().SES_ENDPOINT
let witness: Server
let simulator: Simulator
let witnessUrl: string

beforeAll(async () => {
  witness = await startWitness({ host: '127.0.0.1', port: 0 })
  witnessUrl = `http://127.0.0.1:${(witness.address() as AddressInfo).port}`
  simulator = await startSimulator({ appUrl: 'http://127.0.0.1:9' })
})
afterAll(async () => {
  env().SES_ENDPOINT = discard
  closeSes()
  witness.close()
  witness.closeAllConnections()
  await simulator.close()
})

async function sendTo(endpoint: string, email: Email): Promise<string> {
  closeSes()
  env().SES_ENDPOINT = endpoint
  const outcome = await sendEmail(email)
  if (outcome.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(outcome)}`)
  return outcome.messageId
}

async function emailOf(template: (typeof TEMPLATE_NAMES)[number]): Promise<Email> {
  return {
    from: { name: 'Weiter Himmel · Ζωή', address: 'news@mail.glancito-demo.example' },
    replyTo: 'hello@mail.glancito-demo.example',
    to: 'reader@example.com',
    subject: 'Grüße, 田中さん',
    html: await compileTemplate(template),
    text: 'Grüße\n\nBis bald',
    headers: [
      { name: 'List-Unsubscribe', value: '<https://app.example/api/v1/unsubscribe/abc>' },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    ],
    tags: { delivery_id: '1-7-99' },
  }
}

test.each(TEMPLATE_NAMES)('the witness accepts %s and keeps of it what the simulator keeps', async (template) => {
  const email = await emailOf(template)
  const messageId = await sendTo(witnessUrl, email)
  const { emails } = kept.parse(await (await fetch(`${witnessUrl}/store`)).json())
  const mail = emails.find((each) => each.messageId === messageId)
  const ours = await sendTo(simulator.url, email)
  const { to, html, text, ...rest } = simulated.parse(
    await (await fetch(`${simulator.url}/_control/mails/${ours}`)).json(),
  )
  expect(mail).toEqual({ messageId, ...rest, destination: { to }, body: { html, text } })
  expect(html).toBe(email.html)
})

test('the witness renders a mail with both parts and the headers of RFC 8058', async () => {
  const email = await emailOf('sale')
  const messageId = await sendTo(witnessUrl, email)
  const file = await (await fetch(`${witnessUrl}/get-emlContent?messageId=${messageId}`)).json()
  const rendered = Buffer.from(eml.parse(file).body.data).toString('utf8')
  const [head = ''] = rendered.split(/\r?\n\r?\n/)
  const headers = head.replace(/\r?\n[ \t]+/g, ' ')
  expect(headers).toMatch(/^List-Unsubscribe: <https:\/\/app\.example\/api\/v1\/unsubscribe\/abc>$/m)
  expect(headers).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m)
  expect(headers).toMatch(/^Content-Type: multipart\/alternative/m)
  const [, subject = ''] = /^Subject: (.*)$/m.exec(headers) ?? []
  expect(decodeWords(subject)).toBe('Grüße, 田中さん')
  const [, from = ''] = /^From: (.*)$/m.exec(headers) ?? []
  expect(decodeWords(from)).toContain('Weiter Himmel · Ζωή')
})
