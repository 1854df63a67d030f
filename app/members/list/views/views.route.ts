import { type ActionFunctionArgs, data } from '@remix-run/node'
import { readJson } from '#app/platform/text/json.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { changeView, listViews } from './views.server.ts'
import { viewChange } from './views.ts'

/** Creates, renames, overwrites or deletes a view; answers with the views that there are. */
export async function action({ request }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const change = viewChange.safeParse(await readJson(request))
  const done = change.success && (await changeView(tenantId, change.data))
  return data({ done, views: await listViews(tenantId) }, { status: done ? 200 : 422 })
}
