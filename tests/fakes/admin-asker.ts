// A process of its own that asks Shopify much of one shop at once, as a second worker would, and prints how often it was
// throttled.
import { closeDatabase } from '#app/platform/db/db.server.ts'
import { renderMetrics } from '#app/platform/metrics.server.ts'
import { shopifyAdmin, ShopifyUnavailable } from '#app/platform/shopify/shopify-admin.server.ts'
import { z } from 'zod'

type Asking = { shop: string; document: string; concurrency: number; each: number }

/** Asks in so many at once, `each` times; where the budget lacks points for long, comes back when it has them. */
export async function askMuch({ shop, document, concurrency, each }: Asking): Promise<void> {
  const admin = shopifyAdmin(shop)
  const client = async () => {
    for (let done = 0; done < each;) {
      try {
        await admin(document, {}, z.unknown())
        done += 1
      } catch (error) {
        if (!(error instanceof ShopifyUnavailable && error.retryAt)) throw error
        const wait = error.retryAt.getTime() - Date.now()
        await new Promise((resolve) => setTimeout(resolve, wait))
      }
    }
  }
  await Promise.all(Array.from({ length: concurrency }, client))
}

/** How often Shopify throttled this process. */
export function timesThrottled(): number {
  return Number(/^glancito_shopify_throttled_total (\d+)$/m.exec(renderMetrics())?.[1])
}

if (import.meta.main) {
  const [shop = '', document = '', concurrency, each] = process.argv.slice(2)
  await askMuch({ shop, document, concurrency: Number(concurrency), each: Number(each) })
  await closeDatabase()
  process.stdout.write(`${timesThrottled()}\n`)
}
