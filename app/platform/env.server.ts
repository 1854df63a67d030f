// Every setting from the environment, parsed once. Wrong or missing ones stop the start with one message that names the
// variable and what it should be; `.env.example` documents them.
import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { z } from 'zod'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK.has(new URL(url).hostname)
}

const origin = (what: string) =>
  z
    .string({ error: `should be ${what}` })
    .refine((value) => /^https?:\/\/[^/]+$/.test(value) && URL.canParse(value), `should be ${what}, without a path`)

/** Not what Buffer takes for base64, which reads of two keys in a row the first and says nothing. */
const isKey = (value: string) => /^[\w+/-]{43}=?$/.test(value.trim())

const key = (name: string) =>
  z
    .string({
      error: `should be 32 random bytes in base64, for instance the output of: openssl rand -base64 32 (${name})`,
    })
    .refine(isKey, 'should be exactly 32 bytes in base64: openssl rand -base64 32')

/** An IP address, a port after it: `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:5353`. */
function isServer(value: string): boolean {
  if (isIP(value) !== 0) return true
  const [, inBrackets, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(value) ?? []
  return Number(port) <= 65_535 && (isIP(inBrackets ?? '') === 6 || isIP(plain ?? '') === 4)
}

const optionalOrigin = origin('a loopback origin such as http://127.0.0.1:4000').optional()

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number({ error: 'should be a port number' }).int().min(0).max(65_535).default(3000),
  TRUSTED_PROXIES: z.coerce
    .number({ error: 'should be how many proxies stand before the app, 0 to 10' })
    .int()
    .min(0)
    .max(10)
    .default(1),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'should be a PostgreSQL address: postgresql://user:password@host:5432/name')
    .optional(),
  SHOPIFY_API_KEY: z.string({ error: "should be the app's client id (Shopify Dev Dashboard > Settings)" }).min(1),
  SHOPIFY_API_SECRET: z
    .string({ error: "should be the app's client secret (Shopify Dev Dashboard > Settings)" })
    .min(1),
  SHOPIFY_API_SECRET_PREVIOUS: z.string().min(1).optional(),
  SHOPIFY_APP_URL: origin('the public origin of this app, such as https://app.example.com').refine(
    (value) => value.startsWith('https://') || isLoopback(value),
    'should use https (plain http only for localhost)',
  ),
  ENCRYPTION_KEY: key('seals the Shopify sessions'),
  LINK_KEY: key('signs the links in emails; keep it for ever, or links already sent die'),
  LINK_KEYS_PREVIOUS: z
    .string()
    .default('')
    .transform((value) => value.split(',').flatMap((each) => each.trim() || []))
    .refine(
      (keys) => keys.every(isKey),
      'should list the other link keys, 32 bytes in base64 each, with commas between',
    ),
  AWS_REGION: z
    .string({ error: 'should be the SES region, such as eu-west-1' })
    .regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'should be an AWS region such as eu-west-1'),
  SES_CONFIGURATION_SET: z
    .string({ error: 'should be the SES configuration set that publishes events to SNS' })
    .regex(/^[\w-]{1,64}$/, 'should be a configuration set name'),
  SNS_TOPIC_ARNS: z
    .string({
      error:
        'should list the SNS topics whose messages are believed: arn:aws:sns:REGION:ACCOUNT:NAME, with commas between',
    })
    .transform((value) => value.split(',').map((arn) => arn.trim()))
    .refine(
      (arns) => arns.every((arn) => /^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/.test(arn)),
      'should be a list of SNS topic ARNs',
    ),
  MAIL_DOMAIN: z
    .string({
      error: 'should be the domain verified in SES from which shops send by default, such as mail.example.com',
    })
    .regex(/^[a-z0-9.-]+\.[a-z]+$/i, 'should be a domain name'),
  REPLY_DOMAIN: z
    .string()
    .regex(/^[a-z0-9.-]+\.[a-z]+$/i, 'should be the domain at which replies come in, such as reply.example.com')
    .optional(),
  REPLY_SMTP_PORT: z.coerce.number({ error: 'should be a port number' }).int().min(1).max(65_535).optional(),
  REPLY_SMTP_HOST: z.string().default('127.0.0.1'),
  REPLY_TLS_CERT: z.string().optional(),
  REPLY_TLS_KEY: z.string().optional(),
  SHOPIFY_API_ORIGIN: optionalOrigin,
  SHOPIFY_ADMIN_ORIGIN: optionalOrigin,
  SHOPIFY_CDN_ORIGIN: optionalOrigin,
  SES_ENDPOINT: optionalOrigin,
  SNS_ORIGIN: optionalOrigin,
  DNS_SERVERS: z
    .string()
    .transform((value) => value.split(',').map((server) => server.trim()))
    .refine(
      (servers) => servers.every(isServer),
      'should list the IP addresses of DNS servers, with commas between: 192.0.2.53 or 192.0.2.53:5353',
    )
    .optional(),
  SEND_CONCURRENCY: z.coerce.number().int().min(1).max(256).default(16),
  SUSPECTS_WAIT_SECONDS: z.coerce.number().int().min(1).max(600).default(60),
})

