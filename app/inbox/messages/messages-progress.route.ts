import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import type { MessageProgress } from './message-progress.ts'
import { listMessageProgress } from './messages.server.ts'

/** What became so far of the messages tried again, for their page. */
export async function loader({ request }: LoaderFunctionArgs): Promise<MessageProgress[]> {
  const { tenantId } = await requireTenant(request)
  return listMessageProgress(tenantId)
}
