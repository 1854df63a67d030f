// Members by name or address, with what one campaign came to for each. Writes nothing.
import { parseMemberQuery } from '#app/members/list/query/list.ts'
import { listMembers } from '#app/members/list/query/list.server.ts'
import { memberName } from '#app/members/core/names.ts'
import { db } from '#app/platform/db/db.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { FURTHEST_FIRST, type RecipientOutcome, outcomeOf, type RecipientState } from '../member/outcomes.ts'

export type FoundMember = {
  memberId: string
  name: string
  email: string | null
  /** Null for who was no recipient. */
  outcome: RecipientOutcome | null
}

/** The first page of the members that a search finds, and whether there are more. */
export async function findMembersOf(
  tenantId: number,
  campaignId: number,
  search: string,
): Promise<{ members: FoundMember[]; more: boolean }> {
  const { members, next } = await listMembers(tenantId, parseMemberQuery(new URLSearchParams({ q: search })))
  const outcomes = await outcomesOf(
    tenantId,
    campaignId,
    members.map(({ memberId }) => memberId),
  )
  const found = members.map((member) => ({
    memberId: member.memberId,
    name: memberName(member),
    email: member.email,
    outcome: outcomes.get(member.memberId) ?? null,
  }))
  return { members: found, more: next !== null }
}

type Row = { memberId: string; state: RecipientState; at: Date; events: { type: number; at: string }[] | null }

async function outcomesOf(
  tenantId: number,
  campaignId: number,
  memberIds: string[],
): Promise<Map<string, RecipientOutcome>> {
  const found = await db().query<Row>(
    `SELECT DISTINCT ON (r.member_id) r.member_id::text AS "memberId", r.state, coalesce(r.settled_at, r.frozen_at) AS at, (
         SELECT jsonb_agg(jsonb_build_object('type', e.type, 'at', e.created_at)) FROM mail_events e
         WHERE e.tenant_id = $1 AND e.mailing_id = r.mailing_id AND e.type = ANY($4::smallint[]) AND e.link_no = 0
           AND e.send_no = r.send_no AND e.member_id = r.member_id AND e.hits > 0
       ) AS events
     FROM mailings m JOIN recipients r ON r.tenant_id = m.tenant_id AND r.mailing_id = m.mailing_id
     WHERE m.tenant_id = $1 AND m.source = 'campaign' AND m.source_id = $2 AND r.member_id = ANY($3::bigint[])
     ORDER BY r.member_id, ${FURTHEST_FIRST}`,
    [tenantId, campaignId, memberIds, Object.values(EVENT)],
  )
  return new Map(
    found.rows.map(({ memberId, state, at, events }) => {
      const seen = (events ?? []).map((event) => ({ type: event.type, at: new Date(event.at) }))
      return [memberId, outcomeOf(state, at, seen).outcome]
    }),
  )
}
