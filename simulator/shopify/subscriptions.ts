// The webhooks that the app asked for: read from its shopify.app.toml, as Shopify reads it on deploy.
import { readFileSync, statSync } from 'node:fs'
import { parse } from 'smol-toml'
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'

const subscription = z
  .strictObject({
    topics: z.array(z.string()).optional(),
    compliance_topics: z.array(z.enum(['customers/data_request', 'customers/redact', 'shop/redact'])).optional(),
    uri: z.string().startsWith('/'),
    name: z
      .string()
      .regex(/^[\w-]{1,50}$/)
      .optional(),
    include_fields: z.array(z.string()).optional(),
    filter: z.string().optional(),
  })
  .refine((entry) => entry.topics || entry.compliance_topics, 'needs topics or compliance_topics')

const appToml = z.object({
  access_scopes: z.object({ scopes: z.string(), optional_scopes: z.array(z.string()).default([]) }).optional(),
  webhooks: z.object({ api_version: z.string(), subscriptions: z.array(subscription).default([]) }).optional(),
})

interface Subscription {
  topic: string
  uri: string
  name: string | null
  includeFields: string[] | null
}

export interface AppConfig {
  scopes: string
  optionalScopes: string[]
  apiVersion: string
  subscriptions: Subscription[]
}

const NOTHING: AppConfig = {
  scopes: 'read_customers,write_customers,read_orders',
  optionalScopes: [],
  apiVersion: '2026-10',
  subscriptions: [],
}

const cache = new Map<string, { changed: number; config: AppConfig }>()

/** The app's configuration as its file stands now; the least scopes and no webhooks while there is no file. */
export function appConfig(sim: SimulatorContext): AppConfig {
  const path = sim.settings.tomlPath
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  if (changed === undefined) return NOTHING
  const known = cache.get(path)
  if (known?.changed === changed) return known.config
  const config = parseToml(readFileSync(path, 'utf8'))
  cache.set(path, { changed, config })
  return config
}

function parseToml(text: string): AppConfig {
  const toml = appToml.parse(parse(text))
  return {
    scopes: toml.access_scopes?.scopes ?? '',
    optionalScopes: toml.access_scopes?.optional_scopes ?? [],
    apiVersion: toml.webhooks?.api_version ?? NOTHING.apiVersion,
    subscriptions: (toml.webhooks?.subscriptions ?? []).flatMap((entry) =>
      [...(entry.topics ?? []), ...(entry.compliance_topics ?? [])].map((topic) => ({
        topic,
        uri: entry.uri,
        name: entry.name ?? null,
        includeFields: entry.include_fields ?? null,
      })),
    ),
  }
}
