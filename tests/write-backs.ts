// What the tests of the write-back share. Import it first: it brings the simulated Shopify.
import { aCustomer, openedShop } from './simulated-shopify.ts'
import { saveCustomers } from '#app/members/intake/apply.server.ts'
import { readCustomers } from '#app/members/core/shopify-customers.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { drainOutbox, type ShopsInProgress } from '#app/sync/write-back/write-back.server.ts'
import { db } from '#app/platform/db/db.server.ts'

/** A customer at Shopify who is a member here. */
export async function aKnownCustomer(row: Record<string, unknown> = {}) {
  const { tenantId, shop } = await openedShop()
  const { id } = await aCustomer(row)
  await saveCustomers(tenantId, 'import', await readCustomers(tenantId, [id]))
  return { tenantId, shop, memberId: id }
}

/** Works off all that is due, as one more worker. */
export async function drainAll(shopsInProgress: ShopsInProgress = new Map()) {
  while ((await drainOutbox(shopsInProgress)) > 0);
}

/** As if the back-off had passed. */
export const makeDue = () => db().query('UPDATE outbox SET not_before = $1', [clock.now()])

export const soon = (seconds = 2) => new Date(Date.now() + seconds * 1000)
