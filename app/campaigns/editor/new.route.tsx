import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { readJson } from '#app/platform/text/json.ts'
import { checkHtml } from '#app/mail/check/check.ts'
import { listSegments } from '#app/segments/segments.server.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { idParam } from '#app/ui/params.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { type CampaignAnswer, readAction } from '../actions.ts'
import { CampaignEditor } from './CampaignEditor.tsx'
import { createCampaign } from '../campaigns.server.ts'
import type { CampaignDraft } from '../draft.ts'
import { starterHtml } from './starter.ts'
import { findStorefront } from '../send/storefront.server.ts'
import { shopTracking } from '../tracking.ts'

export const meta: MetaFunction = () => [{ title: 'New campaign · Glancito' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const [segments, settings, storefront] = await Promise.all([
    listSegments(tenantId),
    getSettings(tenantId),
    findStorefront(tenantId),
  ])
  const asked = idParam(new URL(request.url).searchParams.get('segment'))
  const start: CampaignDraft = {
    name: '',
    subject: '',
    preheader: '',
    html: starterHtml(storefront),
    segmentId: segments.find(({ segmentId }) => segmentId === asked)?.segmentId ?? null,
    trackOpens: settings.trackOpens,
    trackClicks: settings.trackClicks,
    utm: settings.utm,
  }
  return {
    start,
    segments: segments.map(({ segmentId, name }) => ({ id: segmentId, name })),
    shop: shopTracking(settings),
  }
}

export async function action({ request }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const read = readAction(await readJson(request))
  if (!read.ok) return data(read.answer, { status: 422 })
  if (read.action.intent !== 'save') return data<CampaignAnswer>({ problems: ['Save it first.'] }, { status: 409 })
  const [unsafe] = checkHtml(read.action.draft.html).unsafe
  if (unsafe) return data<CampaignAnswer>({ errors: { html: unsafe } }, { status: 422 })
  return redirect(`/app/campaigns/${await createCampaign(tenantId, read.action.draft)}`)
}

export default function NewCampaign() {
  const { start, segments, shop } = useLoaderData<typeof loader>()
  return <CampaignEditor isNew saved={start} segments={segments} shop={shop} />
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Campaigns', url: '/app/campaigns' }} />
}
