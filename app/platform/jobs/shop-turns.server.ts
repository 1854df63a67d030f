// Which shops have work. Each then claims its own, for no statement locks rows of several shops: where the tables lie on
// several machines it could not.
import type { Sql } from '../db/db.server.ts'

/** So many rows are read to find the next shops; one with more of them is passed over in one step. */
const STRIDE = 1000
const LAST = 2_147_483_647

export type Search = {
  /** Shops to leave out. */
  busy: number[]
  /** As many shops are wanted. */
  limit: number
  /** Of the parameters from $4 on. */
  values?: unknown[]
}

/**
 * Finds shops with rows of `work`, a table and its condition, by an index that begins with tenant_id. Each search begins
 * after the shop that ended the one before it, so that every shop has its turn, however much work others have.
 */
export function shopTurns(work: string): (sql: Sql, search: Search) => Promise<number[]> {
  const next = `SELECT DISTINCT tenant_id AS "tenantId" FROM (
      SELECT tenant_id FROM ${work} AND tenant_id > $1 AND tenant_id <= $2 AND tenant_id <> ALL ($3::int[])
      ORDER BY tenant_id LIMIT ${STRIDE}) AS found ORDER BY 1`
  let last = 0
  return async (sql, { busy, limit, values = [] }) => {
    const shops: number[] = []
    const begin = last
    for (const [from, until] of begin === 0
      ? [[0, LAST] as const]
      : ([
          [begin, LAST],
          [0, begin],
        ] as const)) {
      for (let after = from; shops.length < limit;) {
        const found = await sql.query<{ tenantId: number }>(next, [after, until, busy, ...values])
        if (found.rows.length === 0) break
        for (const { tenantId } of found.rows.slice(0, limit - shops.length)) shops.push((last = after = tenantId))
      }
    }
    return shops
  }
}
