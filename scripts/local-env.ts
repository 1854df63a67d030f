// The environment of an app that runs against the simulator on this machine: keys of its own, every outside address on loopback.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

export const DEMO_SHOP = 'glancito-demo.myshopify.com'
export const SNS_TOPIC = 'arn:aws:sns:us-east-1:123456789012:glancito-ses-events'

type Places = { appPort: number; simulatorPort: number; databaseUrl: string; simulatorData: string }
type Keys = { ENCRYPTION_KEY: string; LINK_KEY: string; SHOPIFY_API_SECRET: string }

export function newKeys(): Keys {
  const key = () => randomBytes(32).toString('base64')
  return { ENCRYPTION_KEY: key(), LINK_KEY: key(), SHOPIFY_API_SECRET: randomBytes(16).toString('hex') }
}

/** Keys that stay with the data they sealed and the links they signed. */
export function keysIn(file: string): Keys {
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(newKeys()), { mode: 0o600 })
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** Every variable for web, worker and simulator alike. */
export function localEnv(places: Places, keys: Keys): Record<string, string> {
  const simulator = `http://localhost:${places.simulatorPort}`
  const app = `http://localhost:${places.appPort}`
  return {
    ...keys,
    NODE_ENV: 'production',
    NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    DATABASE_URL: places.databaseUrl,
    HOST: '127.0.0.1',
    PORT: String(places.appPort),
    SHOPIFY_API_KEY: 'simulated-api-key',
    SHOPIFY_APP_URL: app,
    APP_URL: app,
    SHOPIFY_API_ORIGIN: simulator,
    SHOPIFY_ADMIN_ORIGIN: simulator,
    SHOPIFY_CDN_ORIGIN: simulator,
    SES_ENDPOINT: simulator,
    SNS_ORIGIN: simulator,
    DNS_SERVERS: `127.0.0.1:${places.simulatorPort}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'SIMULATEDACCESSKEY',
    AWS_SECRET_ACCESS_KEY: 'simulator-secret',
    SES_CONFIGURATION_SET: 'glancito',
    SNS_TOPIC_ARNS: SNS_TOPIC,
    MAIL_DOMAIN: 'mail.glancito-demo.example',
    // Who tries it out opens mail as soon as it is there, and looks at the figures then.
    SUSPECTS_WAIT_SECONDS: '3',
    SIMULATOR_PORT: String(places.simulatorPort),
    SIMULATOR_DATA: places.simulatorData,
    SIMULATOR_SHOP: DEMO_SHOP,
  }
}