export type Env = z.infer<typeof schema>

/**
 * Every variable that the app reads here.
 * @internal A test holds .env.example equal.
 */
export const ENV_NAMES = Object.keys(schema.shape)

const STAND_INS = [
  'SHOPIFY_API_ORIGIN',
  'SHOPIFY_ADMIN_ORIGIN',
  'SHOPIFY_CDN_ORIGIN',
  'SES_ENDPOINT',
  'SNS_ORIGIN',
] as const

export class ConfigurationError extends Error {}

/** What is wrong with how replies are received, or null. */
function repliesProblem(settings: Env): string | null {
  const { REPLY_DOMAIN: domain, REPLY_SMTP_PORT: port, REPLY_SMTP_HOST: host } = settings
  const { REPLY_TLS_CERT: cert, REPLY_TLS_KEY: key } = settings
  if (domain !== undefined && domain.toLowerCase() === settings.MAIL_DOMAIN.toLowerCase())
    return 'REPLY_DOMAIN should be another domain than MAIL_DOMAIN: all mail to it is taken for replies'
  if (port === undefined) return null
  if (domain === undefined)
    return 'REPLY_DOMAIN should be set where REPLY_SMTP_PORT is: the domain at which replies come in'
  if ((cert === undefined) !== (key === undefined))
    return 'REPLY_TLS_CERT and REPLY_TLS_KEY should be set together: the files of a certificate and of its key'
  if (cert === undefined && !LOOPBACK.has(host) && host !== '::1')
    return 'REPLY_TLS_CERT and REPLY_TLS_KEY should be set where REPLY_SMTP_HOST is not a loopback address: mail is not taken unencrypted from other machines'
  return null
}

/**
 * Parses the environment.
 * @throws ConfigurationError naming each wrong variable and what it should be. Addresses that stand in for Shopify or
 * AWS are accepted only while they and the app's own address are loopback: a production app can not be diverted.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`)
    throw new ConfigurationError(
      `The configuration is not usable:\n${lines.join('\n')}\nSee .env.example for every setting.`,
    )
  }
  const problem = repliesProblem(parsed.data)
  if (problem) throw new ConfigurationError(`The configuration is not usable:\n  ${problem}`)
  for (const name of STAND_INS) {
    const value = parsed.data[name]
    if (value && !(isLoopback(value) && isLoopback(parsed.data.SHOPIFY_APP_URL))) {
      throw new ConfigurationError(
        `The configuration is not usable:\n  ${name} should be left out: addresses that replace Shopify or AWS are accepted only when they and SHOPIFY_APP_URL are on localhost`,
      )
    }
  }
  return parsed.data
}

/** The stand-in addresses in force; the start says them in the log. */
export function simulatedOrigins(env: Env): string[] {
  return STAND_INS.flatMap((name) => (env[name] ? [`${name}=${env[name]}`] : []))
}

let cached: Env | undefined

/** The process's configuration; `.env` fills in what the environment leaves out. An unusable one ends the process with one message. */
export function env(): Env {
  cached ??= readEnv()
  return cached
}

function readEnv(): Env {
  if (existsSync('.env')) process.loadEnvFile('.env')
  // `shopify app dev` hands the tunnel's address over as HOST.
  const host = process.env['HOST']
  if (host?.startsWith('http')) {
    process.env['SHOPIFY_APP_URL'] ??= host
    delete process.env['HOST']
  }
  try {
    return parseEnv(process.env)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(78)
  }
}
