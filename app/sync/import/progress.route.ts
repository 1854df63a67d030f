import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { describeImport, type ImportState } from './import-words.ts'
import { importProgress } from './import.server.ts'

/** How far the import is, for the pages that show it. */
export async function loader({ request }: LoaderFunctionArgs): Promise<ImportState> {
  const { tenantId } = await requireTenant(request)
  return describeImport(await importProgress(tenantId))
}
