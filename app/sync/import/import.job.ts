// Adapters of the import's queues.
import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import { continueImport } from './import-steps.server.ts'
import { listLiveImports, listUnaskedImports, startSync } from './import.server.ts'
import { importQueue } from './jobs.ts'
import { askForSideImport, listLiveSideImports } from '../side/side-imports.server.ts'

export async function performImport({ tenantId }: { tenantId: number }): Promise<void> {
  const { again } = await continueImport(tenantId)
  if (again) await enqueue(importQueue, { tenantId }, { key: `poll-${tenantId}`, startAfter: again })
}

/** Takes up what a worker was killed over: an installation, an import, what is imported beside it. */
export async function performImportWatch(): Promise<void> {
  for (const tenantId of await listUnaskedImports()) await startSync(tenantId)
  for (const tenantId of await listLiveImports()) await enqueue(importQueue, { tenantId }, { key: `poll-${tenantId}` })
  for (const tenantId of await listLiveSideImports()) await askForSideImport(tenantId)
}
