import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { type ShouldRevalidateFunctionArgs, useLoaderData } from '@remix-run/react'
import { clock } from '#app/platform/clock.server.ts'
import { readJson } from '#app/platform/text/json.ts'
import { loadReport } from '#app/analytics/campaign/report.server.ts'
import { CampaignReport } from '#app/analytics/campaign/CampaignReport.tsx'
import { listSegments } from '#app/segments/segments.server.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { idParam, notFound } from '#app/ui/params.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { actOnCampaign } from './act.server.ts'
import { type CampaignAnswer, readAction } from '../actions.ts'
import { CampaignEditor } from '../editor/CampaignEditor.tsx'
import { findCampaign } from '../campaigns.server.ts'
import { hasStarted, writtenOf } from '../draft.ts'
import { NO_SUCH_CAMPAIGN } from '../problems.ts'
import { frequencyOf } from '../send/audience.server.ts'
import { findPlan } from './plan.server.ts'
import { PlannedCampaign } from './PlannedCampaign.tsx'
import { proposedTime } from '../start-time.ts'
import { shopTracking } from '../tracking.ts'

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.name ?? 'Campaign'} · Glancito` }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  const tenant = await requireTenant(request)
  const campaign = await findCampaign(tenant.tenantId, idParam(params['campaignId']))
  if (!campaign) throw notFound('campaign')
  const { campaignId, name } = campaign
  const page = { campaignId, name, draft: null, plan: null, report: null }
  if (hasStarted(campaign.status)) return { ...page, report: await loadReport(tenant, campaign) }
  if (campaign.status !== 'draft') return { ...page, plan: await findPlan(tenant, campaign) }
  const [segments, settings] = await Promise.all([listSegments(tenant.tenantId), getSettings(tenant.tenantId)])
  return {
    ...page,
    draft: {
      saved: writtenOf(campaign),
      version: campaign.version,
      proposed: proposedTime(clock.now(), tenant.timezone),
      segments: segments.map((segment) => ({ id: segment.segmentId, name: segment.name })),
      shop: shopTracking(settings),
      limit: frequencyOf({ frequencyExempt: false }, settings),
    },
  }
}

export async function action({ request, params }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const read = readAction(await readJson(request))
  if (!read.ok) return data(read.answer, { status: 422 })
  const campaignId = idParam(params['campaignId'])
  // Returned, not thrown: the editor holds words that may not be saved yet.
  if (!(await findCampaign(tenantId, campaignId)))
    return data<CampaignAnswer>({ problems: [NO_SUCH_CAMPAIGN] }, { status: 404 })
  const { answer, next } = await actOnCampaign(tenantId, campaignId, read.action)
  return next === undefined ? answer : redirect(next)
}

/** The preview is asked while one writes; nothing on the page depends on it. */
export function shouldRevalidate({ formAction, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean {
  return formAction === '/app/campaigns/preview' ? false : defaultShouldRevalidate
}

export default function CampaignPage() {
  const { campaignId, draft, plan, report } = useLoaderData<typeof loader>()
  if (report) return <CampaignReport report={report} />
  if (plan) return <PlannedCampaign plan={plan} />
  return draft ? <CampaignEditor key={campaignId} campaignId={campaignId} {...draft} /> : null
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Campaigns', url: '/app/campaigns' }} />
}
