// Adapters of the queues of bulk actions.
import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import { continueBulk, giveUpBulks, listLiveBulks } from './bulk.server.ts'
import { bulkQueue } from '../../core/jobs.ts'

export async function performBulk({ tenantId }: { tenantId: number }): Promise<void> {
  if (await continueBulk(tenantId)) await enqueue(bulkQueue, { tenantId }, { key: String(tenantId) })
}

export async function performBulkWatch(): Promise<void> {
  await giveUpBulks()
  for (const tenantId of await listLiveBulks()) await enqueue(bulkQueue, { tenantId }, { key: String(tenantId) })
}
