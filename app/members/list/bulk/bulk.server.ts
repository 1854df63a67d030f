// One thing done to many members, by the worker, a few members at a time: whoever is killed on the way is followed by one who
// goes on where it was.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import { ShopifySignedOut } from '#app/platform/shopify/shopify-admin.server.ts'
import { liftBounce } from '../../bounces/bounces.server.ts'
import type { BulkAction, BulkKind, BulkReach, BulkRequest } from './bulk.ts'
import { bulkQueue } from '../../core/jobs.ts'
import { allOf, conditionsOf } from '../query/list-conditions.server.ts'
import { setPlannerOptions } from '../query/list-cost.server.ts'
import { parseMemberQuery } from '../query/list.ts'
import { changeTag } from '../../core/shopify-tags.server.ts'

/** Ten tags cost 100 of Shopify's points: what a smaller plan restores in a second. */
const CHUNK = 10
const WORK_MS = 20_000
const SHOWN_FAILURES = 50

type Stored = {
  actionId: number
  kind: BulkKind
  tag: string | null
  memberIds: bigint[] | null
  parameters: string | null
  askedBy: string
  after: bigint
}

type Whom = Pick<Stored, 'memberIds' | 'parameters'>

/** Counts to the end whom something would be done to: up to some hundred milliseconds at a million members. */
export async function countReach(tenantId: number, asked: BulkRequest['whom']): Promise<BulkReach> {
  const { conditions, values } = meant(tenantId, storedWhom(asked))
  return transaction(async (sql) => {
    await setPlannerOptions(sql)
    const counted = await sql.query<BulkReach>(
      `SELECT count(*)::int AS members, (count(*) FILTER (WHERE (facets & 24) = 8))::int AS soft,
         (count(*) FILTER (WHERE (facets & 24) = 16))::int AS hard
       FROM members WHERE ${allOf(conditions)}`,
      values,
    )
    return counted.rows[0] ?? { members: 0, soft: 0, hard: 0 }
  })
}

const storedWhom = (whom: BulkRequest['whom']): Whom => ({
  memberIds: 'memberIds' in whom ? whom.memberIds.map(BigInt) : null,
  parameters: 'parameters' in whom ? whom.parameters : null,
})

/** Writes down what was asked and has the worker begin. False when something else is still under way. */
export async function requestBulk(tenantId: number, { what, whom }: BulkRequest, askedBy: string): Promise<boolean> {
  const stored = {
    kind: what.kind,
    tag: 'tag' in what ? what.tag : null,
    ...storedWhom(whom),
    after: 0n,
  }
  return transaction(async (sql) => {
    const { text, values } = membersOf(tenantId, stored)
    const counted = await sql.query<{ count: number }>(`SELECT count(*)::int AS count ${text}`, values)
    const asked = await sql.query(
      `INSERT INTO bulk_actions (tenant_id, kind, tag, member_ids, parameters, asked_by, total, asked_at, moved_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT DO NOTHING`,
      [
        tenantId,
        stored.kind,
        stored.tag,
        stored.memberIds,
        stored.parameters,
        askedBy,
        counted.rows[0]?.count ?? 0,
        clock.now(),
      ],
    )
    if (asked.rowCount === 0) return false
    await enqueue(bulkQueue, { tenantId }, { key: String(tenantId), sql })
    return true
  })
}

/** Whom it is still to be done to: those after the place reached. */
function membersOf(tenantId: number, { kind, after, ...whom }: Omit<Stored, 'actionId' | 'askedBy'>) {
  const { conditions, values } = meant(tenantId, whom)
  conditions.push(`member_id > $${values.push(after)}`)
  if (kind === 'clear-bounce') conditions.push('(facets & 24) <> 0')
  return { text: `FROM members WHERE ${allOf(conditions)}`, values }
}

/** Whom it is meant for. */
function meant(tenantId: number, { memberIds, parameters }: Whom) {
  const values: unknown[] = [tenantId]
  const conditions = ['tenant_id = $1']
  if (memberIds) conditions.push(`member_id = ANY ($${values.push(memberIds)}::bigint[])`)
  if (parameters !== null) {
    const { covered, table } = conditionsOf(parseMemberQuery(new URLSearchParams(parameters)), values)
    conditions.push(...covered, ...table)
  }
  return { conditions, values }
}

/** Goes on with what the shop has asked for, for a while. True when there is more to do. */
export async function continueBulk(tenantId: number): Promise<boolean> {
  const until = Date.now() + WORK_MS
  while (Date.now() < until) {
    const action = await findLive(tenantId)
    if (!action) return false
    try {
      if (!(await applyToNext(tenantId, action))) return false
    } catch (error) {
      if (!(error instanceof ShopifySignedOut)) throw error
      await finish(
        db(),
        tenantId,
        action.actionId,
        'Glancito is signed out of Shopify. Open it from your Shopify admin, then try again.',
      )
      return false
    }
  }
  return true
}

async function findLive(tenantId: number): Promise<Stored | null> {
  const found = await db().query<Stored>(
    `SELECT action_id AS "actionId", kind, tag, member_ids AS "memberIds", parameters, asked_by AS "askedBy", after
     FROM bulk_actions WHERE tenant_id = $1 AND finished_at IS NULL`,
    [tenantId],
  )
  return found.rows[0] ?? null
}

