import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigurationError, ENV_NAMES, parseEnv, simulatedOrigins } from './env.server.ts'

const KEY = Buffer.alloc(32, 7).toString('base64')
const COMPLETE: Record<string, string | undefined> = {
  SHOPIFY_API_KEY: 'client-id',
  SHOPIFY_API_SECRET: 'client-secret',
  SHOPIFY_APP_URL: 'https://app.example.com',
  ENCRYPTION_KEY: KEY,
  LINK_KEY: KEY,
  AWS_REGION: 'eu-west-1',
  SES_CONFIGURATION_SET: 'glancito',
  SNS_TOPIC_ARNS: 'arn:aws:sns:eu-west-1:123456789012:glancito-ses-events',
  MAIL_DOMAIN: 'mail.example.com',
}

function messageFor(change: Record<string, string | undefined>): string {
  try {
    parseEnv({ ...COMPLETE, ...change })
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message
    throw error
  }
  return ''
}

test('a complete configuration is taken, with the defaults for the rest', () => {
  expect(parseEnv(COMPLETE)).toMatchObject({
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: 3000,
    SEND_CONCURRENCY: 16,
    SNS_TOPIC_ARNS: ['arn:aws:sns:eu-west-1:123456789012:glancito-ses-events'],
  })
})

test('a number comes as a number and a list of topics as a list', () => {
  const env = parseEnv({
    ...COMPLETE,
    PORT: '8080',
    SNS_TOPIC_ARNS: 'arn:aws:sns:eu-west-1:123456789012:one, arn:aws-cn:sns:cn-north-1:123456789012:two',
  })
  expect([env.PORT, env.SNS_TOPIC_ARNS]).toEqual([
    8080,
    ['arn:aws:sns:eu-west-1:123456789012:one', 'arn:aws-cn:sns:cn-north-1:123456789012:two'],
  ])
})

test('the other link keys come as a list, and one that is no key is refused', () => {
  const [one, other] = [8, 9].map((byte) => Buffer.alloc(32, byte).toString('base64'))
  const keysOf = (list?: string) => parseEnv({ ...COMPLETE, LINK_KEYS_PREVIOUS: list }).LINK_KEYS_PREVIOUS
  expect([keysOf(), keysOf(''), keysOf(' , ')]).toEqual([[], [], []])
  expect([keysOf(one), keysOf(`${one}, ${other},`)]).toEqual([[one], [one, other]])
  for (const wrong of ['short', `${one} ${other}`, `${one};${other}`, `${one},AAAA`, `${one}AAAA`])
    expect(messageFor({ LINK_KEYS_PREVIOUS: wrong })).toContain('LINK_KEYS_PREVIOUS should list the other link keys')
})

test.each(['LINK_KEY', 'ENCRYPTION_KEY'])('two keys in a row are no %s', (name) => {
  for (const wrong of [`${KEY},${KEY}`, `${KEY} ${KEY}`, `${KEY}x`, KEY.slice(1), Buffer.alloc(33).toString('base64')])
    expect(messageFor({ [name]: wrong })).toContain(`${name} should be exactly 32 bytes`)
  for (const right of [KEY, KEY.replace('=', ''), ` ${KEY}\n`, Buffer.alloc(32, 251).toString('base64url')])
    expect(messageFor({ [name]: right })).toBe('')
})

test('DNS servers come as a list of addresses, with ports where they are given', () => {
  const servers = (value: string) => parseEnv({ ...COMPLETE, DNS_SERVERS: value }).DNS_SERVERS
  expect(servers('192.0.2.53')).toEqual(['192.0.2.53'])
  expect(servers('127.0.0.1:4053, 2001:db8::53 ,[2001:db8::53]:5353')).toEqual([
    '127.0.0.1:4053',
    '2001:db8::53',
    '[2001:db8::53]:5353',
  ])
  expect(parseEnv(COMPLETE).DNS_SERVERS).toBeUndefined()
})

