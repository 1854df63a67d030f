// Our own TOML files, strictly: the Shopify CLI drops keys it does not know in silence, so a typo would build and deploy.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isTopic } from '#app/inbox/topics.ts'
import { SCOPES } from '#app/platform/shopify/shopify.server.ts'
import { parse } from 'smol-toml'
import { expect, test } from 'vitest'
import { z } from 'zod'

const ROOT = path.resolve(import.meta.dirname, '..')
const read = (file: string) => parse(readFileSync(path.join(ROOT, file), 'utf8'))

const subscription = z
  .strictObject({
    topics: z
      .array(z.string().regex(/^[a-z_]+\/[a-z_]+$/))
      .min(1)
      .optional(),
    compliance_topics: z.array(z.enum(['customers/data_request', 'customers/redact', 'shop/redact'])).optional(),
    uri: z.string().regex(/^\/webhooks\/[a-z-]+$/),
    include_fields: z.array(z.string().regex(/^[a-z_]+(\.[a-z_]+){0,2}$/)).optional(),
  })
  .refine((entry) => (entry.topics === undefined) !== (entry.compliance_topics === undefined), 'topics of one sort')

const appToml = z.strictObject({
  client_id: z.string().min(1),
  name: z.string().max(30),
  application_url: z.url(),
  embedded: z.literal(true),
  build: z.strictObject({ automatically_update_urls_on_dev: z.boolean() }),
  access_scopes: z.strictObject({
    scopes: z.string(),
    optional_scopes: z.array(z.string().regex(/^(read|write)_[a-z_]+$/)),
  }),
  access: z.strictObject({
    admin: z.strictObject({
      direct_api_mode: z.enum(['online', 'offline']),
      embedded_app_direct_api_access: z.boolean(),
    }),
  }),
  auth: z.strictObject({ redirect_urls: z.array(z.url()).min(1) }),
  webhooks: z.strictObject({ api_version: z.literal('2026-10'), subscriptions: z.array(subscription) }),
})

const webToml = z.strictObject({
  name: z.string(),
  roles: z.tuple([z.literal('frontend'), z.literal('backend')]),
  webhooks_path: z.string().startsWith('/webhooks/'),
  commands: z.strictObject({ predev: z.string(), dev: z.string(), build: z.string() }),
})

const extensionToml = z.strictObject({
  api_version: z.literal('2026-07'),
  extensions: z.tuple([
    z.strictObject({
      name: z.string().startsWith('t:'),
      description: z.string().startsWith('t:'),
      handle: z.literal('customer-engagement'),
      type: z.literal('ui_extension'),
      uid: z.uuid(),
      targeting: z.tuple([
        z.strictObject({
          module: z.literal('./src/Block.tsx'),
          target: z.literal('admin.customer-details.block.render'),
        }),
      ]),
    }),
  ]),
})

const app = appToml.parse(read('shopify.app.toml'))
const { subscriptions } = app.webhooks

test('the scopes that Shopify grants are those that the app asks for', () => {
  expect(app.access_scopes.scopes.split(',').sort()).toEqual([...SCOPES].sort())
})

test('every topic that the app works on is subscribed to, once', () => {
  expect(subscriptions.flatMap((entry) => entry.topics ?? []).sort()).toEqual([
    'app/scopes_update',
    'app/uninstalled',
    'bulk_operations/finish',
    'customers/create',
    'customers/delete',
    'customers/merge',
    'customers/update',
    'customers_email_marketing_consent/update',
    'customers_marketing_consent/update',
    'orders/cancelled',
    'orders/create',
    'orders/paid',
    'orders/updated',
    'refunds/create',
  ])
})

test('whatever is subscribed to is worked on', () => {
  const all = subscriptions.flatMap((entry) => [...(entry.topics ?? []), ...(entry.compliance_topics ?? [])])
  expect(all.filter((topic) => !isTopic(topic))).toEqual([])
})

test('all three compliance topics are subscribed to, once', () => {
  expect(subscriptions.flatMap((entry) => entry.compliance_topics ?? []).sort()).toEqual([
    'customers/data_request',
    'customers/redact',
    'shop/redact',
  ])
})

/** What happens once has no updated_at, and an id that no other body of its topic has. */
const ONCE = ['refunds/create']

test('fields are picked only with updated_at among them: Shopify drops a body that equals the one before', () => {
  const picking = subscriptions.filter((entry) => entry.include_fields)
  expect(picking.length).toBeGreaterThan(0)
  for (const { topics, include_fields: fields } of picking)
    expect(fields).toContain(topics?.every((topic) => ONCE.includes(topic)) ? 'id' : 'updated_at')
})

test('topics without updated_at in their bodies are taken whole', () => {
  const whole = [
    'customers_email_marketing_consent/update',
    'customers_marketing_consent/update',
    'customers/delete',
    'customers/merge',
  ]
  const picking = subscriptions.filter((entry) => entry.include_fields).flatMap((entry) => entry.topics ?? [])
  expect(whole.filter((topic) => picking.includes(topic))).toEqual([])
})

test('no name, address or telephone number is asked for in a delivery', () => {
  const fields = subscriptions.flatMap((entry) => entry.include_fields ?? [])
  // Of an order `name` is its number: "#1001".
  const ofPeople = fields.filter((field) => field !== 'name')
  expect(ofPeople.filter((field) => /name|email|phone|address|note|landing|browser|ip/.test(field))).toEqual([])
})

test('the name in a delivery is that of an order', () => {
  const named = subscriptions.filter((entry) => entry.include_fields?.includes('name'))
  expect(named.flatMap(({ topics = [] }) => topics).filter((topic) => !topic.startsWith('orders/'))).toEqual([])
})

test('shopify.web.toml runs scripts that package.json has', () => {
  const { commands } = webToml.parse(read('shopify.web.toml'))
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')))
  for (const command of Object.values(commands)) expect(scripts).toHaveProperty(command.replace('npm run ', ''))
})

test("the extension's file has no key that the CLI would drop", () => {
  expect(extensionToml.safeParse(read('extensions/customer-engagement/shopify.extension.toml')).error).toBeUndefined()
})

test.each([
  ['a misspelt key', (file: string) => file.replace('include_fields', 'includefields')],
  ['an unknown table', (file: string) => `${file}\n[pos]\nembedded = false\n`],
])('%s is caught', (_, spoil) => {
  const spoilt = spoil(readFileSync(path.join(ROOT, 'shopify.app.toml'), 'utf8'))
  expect(appToml.safeParse(parse(spoilt)).success).toBe(false)
})
