import { data, type LoaderFunctionArgs } from '@remix-run/node'
import { SKIP_LABELS } from '#app/campaigns/send/skip-words.ts'
import { parseClean } from '#app/platform/text/json.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { somePeople } from '../people.server.ts'
import { segmentRules } from '../rules.ts'
import { countSegment } from '../segments.server.ts'
import type { Counted } from './CountCard.tsx'

const EXAMPLES = 10

/** How many members the rules of `?rules=` hold, and ten of them, for the builder while it is used. */
export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const rules = segmentRules.safeParse(parseClean(new URL(request.url).searchParams.get('rules') ?? ''))
  // Returned, not thrown: the builder that asks holds unsaved rules.
  if (!rules.success) return data(null, { status: 400 })
  const { members, reachable } = await countSegment(tenantId, rules.data)
  const people = await somePeople(tenantId, { rules: rules.data, members }, EXAMPLES)
  return {
    members,
    reachable,
    people: people.map(({ reason, ...person }) => ({ ...person, reason: reason && SKIP_LABELS[reason] })),
  } satisfies Counted
}
