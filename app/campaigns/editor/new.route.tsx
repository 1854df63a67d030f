import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { deleteTemplate } from '#app/designer/templates/saved-templates.server.ts'
import { readJson } from '#app/platform/text/json.ts'
import { checkHtml } from '#app/mail/check/check.ts'
import { listSegments } from '#app/segments/segments.server.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { idParam } from '#app/ui/params.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { beginWith, listStarts } from './begin.server.ts'
import { type CampaignAnswer, readAction, unsafeAnswer } from '../actions.ts'
import { CampaignEditor } from './CampaignEditor.tsx'
import { createCampaign } from '../campaigns.server.ts'
import type { CampaignDraft } from '../draft.ts'
import { StartChooser } from './StartChooser.tsx'
import { proposedTime } from '../start-time.ts'
import { frequencyOf } from '../send/audience.server.ts'
import { withDesign } from '../send/designed.server.ts'
import { shopTracking } from '../tracking.ts'

export const meta: MetaFunction = () => [{ title: 'New campaign · Glancito' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId, timezone } = await requireTenant(request)
  const { searchParams } = new URL(request.url)
  const asked = idParam(searchParams.get('segment'))
  const begun = await beginWith(tenantId, searchParams.get('template') ?? '')
  if (!begun) return { starts: await listStarts(tenantId), segmentId: asked || null, begun: null }
  const [segments, settings] = await Promise.all([listSegments(tenantId), getSettings(tenantId)])
  const start: CampaignDraft = {
    name: '',
    subject: '',
    preheader: '',
    ...begun,
    segmentId: segments.find(({ segmentId }) => segmentId === asked)?.segmentId ?? null,
    trackOpens: settings.trackOpens,
    trackClicks: settings.trackClicks,
    utm: settings.utm,
    frequencyExempt: false,
  }
  return {
    starts: null,
    begun: {
      saved: start,
      segments: segments.map(({ segmentId, name }) => ({ id: segmentId, name })),
      shop: shopTracking(settings),
      limit: frequencyOf({ frequencyExempt: false }, settings),
      proposed: proposedTime(clock.now(), timezone),
    },
  }
}

const deletion = z.object({ intent: z.literal('delete-template'), templateId: z.uuid() })

export async function action({ request }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const body = await readJson(request)
  const forgotten = deletion.safeParse(body)
  if (forgotten.success) {
    await deleteTemplate(tenantId, forgotten.data.templateId)
    return { toast: 'Template deleted' }
  }
  const read = readAction(body)
  if (!read.ok) return data(read.answer, { status: 422 })
  if (read.action.intent !== 'save') return data<CampaignAnswer>({ problems: ['Save it first.'] }, { status: 409 })
  const { draft } = await withDesign(tenantId, read.action.draft, { fresh: false })
  const [unsafe] = checkHtml(draft.html).unsafe
  if (unsafe) return data<CampaignAnswer>(unsafeAnswer(draft, unsafe), { status: 422 })
  return redirect(`/app/campaigns/${await createCampaign(tenantId, draft)}`)
}

export default function NewCampaign() {
  const { starts, begun, segmentId = null } = useLoaderData<typeof loader>()
  return begun ? (
    <CampaignEditor campaignId={null} version={0} {...begun} />
  ) : (
    <StartChooser starts={starts ?? []} segmentId={segmentId} />
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Campaigns', url: '/app/campaigns' }} />
}
