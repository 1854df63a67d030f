// The simulated Shopify as a storm drives and reads it: over its control API.
import { z } from 'zod'

const customer = z.object({
  id: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  email_state: z.string(),
  email_updated_at: z.string().nullable(),
  sms_state: z.string(),
  sms_updated_at: z.string().nullable(),
})
export type StormCustomer = z.infer<typeof customer>

const results = z.object({
  results: z.array(z.union([z.object({ customer: customer.nullable() }), z.object({ problem: z.string() })])),
})
export type Result = z.infer<typeof results>['results'][number]

const fates = z.object({
  deliveries: z.array(
    z.object({ seq: z.number(), webhookId: z.string(), topic: z.string(), attempts: z.number(), state: z.string() }),
  ),
})
export type Fate = z.infer<typeof fates>['deliveries'][number]

const state = z.object({
  pendingWebhooks: z.number(),
  refused: z.object({ throttled: z.number(), down: z.number() }),
})
const appEvents = z.object({ events: z.array(z.object({ customer_id: z.string(), message: z.string() })) })

export type StormShopify = ReturnType<typeof stormShopify>

export function stormShopify(url: string) {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}/_control/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  return {
    install: () => call('POST', 'install'),
    change: async (changes: object[]) => results.parse(await call('POST', 'changes', { changes })).results,
    faults: (change: object) => call('POST', 'shopify', change),
    state: async () => state.parse(await call('GET', 'shopify')),
    /** What the app itself changed at Shopify. */
    appEvents: async () => appEvents.parse(await call('GET', 'events/by-app')).events,
    async customers(): Promise<StormCustomer[]> {
      const page = z.object({ customers: z.array(customer) })
      return pages(async (last) => {
        const after = last ? `&after=${last.id}` : ''
        return page.parse(await call('GET', `customers?limit=1000${after}`)).customers
      }, 1000)
    },
    deliveries: (): Promise<Fate[]> =>
      pages(
        async (last) => fates.parse(await call('GET', `webhooks/fates?limit=20000&after=${last?.seq ?? 0}`)).deliveries,
        20_000,
      ),
  }
}

async function pages<T>(read: (last: T | undefined) => Promise<T[]>, size: number): Promise<T[]> {
  const all: T[] = []
  for (;;) {
    const page = await read(all.at(-1))
    all.push(...page)
    if (page.length < size) return all
  }
}
