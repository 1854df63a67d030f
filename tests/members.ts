import { findMember, type Member, type MemberId } from '#app/members/core/members.server.ts'

/** @throws when the shop has no such member. */
export async function getMember(tenantId: number, memberId: MemberId): Promise<Member> {
  const member = await findMember(tenantId, memberId)
  if (!member) throw new Error(`tenant ${tenantId} has no member ${memberId}`)
  return member
}
