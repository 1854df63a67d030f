// Questions about all members of a shop.
import { transaction } from '#app/platform/db/db.server.ts'

/**
 * Asks with room to join everybody with what they did in memory, and without compiling the statement first, which takes longer
 * than most of them.
 */
export async function askOfAll<Row extends object>(text: string, params: unknown[]): Promise<Row[]> {
  return transaction(async (sql) => {
    await sql.query(`SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)`)
    const found = await sql.query<Row>(text, params)
    return found.rows
  })
}
