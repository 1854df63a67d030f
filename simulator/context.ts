// What every room of the simulator is given.
import { z } from 'zod'
import type { Clock } from './clock.ts'
import type { Store } from './store.ts'

/** A second, small shop that always exists: to show that one shop never sees another's customers. */
export const OTHER_SHOP = 'other-store.myshopify.com'

export interface Settings {
  port: number
  /** Of the simulated DNS, which is asked over UDP. */
  dnsPort: number
  /** The simulator's own origin, without a slash at its end. */
  url: string
  appUrl: string
  apiKey: string
  apiSecret: string
  shops: string[]
  tomlPath: string
  awsRegion: string
  awsAccessKeyId: string
  awsSecretAccessKey: string
  data: string
  /** How many customers the first shop starts with. */
  customers: number
  /** The domain whose mail the app takes, by SMTP on this machine; null where it takes none. */
  replies: { domain: string; port: number } | null
}

export interface SimulatorContext {
  store: Store
  clock: Clock
  settings: Settings
  log(line: string): void
  /** Runs once the server listens and `settings.url` is known. */
  onStart(task: () => void | Promise<void>): void
  /** Runs when the simulator closes: stop timers and deliveries here. */
  onClose(task: () => void | Promise<void>): void
}

const environment = z
  .object({
    SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
    SIMULATOR_DNS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
    SIMULATOR_DATA: z.string().min(1).default('.data/simulator'),
    SIMULATOR_SHOP: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, 'should look like name.myshopify.com')
      .default('glancito-demo.myshopify.com'),
    SIMULATOR_MORE_SHOPS: z
      .string()
      .regex(/^([a-z0-9][a-z0-9-]*\.myshopify\.com(,|$))*$/, 'should look like one.myshopify.com,two.myshopify.com')
      .default(''),
    SIMULATOR_CUSTOMERS: z.coerce.number().int().min(0).max(100_000).default(5000),
    APP_URL: z.url().optional(),
    SHOPIFY_APP_URL: z.url().optional(),
    SHOPIFY_API_KEY: z.string().min(1).default('simulated-api-key'),
    SHOPIFY_API_SECRET: z.string().min(1).default('simulated-api-secret'),
    SHOPIFY_APP_TOML: z.string().min(1).default('shopify.app.toml'),
    REPLY_DOMAIN: z.string().min(1).optional(),
    REPLY_SMTP_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
    AWS_REGION: z.string().min(1).default('us-east-1'),
    AWS_ACCESS_KEY_ID: z.string().min(1).default('SIMULATEDACCESSKEY'),
    AWS_SECRET_ACCESS_KEY: z.string().min(1).default('simulator-secret'),
  })
  .transform((env): Settings => ({
    port: env.SIMULATOR_PORT,
    dnsPort: env.SIMULATOR_DNS_PORT ?? env.SIMULATOR_PORT,
    url: `http://localhost:${env.SIMULATOR_PORT}`,
    appUrl: (env.APP_URL ?? env.SHOPIFY_APP_URL ?? 'http://localhost:3000').replace(/\/+$/, ''),
    apiKey: env.SHOPIFY_API_KEY,
    apiSecret: env.SHOPIFY_API_SECRET,
    shops: [...new Set([env.SIMULATOR_SHOP, OTHER_SHOP, ...env.SIMULATOR_MORE_SHOPS.split(',').filter(Boolean)])],
    tomlPath: env.SHOPIFY_APP_TOML,
    awsRegion: env.AWS_REGION,
    awsAccessKeyId: env.AWS_ACCESS_KEY_ID,
    awsSecretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    data: env.SIMULATOR_DATA,
    customers: env.SIMULATOR_CUSTOMERS,
    replies: env.REPLY_DOMAIN && env.REPLY_SMTP_PORT ? { domain: env.REPLY_DOMAIN, port: env.REPLY_SMTP_PORT } : null,
  }))

/** Reads the settings from environment variables; throws one message that names what is wrong. */
export function settingsFrom(source: Record<string, string | undefined>): Settings {
  const result = environment.safeParse(source)
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The simulator cannot start with this environment:\n${lines.join('\n')}`)
}
