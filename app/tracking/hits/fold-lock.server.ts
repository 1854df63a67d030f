import { hitsDb, type Sql, transaction } from '#app/platform/db/db.server.ts'

/** Held by whoever folds hits: one at a time. */
export const FOLD_LOCK = 4_206_120

/**
 * Nobody counts hits from then on until the caller's transaction ends. It is to be one of `hitsDb`, or to limit how long it may
 * be idle: one that is cut off would keep everybody from it.
 */
export async function holdFold(sql: Sql): Promise<void> {
  await sql.query('SELECT pg_advisory_xact_lock($1)', [FOLD_LOCK])
}

/** Resolves once nobody counts hits any more who was at it when it was called: what is committed before is seen by all later ones. */
export const foldInHandEnds = (): Promise<void> => transaction(holdFold, hitsDb())
