// Adapter of the queue of points.
import { transaction } from '#app/platform/db/db.server.ts'
import { requestImport } from './import/import.server.ts'
import { recomputePoints } from './points.server.ts'

type Asked = { tenantId: number; areElsewhere: boolean }

export async function performPoints({ tenantId, areElsewhere }: Asked): Promise<void> {
  if (areElsewhere) await transaction((sql) => requestImport(sql, tenantId))
  await recomputePoints(tenantId)
}
