import { data, type LoaderFunctionArgs } from '@remix-run/node'
import { sampleMembers } from '#app/segments/sample.server.ts'
import { findSegment } from '#app/segments/segments.server.ts'
import { getSettings } from '#app/settings/settings.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { idParam } from '#app/ui/params.ts'
import { countAudience, frequencyOf } from '../send/audience.server.ts'

/** Whom a campaign to the segment of `?segment=` would reach, `?exempt=1` from the limit of e-mails, and some of them to look at it as. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const { searchParams } = new URL(request.url)
  const segment = await findSegment(tenantId, idParam(searchParams.get('segment')))
  // Returned, not thrown: the editor that asks holds unsaved words.
  if (!segment) return data(null, { status: 404 })
  const frequencyExempt = searchParams.get('exempt') === '1'
  const [audience, members] = await Promise.all([
    getSettings(tenantId).then((settings) =>
      countAudience(tenantId, segment, frequencyOf({ frequencyExempt }, settings)),
    ),
    sampleMembers(tenantId, segment.rules),
  ])
  return { segmentId: segment.segmentId, frequencyExempt, audience, members }
}
