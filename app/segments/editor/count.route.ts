import { data, type LoaderFunctionArgs } from '@remix-run/node'
import { parseClean } from '#app/platform/text/json.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { segmentRules } from '../rules.ts'
import { countSegment } from '../segments.server.ts'

/** How many members the rules of `?rules=` hold, for the builder while it is used. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const rules = segmentRules.safeParse(parseClean(new URL(request.url).searchParams.get('rules') ?? ''))
  // Returned, not thrown: the builder that asks holds unsaved rules.
  if (!rules.success) return data(null, { status: 400 })
  return countSegment(tenantId, rules.data)
}
