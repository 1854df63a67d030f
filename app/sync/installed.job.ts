import { wakeWriteBacks } from '#app/members/outbox/outbox.server.ts'
import { transaction } from '#app/platform/db/db.server.ts'
import { requestImport } from './import/import.server.ts'

/** A shop's customers are brought in, and what it was owed when it left is told to it. */
export async function performInstalled({ tenantId }: { tenantId: number }): Promise<void> {
  await transaction(async (sql) => {
    await requestImport(sql, tenantId)
    await wakeWriteBacks(sql, tenantId)
  })
}
