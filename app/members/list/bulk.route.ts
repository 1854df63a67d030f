import { type ActionFunctionArgs, data } from '@remix-run/node'
import { requireStaff } from '#app/shop/authenticate.server.ts'
import { z } from 'zod'
import { dismissBulks, requestBulk, stopBulk } from './bulk.server.ts'
import { bulkRequest } from './bulk.ts'

const form = z.union([bulkRequest, z.object({ intent: z.enum(['stop', 'dismiss']) })])

/** Begins a bulk action, stops it, or puts away its result. */
export async function action({ request }: ActionFunctionArgs) {
  const { tenant, staff } = await requireStaff(request)
  const { tenantId } = tenant
  const asked = form.safeParse(await request.json().catch(() => null))
  if (!asked.success) return data({ error: 'This can not be done as it was asked for.' }, { status: 422 })
  if ('intent' in asked.data) {
    await (asked.data.intent === 'stop' ? stopBulk(tenantId) : dismissBulks(tenantId))
    return data({ error: null })
  }
  const begun = await requestBulk(tenantId, asked.data, staff ? `staff member ${staff}` : 'your staff')
  return begun
    ? data({ error: null })
    : data({ error: 'Something else is still being done. Wait until it has ended, or stop it.' }, { status: 409 })
}
