import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { countExactly } from './query/list-count.server.ts'
import { type MemberCount, parseMemberQuery } from './query/list.ts'

/** How many members match the filters of the URL, counted to the end. */
export async function loader({ request }: LoaderFunctionArgs): Promise<MemberCount> {
  const { tenantId } = await requireTenant(request)
  const query = parseMemberQuery(new URL(request.url).searchParams)
  return { count: await countExactly(tenantId, query), exact: true }
}
