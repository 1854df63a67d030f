// The saved views of the members list.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql } from '#app/platform/db/db.server.ts'
import type { MemberView, ViewChange } from './views.ts'

/** As many as anyone finds their way among. */
const MOST = 50

export async function listViews(tenantId: number): Promise<MemberView[]> {
  const found = await db().query<MemberView>(
    'SELECT view_id AS "viewId", name, parameters FROM member_views WHERE tenant_id = $1 ORDER BY view_id',
    [tenantId],
  )
  return found.rows
}

/** Does what was asked. False when the name is taken, the view is gone, or there are too many. */
export async function changeView(tenantId: number, change: ViewChange): Promise<boolean> {
  const { text, values } = statementOf(tenantId, change)
  const changed = await db().query(text, values)
  return changed.rowCount === 1
}

/**
 * Deletes the views that name a person who is erased, by what they are called or by what they search for. Names are the
 * person's address, number and whole name, where there are any.
 */
export async function forgetInViews(sql: Sql, tenantId: number, names: (string | null)[]): Promise<void> {
  const said = names.map((name) => inWords(name ?? '')).filter((words) => words !== '')
  if (said.length === 0) return
  const found = await sql.query<MemberView>(
    'SELECT view_id AS "viewId", name, parameters FROM member_views WHERE tenant_id = $1',
    [tenantId],
  )
  const naming = found.rows.filter(({ name, parameters }) => {
    const text = inWords(`${name} ${new URLSearchParams(parameters).get('q') ?? ''}`)
    return said.some((words) => text.includes(words))
  })
  const viewIds = naming.map(({ viewId }) => viewId)
  if (viewIds.length > 0)
    await sql.query('DELETE FROM member_views WHERE tenant_id = $1 AND view_id = ANY ($2)', [tenantId, viewIds])
}

/** Whole words only, each between blanks: An Li is not in Jan Lindt. */
function inWords(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu)
  return words ? ` ${words.join(' ')} ` : ''
}

const IS_FREE =
  'NOT EXISTS (SELECT FROM member_views WHERE tenant_id = $1 AND lower(name) = lower($2) AND view_id <> $3)'

function statementOf(tenantId: number, change: ViewChange): { text: string; values: unknown[] } {
  switch (change.intent) {
    case 'create':
      return {
        text: `INSERT INTO member_views (tenant_id, name, parameters, created_at)
          SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM member_views WHERE tenant_id = $1) < ${MOST}
          ON CONFLICT DO NOTHING RETURNING view_id`,
        values: [tenantId, change.name, change.parameters, clock.now()],
      }
    case 'rename':
      return {
        text: `UPDATE member_views SET name = $2 WHERE tenant_id = $1 AND view_id = $3 AND ${IS_FREE}`,
        values: [tenantId, change.name, change.viewId],
      }
    case 'update':
      return {
        text: 'UPDATE member_views SET parameters = $2 WHERE tenant_id = $1 AND view_id = $3',
        values: [tenantId, change.parameters, change.viewId],
      }
    case 'delete':
      return {
        text: 'DELETE FROM member_views WHERE tenant_id = $1 AND view_id = $2',
        values: [tenantId, change.viewId],
      }
  }
}
