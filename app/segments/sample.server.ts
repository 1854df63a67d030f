// Members to look at a campaign as.
import { skipReasonSql } from '#app/members/core/consent.ts'
import { clock } from '#app/platform/clock.server.ts'
import { askOfAll } from './ask.server.ts'
import type { SegmentRules } from './rules.ts'
import { membersSql } from './sql.server.ts'

export type SampleMember = { memberId: string; name: string; email: string }

const SAMPLE = 10

/** Some of the members that the rules hold and that may be mailed, to look at a campaign as. */
export async function sampleMembers(tenantId: number, rules: SegmentRules): Promise<SampleMember[]> {
  const params: unknown[] = [tenantId, clock.now()]
  const { from, condition } = membersSql(rules, params)
  return askOfAll<SampleMember>(
    `SELECT m.member_id::text AS "memberId", concat_ws(' ', m.first_name, m.last_name) AS name, m.email
     FROM ${from} WHERE m.tenant_id = $1 AND ${condition} AND ${skipReasonSql('$2')} IS NULL
     ORDER BY m.created_at DESC, m.member_id DESC LIMIT ${SAMPLE}`,
    params,
  )
}
