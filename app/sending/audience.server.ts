// A campaign's recipients, frozen when it starts.
import { clock } from '#app/platform/clock.server.ts'
import type { Sql } from '#app/platform/db/db.server.ts'
import type { SegmentRules } from '#app/segments/rules.ts'
import { rulesToSql, SKIP_REASON_SQL } from '#app/segments/sql.server.ts'
import type { CompiledMail } from './compile.server.ts'
import type { MailingKey } from './jobs.ts'

/** Freezes the members that the rules hold as recipients, by one statement: queued, or skipped with the reason. */
export async function queueRecipients(
  sql: Sql,
  { tenantId, mailingId }: MailingKey,
  rules: SegmentRules,
): Promise<void> {
  const params: unknown[] = [tenantId, mailingId, clock.now()]
  const condition = rulesToSql(rules, params)
  await sql.query(
    `INSERT INTO recipients (tenant_id, mailing_id, member_id, state, skip_reason, frozen_at, settled_at)
     SELECT $1, $2, member_id, CASE WHEN reason IS NULL THEN 'queued' ELSE 'skipped' END::recipient_state, reason, $3,
       CASE WHEN reason IS NOT NULL THEN $3::timestamptz END
     FROM (SELECT m.member_id, ${SKIP_REASON_SQL} AS reason FROM members m WHERE m.tenant_id = $1 AND ${condition}) AS audience
     ON CONFLICT DO NOTHING`,
    params,
  )
}

/** Keeps the campaign's links, which clicks are counted by. */
export async function saveLinks(sql: Sql, { tenantId, mailingId, links }: CompiledMail): Promise<void> {
  const column = <K extends keyof CompiledMail['links'][number]>(name: K) => links.map((link) => link[name])
  await sql.query(
    `INSERT INTO campaign_links (tenant_id, mailing_id, link_no, url, label, kind)
     SELECT $1, $2, * FROM unnest($3::smallint[], $4::text[], $5::text[], $6::text[]) ON CONFLICT DO NOTHING`,
    [tenantId, mailingId, column('linkNo'), column('url'), column('label'), column('kind')],
  )
}
