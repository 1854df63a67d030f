import { data, type LoaderFunctionArgs } from '@remix-run/node'
import { sampleMembers } from '#app/segments/sample.server.ts'
import { countAndStore } from '#app/segments/counts.server.ts'
import { findSegment } from '#app/segments/segments.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { idParam } from '#app/ui/params.ts'

/** Whom a campaign to the segment of `?segment=` would reach, and some of them to look at it as. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const segment = await findSegment(tenantId, idParam(new URL(request.url).searchParams.get('segment')))
  // Returned, not thrown: the editor that asks holds unsaved words.
  if (!segment) return data(null, { status: 404 })
  const [audience, members] = await Promise.all([
    countAndStore(tenantId, segment),
    sampleMembers(tenantId, segment.rules),
  ])
  return { segmentId: segment.segmentId, audience, members }
}