describe('what is missing is named, with what it should be', () => {
  test.each([
    ['SHOPIFY_API_KEY', "the app's client id"],
    ['SHOPIFY_API_SECRET', "the app's client secret"],
    ['SHOPIFY_APP_URL', 'the public origin of this app'],
    ['ENCRYPTION_KEY', 'openssl rand -base64 32'],
    ['LINK_KEY', 'openssl rand -base64 32'],
    ['AWS_REGION', 'the SES region, such as eu-west-1'],
    ['SES_CONFIGURATION_SET', 'the SES configuration set'],
    ['SNS_TOPIC_ARNS', 'arn:aws:sns:REGION:ACCOUNT:NAME'],
    ['MAIL_DOMAIN', 'the domain verified in SES'],
  ])('%s', (name, what) => {
    for (const nothing of [undefined, '']) {
      const message = messageFor({ [name]: nothing })
      expect(message).toContain(`  ${name} should `)
      expect(message).toContain(what)
    }
  })

  test('one message names all of them', () => {
    const lines = messageFor(Object.fromEntries(Object.keys(COMPLETE).map((name) => [name, undefined]))).split('\n')
    expect(lines[0]).toBe('The configuration is not usable:')
    expect(lines.slice(1, -1).map((line) => line.trim().split(' ')[0])).toEqual(Object.keys(COMPLETE))
    expect(lines.at(-1)).toBe('See .env.example for every setting.')
  })
})

describe('what is wrong is named, with what it should be', () => {
  test.each([
    ['NODE_ENV', 'staging', 'development'],
    ['PORT', 'http', 'should be a port number'],
    ['PORT', '65536', 'should be a port number'],
    ['DATABASE_URL', 'mysql://localhost/app', 'should be a PostgreSQL address'],
    ['SHOPIFY_APP_URL', 'app.example.com', 'should be the public origin'],
    ['SHOPIFY_APP_URL', 'https://app.example.com/app', 'without a path'],
    ['SHOPIFY_APP_URL', 'http://app.example.com', 'should use https'],
    ['SHOPIFY_APP_URL', 'http://localhost.example.com', 'should use https'],
    ['ENCRYPTION_KEY', 'secret', 'should be exactly 32 bytes in base64'],
    ['LINK_KEY', Buffer.alloc(31).toString('base64'), 'should be exactly 32 bytes in base64'],
    ['AWS_REGION', 'Ireland', 'should be an AWS region such as eu-west-1'],
    ['SES_CONFIGURATION_SET', 'glancito events', 'should be a configuration set name'],
    ['SNS_TOPIC_ARNS', 'glancito-ses-events', 'should be a list of SNS topic ARNs'],
    ['SNS_TOPIC_ARNS', 'arn:aws:sns:eu-west-1:123456789012:one,', 'should be a list of SNS topic ARNs'],
    ['MAIL_DOMAIN', 'hello@mail.example.com', 'should be a domain name'],
    ['SEND_CONCURRENCY', '0', '1'],
    ['DNS_SERVERS', 'dns.example.com', 'should list the IP addresses of DNS servers'],
    ['DNS_SERVERS', '192.0.2.53,', 'should list the IP addresses of DNS servers'],
    ['DNS_SERVERS', '192.0.2.53:65536', 'should list the IP addresses of DNS servers'],
    ['DNS_SERVERS', '192.0.2.256', 'should list the IP addresses of DNS servers'],
    ['DNS_SERVERS', '[192.0.2.53]:53', 'should list the IP addresses of DNS servers'],
    ['DNS_SERVERS', 'localhost:53', 'should list the IP addresses of DNS servers'],
    ['SHOPIFY_API_ORIGIN', 'localhost:4000', 'should be a loopback origin'],
  ])('%s=%s', (name, value, what) => {
    const message = messageFor({ [name]: value })
    expect(message).toContain(`  ${name} `)
    expect(message).toContain(what)
  })

  test('the message never repeats a value: it may be a secret in the wrong place', () => {
    expect(messageFor({ AWS_REGION: 'hunter2' })).not.toContain('hunter2')
  })
})

