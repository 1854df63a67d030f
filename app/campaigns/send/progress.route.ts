import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { idParam, notFound } from '#app/ui/params.ts'
import { findSendProgress, type SendProgress } from './progress.server.ts'

/** How far a campaign is, for its page while it sends. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<SendProgress> {
  const { tenantId } = await requireTenant(request)
  const progress = await findSendProgress(tenantId, idParam(params['campaignId']))
  if (!progress) throw notFound('campaign')
  return progress
}
