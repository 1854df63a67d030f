import type { LoaderFunctionArgs } from '@remix-run/node'
import { SKIP_LABELS } from '#app/campaigns/send/skip-words.ts'
import { exportPages } from '#app/members/list/export/export.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { idParam, notFound } from '#app/ui/params.ts'
import { readPeopleFilter } from './people-filter.ts'
import { everyone } from './people.server.ts'
import { findSegment } from './segments.server.ts'

/** The people of a segment as a CSV file, streamed, with why some of them can not be mailed. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { tenantId, timezone, currency } = await requireTenant(request)
  const segment = await findSegment(tenantId, idParam(params['segmentId']))
  if (!segment) throw notFound('segment')
  const people = everyone(tenantId, segment.rules, readPeopleFilter(new URL(request.url).searchParams))
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(clock.now())
  return new Response(exportPages(tenantId, people, { shop: { timezone, currency }, reasonWords: SKIP_LABELS }), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="segment-${segment.segmentId}-${day}.csv"`,
      'Cache-Control': 'no-store',
    },
  })
}
