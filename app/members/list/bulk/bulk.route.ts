import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from '@remix-run/node'
import { readJson } from '#app/platform/text/json.ts'
import { requireStaff, requireTenant } from '#app/tenants/authenticate.server.ts'
import { z } from 'zod'
import { countReach, dismissBulks, requestBulk, stopBulk } from './bulk.server.ts'
import { type BulkReach, bulkRequest, bulkWhom } from './bulk.ts'

const form = z.union([bulkRequest, z.object({ intent: z.enum(['stop', 'dismiss']) })])

/** How many members something would be done to, and how many of them have a bounce. */
export async function loader({ request }: LoaderFunctionArgs): Promise<BulkReach> {
  const { tenantId } = await requireTenant(request)
  const whom = bulkWhom.safeParse(new URL(request.url).searchParams.get('whom'))
  if (!whom.success)
    throw new Response('These members couldn’t be counted. Reload the page and try again.', { status: 422 })
  return countReach(tenantId, whom.data)
}

/** Begins a bulk action, stops it, or puts away its result. */
export async function action({ request }: ActionFunctionArgs) {
  const { tenant, staff } = await requireStaff(request)
  const { tenantId } = tenant
  const asked = form.safeParse(await readJson(request))
  if (!asked.success) return data({ error: 'This couldn’t be done. Reload the page and try again.' }, { status: 422 })
  if ('intent' in asked.data) {
    await (asked.data.intent === 'stop' ? stopBulk(tenantId) : dismissBulks(tenantId))
    return data({ error: null })
  }
  const begun = await requestBulk(tenantId, asked.data, staff ? `staff member ${staff}` : 'your staff')
  return begun
    ? data({ error: null })
    : data({ error: 'Another bulk action is still running. Wait for it to finish, or stop it.' }, { status: 409 })
}
