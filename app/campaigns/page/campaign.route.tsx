import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { type ShouldRevalidateFunctionArgs, useLoaderData } from '@remix-run/react'
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
import { campaignForm } from '../draft.ts'
import { NO_SUCH_CAMPAIGN } from '../problems.ts'
import { shopTracking } from '../tracking.ts'

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.name ?? 'Campaign'} · Glancito` }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  const tenant = await requireTenant(request)
  const campaign = await findCampaign(tenant.tenantId, idParam(params['campaignId']))
  if (!campaign) throw notFound('campaign')
  const { campaignId, name } = campaign
  if (campaign.status !== 'draft') return { campaignId, name, draft: null, report: await loadReport(tenant, campaign) }
  const [segments, settings] = await Promise.all([listSegments(tenant.tenantId), getSettings(tenant.tenantId)])
  return {
    campaignId,
    name,
    report: null,
    draft: {
      // HTML that is made of a design is no part of what is written.
      saved: campaignForm.parse(campaign.design ? { ...campaign, html: '' } : campaign),
      segments: segments.map((segment) => ({ id: segment.segmentId, name: segment.name })),
      shop: shopTracking(settings),
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
  const { campaignId, draft, report } = useLoaderData<typeof loader>()
  if (report) return <CampaignReport report={report} />
  return <CampaignEditor key={campaignId} isNew={false} {...draft} />
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Campaigns', url: '/app/campaigns' }} />
}
