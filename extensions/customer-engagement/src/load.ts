// Asks Glancito about one customer. Shopify resolves the path against the app's address and adds the session token.
import type { CustomerBlockAnswer } from '../../../app/analytics/member/customer-block.ts'

export type Loaded = CustomerBlockAnswer | { status: 'failure'; reason: 'signed-out' | 'unavailable' }

/** The customer's number in `gid://shopify/Customer/123`. */
function customerNumber(gid: string): string {
  return gid.slice(gid.lastIndexOf('/') + 1)
}

/** What Glancito knows of the customer; a failure is a value, for the block says what to do about it. */
export async function loadEngagement(gid: string, ask: (path: string) => Promise<Response> = fetch): Promise<Loaded> {
  try {
    const response = await ask(`/api/ext/customers/${customerNumber(gid)}`)
    if (response.status === 401) return { status: 'failure', reason: 'signed-out' }
    // 404 is an answer of its own: the customer is not known yet. A page of somebody else's 404 is not JSON.
    if (response.status !== 200 && response.status !== 404) return { status: 'failure', reason: 'unavailable' }
    return readAnswer(await response.json())
  } catch {
    return { status: 'failure', reason: 'unavailable' }
  }
}

function readAnswer(body: unknown): Loaded {
  const known = typeof body === 'object' && body !== null && 'status' in body
  if (known && (body.status === 'known' || body.status === 'unknown')) return body as CustomerBlockAnswer
  return { status: 'failure', reason: 'unavailable' }
}
