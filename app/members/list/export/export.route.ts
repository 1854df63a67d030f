import type { LoaderFunctionArgs } from '@remix-run/node'
import { clock } from '#app/platform/clock.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { exportMembers } from './export.server.ts'
import { countExactly } from '../query/list-count.server.ts'
import { parseMemberQuery } from '../query/list.ts'

/** The members of the list's URL as a CSV file, streamed; X-Rows says how many are to come. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId, timezone, currency } = await requireTenant(request)
  const query = { ...parseMemberQuery(new URL(request.url).searchParams), after: null, before: null }
  const rows = await countExactly(tenantId, query)
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(clock.now())
  return new Response(exportMembers(tenantId, query, { timezone, currency }), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="members-${day}.csv"`,
      'Cache-Control': 'no-store',
      'X-Rows': String(rows),
    },
  })
}
