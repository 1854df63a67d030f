import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { readJson } from '#app/platform/text/json.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { idParam, notFound } from '#app/ui/params.ts'
import { readAction } from '../actions.ts'
import { findCampaign } from '../campaigns.server.ts'
import { actOnCampaign } from './act.server.ts'

/** Saves a draft while it is written. Plain JSON, for the editor asks by itself: an answer that does not come must not take it away. */
export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  const { tenantId } = await requireTenant(request)
  const campaignId = idParam(params['campaignId'])
  const read = readAction(await readJson(request))
  if (!read.ok) return Response.json(read.answer, { status: 422 })
  if (read.action.intent !== 'save')
    return Response.json({ problems: ['Only a draft is saved here.'] }, { status: 400 })
  if (!(await findCampaign(tenantId, campaignId))) throw notFound('campaign')
  const { answer } = await actOnCampaign(tenantId, campaignId, read.action)
  return Response.json(answer)
}

/** There is nothing to read here. */
export async function loader({ request }: LoaderFunctionArgs): Promise<never> {
  await requireTenant(request)
  throw notFound('page')
}
