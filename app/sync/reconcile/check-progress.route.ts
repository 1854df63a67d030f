import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { importProgress } from '../import/import.server.ts'
import { type CheckProgress, describeCheckProgress } from './reconcile-words.ts'

/** How far the consent check is, for its page. */
export async function loader({ request }: LoaderFunctionArgs): Promise<CheckProgress | null> {
  const { tenantId } = await requireTenant(request)
  const progress = await importProgress(tenantId, 'reconcile')
  return describeCheckProgress(progress && { ...progress, members: progress.rowsLoaded })
}
