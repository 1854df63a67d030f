import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { idParam, notFound } from '#app/ui/params.ts'
import { findCampaign } from '../campaigns.server.ts'
import { countResends } from '../send/resend.server.ts'

/** To whom a campaign could be sent again, and how many they are; null when it can not be. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const campaignId = idParam(params['campaignId'])
  if (!(await findCampaign(tenantId, campaignId))) throw notFound('campaign')
  return { counts: await countResends(tenantId, campaignId) }
}
