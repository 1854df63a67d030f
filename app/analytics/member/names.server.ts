// Who members are whose numbers are told. Writes nothing.
import { memberName, type Named } from '#app/members/core/names.ts'
import { db } from '#app/platform/db/db.server.ts'

/** What they are called, and their address; of an erased customer the number alone. */
export async function findNames(tenantId: number, memberIds: string[]) {
  const found = await db().query<Named>(
    `SELECT member_id::text AS "memberId", first_name AS "firstName", last_name AS "lastName", email
     FROM members WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])`,
    [tenantId, memberIds],
  )
  const known = new Map(found.rows.map((member) => [member.memberId, member]))
  return (memberId: string): { name: string; email: string | null } => {
    const member = known.get(memberId)
    return member ? { name: memberName(member), email: member.email } : { name: `Customer ${memberId}`, email: null }
  }
}