describe('how replies are received', () => {
  const PORT = { REPLY_DOMAIN: 'reply.example.com', REPLY_SMTP_PORT: '25' }
  const CERTIFICATE = { REPLY_TLS_CERT: '/etc/mx.pem', REPLY_TLS_KEY: '/etc/mx.key' }

  test.each([
    [{ REPLY_DOMAIN: 'reply.example.com' }],
    [PORT],
    [{ ...PORT, REPLY_SMTP_HOST: '::1' }],
    [{ ...PORT, REPLY_SMTP_HOST: '0.0.0.0', ...CERTIFICATE }],
    [{ ...PORT, ...CERTIFICATE }],
  ])('may be %j', (given) => {
    expect(messageFor(given)).toBe('')
  })

  test.each([
    [{ REPLY_DOMAIN: 'mail.example.com' }, 'another domain than MAIL_DOMAIN'],
    [{ REPLY_DOMAIN: 'MAIL.example.com' }, 'another domain than MAIL_DOMAIN'],
    [{ REPLY_DOMAIN: 'r@reply.example.com' }, 'REPLY_DOMAIN should be the domain'],
    [{ REPLY_SMTP_PORT: '25' }, 'REPLY_DOMAIN should be set'],
    [{ ...PORT, REPLY_SMTP_PORT: 'smtp' }, 'should be a port number'],
    [{ ...PORT, REPLY_TLS_CERT: '/etc/mx.pem' }, 'should be set together'],
    [{ ...PORT, REPLY_TLS_KEY: '/etc/mx.key' }, 'should be set together'],
    [{ ...PORT, REPLY_SMTP_HOST: '0.0.0.0' }, 'not a loopback address'],
    [{ ...PORT, REPLY_SMTP_HOST: '192.0.2.1' }, 'not a loopback address'],
    [{ ...PORT, REPLY_SMTP_HOST: '::' }, 'not a loopback address'],
  ])('may not be %j', (given, what) => {
    expect(messageFor(given)).toContain(what)
  })
})

const STAND_INS = ['SHOPIFY_API_ORIGIN', 'SHOPIFY_ADMIN_ORIGIN', 'SHOPIFY_CDN_ORIGIN', 'SES_ENDPOINT', 'SNS_ORIGIN']

describe.each(STAND_INS)('%s, which replaces Shopify or AWS', (name) => {
  const LOCAL = { SHOPIFY_APP_URL: 'http://localhost:3000' }

  test.each(['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000'])('may be %s here', (origin) => {
    const env = parseEnv({ ...COMPLETE, ...LOCAL, [name]: origin })
    expect(simulatedOrigins(env)).toEqual([`${name}=${origin}`])
  })

  test.each(['http://10.0.0.5:4000', 'https://shopify.example.com', 'http://localhost.example.com'])(
    'may not be %s',
    (origin) => expect(messageFor({ ...LOCAL, [name]: origin })).toContain(`${name} should be left out`),
  )

  test('is refused while the app itself is public', () => {
    expect(messageFor({ [name]: 'http://localhost:4000' })).toContain(`${name} should be left out`)
  })
})

test('.env.example documents every variable, and no other', () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../.env.example'), 'utf8')
  const documented = [...text.matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1] ?? '')
  // The logger and the AWS SDK read these by themselves.
  const read = ['LOG_LEVEL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']
  expect(documented.toSorted()).toEqual([...ENV_NAMES, ...read].toSorted())
})

test('a process with an unusable configuration ends at once with that message and a status of its own', () => {
  const server = path.resolve(import.meta.dirname, '../server.ts')
  const { status, stderr } = spawnSync(process.execPath, [server], {
    // Where no .env lies about.
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], NODE_ENV: 'production' },
    encoding: 'utf8',
  })
  expect(status).toBe(78)
  expect(stderr).toContain('The configuration is not usable:')
  expect(stderr).toContain('SHOPIFY_API_KEY should be')
  expect(stderr).not.toContain('    at ')
})
