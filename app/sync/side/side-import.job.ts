// Adapter of the queue of what is imported beside the customers.
import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import { sideImportQueue } from './jobs.ts'
import { continueSideImports } from './side-import-steps.server.ts'

export async function performSideImport({ tenantId }: { tenantId: number }): Promise<void> {
  const again = await continueSideImports(tenantId)
  if (again) await enqueue(sideImportQueue, { tenantId }, { key: `poll-${tenantId}`, startAfter: again })
}
