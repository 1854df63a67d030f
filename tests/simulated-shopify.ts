// The simulated Shopify for the tests of a file, in this process and in memory. Import it before anything of `app/`: the
// configuration is read once, and names its address.
import { performInstalled } from '#app/sync/installed.job.ts'
import { startSimulator } from '#simulator/simulator.ts'
import { afterAll, beforeEach } from 'vitest'

const SHOP = 'glancito-demo.myshopify.com'

const simulator = await startSimulator({
  apiKey: process.env['SHOPIFY_API_KEY'] ?? '',
  apiSecret: process.env['SHOPIFY_API_SECRET'] ?? '',
  // Nobody listens: a test that wants webhooks delivered says where to.
  appUrl: 'http://127.0.0.1:9',
})
process.env['SHOPIFY_API_ORIGIN'] = simulator.url

const { requireTenant } = await import('#app/tenants/authenticate.server.ts')
const { sessionToken } = await import('./session-token.ts')
const { db } = await import('#app/platform/db/db.server.ts')
const { stopJobs } = await import('#app/platform/jobs/jobs.server.ts')

beforeEach(async () => {
  await control('POST', 'reset')
  // Tokens of the world before are dead.
  await db().query('DELETE FROM sessions')
  await db().query('DELETE FROM tenants')
})

afterAll(async () => {
  await stopJobs()
  await simulator.close()
})

export { simulator }

/** Asks the simulator's control API. @throws when it refuses. */
export async function control<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${simulator.url}/_control/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

/** Installs the app in a shop and opens it, as its merchant would; returns the tenant. */
export async function openedShop(shop: string = SHOP) {
  await control('POST', `install?shop=${shop}`)
  const url = new URL('http://localhost:3000/app/members')
  url.search = String(
    new URLSearchParams({
      embedded: '1',
      shop,
      host: btoa(`admin.shopify.com/store/${shop.split('.')[0]}`),
      id_token: sessionToken(shop),
    }),
  )
  const headers = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36' }
  const tenant = await requireTenant(new Request(url, { headers }))
  await performInstalled({ tenantId: tenant.tenantId })
  return tenant
}

export type SimulatedCustomer = {
  id: string
  email: string | null
  email_state: string
  email_updated_at: string | null
  sms_state: string
  sms_updated_at: string | null
}

/** Makes a customer; the webhooks of it are sent only where a test has said where to. */
export function aCustomer(row: Record<string, unknown> = {}): Promise<SimulatedCustomer> {
  return control('POST', 'customers', {
    firstName: 'Sarah',
    email: 'sarah@example.com',
    phone: '+15550100',
    emailState: 'SUBSCRIBED',
    smsState: 'SUBSCRIBED',
    ...row,
  })
}

export function customerAtShopify(id: bigint | string): Promise<SimulatedCustomer> {
  return control('GET', `customers/${id}`)
}