type Target = { memberId: string; email: string | null; bounce: 'soft' | 'hard' }

async function applyToNext(tenantId: number, action: Stored): Promise<boolean> {
  const { text, values } = membersOf(tenantId, action)
  const found = await db().query<Target>(
    `SELECT member_id::text AS "memberId", email, email_bounce_type AS bounce ${text} ORDER BY member_id LIMIT ${CHUNK}`,
    values,
  )
  const last = found.rows.at(-1)
  if (!last) {
    await finish(db(), tenantId, action.actionId, null)
    return false
  }
  const refused = await perform(tenantId, action, found.rows)
  await transaction(async (sql) => {
    // Another worker may have done the same members: then they count once.
    const moved = await sql.query(
      `UPDATE bulk_actions SET after = $4, done = done + $5, failed = failed + $6, moved_at = $7
       WHERE tenant_id = $1 AND action_id = $2 AND after = $3`,
      [
        tenantId,
        action.actionId,
        action.after,
        last.memberId,
        found.rows.length - refused.size,
        refused.size,
        clock.now(),
      ],
    )
    if (moved.rowCount === 0) return
    await sql.query(
      `INSERT INTO bulk_failures (tenant_id, action_id, member_id, reason)
       SELECT $1, $2, member_id, reason FROM unnest($3::bigint[], $4::text[]) AS refused (member_id, reason)
       ON CONFLICT DO NOTHING`,
      [tenantId, action.actionId, [...refused.keys()], [...refused.values()]],
    )
  })
  return true
}

/** Does it, and returns with whom it failed and why. Done twice, it is as if done once. */
async function perform(tenantId: number, action: Stored, members: Target[]): Promise<Map<string, string>> {
  const { kind, tag, askedBy } = action
  if (kind !== 'clear-bounce') {
    const memberIds = members.map(({ memberId }) => memberId)
    return changeTag(tenantId, memberIds, { add: kind === 'add-tag', tag: tag ?? '' })
  }
  const refused = new Map<string, string>()
  for (const member of members) {
    if ((await liftBounce(tenantId, member, askedBy)) === 'ses-unreachable')
      refused.set(member.memberId, 'Amazon SES couldn’t be reached')
  }
  return refused
}

/** Ends it. What staff searched for may be a customer's address, and is needed no longer. */
async function finish(sql: Sql, tenantId: number, actionId: number, error: string | null): Promise<void> {
  await sql.query(
    `UPDATE bulk_actions SET finished_at = $3, error = $4, parameters = CASE WHEN parameters IS NOT NULL THEN '' END
     WHERE tenant_id = $1 AND action_id = $2 AND finished_at IS NULL`,
    [tenantId, actionId, clock.now(), error],
  )
}

/** Gives up what has got no further for an hour, whatever holds it: the worker would try for ever. */
export async function giveUpBulks(): Promise<void> {
  const stuck = await db().query<{ tenantId: number; actionId: number }>(
    `SELECT tenant_id AS "tenantId", action_id AS "actionId" FROM bulk_actions
     WHERE finished_at IS NULL AND moved_at < $1::timestamptz - interval '1 hour'`,
    [clock.now()],
  )
  const error = 'Glancito stopped after an hour without progress. What’s done stays done. Try again for the rest.'
  for (const { tenantId, actionId } of stuck.rows) await finish(db(), tenantId, actionId, error)
}

/** The shops whose work is not done. */
export async function listLiveBulks(): Promise<number[]> {
  const found = await db().query<{ tenantId: number }>(
    'SELECT tenant_id AS "tenantId" FROM bulk_actions WHERE finished_at IS NULL',
  )
  return found.rows.map(({ tenantId }) => tenantId)
}

/** The newest one that has not been put away, with the first of those it failed with; null when there is none. */
export async function findBulk(tenantId: number): Promise<BulkAction | null> {
  const found = await db().query<Omit<BulkAction, 'failures'>>(
    `SELECT action_id AS "actionId", kind, tag, total, done, failed, error, finished_at IS NOT NULL AS finished
     FROM bulk_actions WHERE tenant_id = $1 AND dismissed_at IS NULL ORDER BY action_id DESC LIMIT 1`,
    [tenantId],
  )
  const action = found.rows[0]
  if (!action) return null
  const failures = await db().query<{ memberId: string; reason: string }>(
    `SELECT member_id::text AS "memberId", reason FROM bulk_failures
     WHERE tenant_id = $1 AND action_id = $2 ORDER BY member_id LIMIT ${SHOWN_FAILURES}`,
    [tenantId, action.actionId],
  )
  return { ...action, failures: failures.rows }
}

/** Ends what is under way after the members in hand. */
export async function stopBulk(tenantId: number): Promise<void> {
  const live = await findLive(tenantId)
  if (live) await finish(db(), tenantId, live.actionId, 'Stopped by your staff. What’s done stays done.')
}

/** Puts away all that has ended. */
export async function dismissBulks(tenantId: number): Promise<void> {
  await db().query(
    `UPDATE bulk_actions SET dismissed_at = $2
     WHERE tenant_id = $1 AND finished_at IS NOT NULL AND dismissed_at IS NULL`,
    [tenantId, clock.now()],
  )
}
