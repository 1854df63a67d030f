import { transaction } from '#app/platform/db/db.server.ts'
import { FOLD_LOCK } from './box.server.ts'

/** Resolves once nobody counts hits any more who was at it when it was called: what is committed before is seen by all later ones. */
export async function foldInHandEnds(): Promise<void> {
  await transaction((sql) => sql.query('SELECT pg_advisory_xact_lock($1)', [FOLD_LOCK]))
}
