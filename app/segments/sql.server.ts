// A tree of rules as SQL. Every value goes in as a parameter; what chooses text of ours are fields and operators.
import { untracked } from '#app/members/core/do-not-track.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import type { SqlParts } from './fields/field.ts'
import { fieldOf } from './fields/fields.ts'
import { isGroup, type RuleNode, type SegmentRules } from './rules.ts'

/** `from` is `members m` and what the rules ask beside it, one row a member; the tenant of `m` is the caller's to ask for. */
type MembersSql = { from: string; condition: string }

const MEMBERS = 'members m'
const JOINS = { all: ' AND ', any: ' OR ', none: ' OR ' } as const

/** Whom `rules` hold among `members m`, for a statement whose $1 is the tenant; values are pushed onto `params`. */
export function membersSql(rules: SegmentRules, params: unknown[], at = clock.now()): MembersSql {
  const joins = new Map<string, string>()
  const join = (alias: string, table: string, on: string) => {
    joins.set(alias, `LEFT JOIN ${table} ${alias} ON ${on}`)
    return alias
  }
  const sameMember = (alias: string) => `${alias}.tenant_id = m.tenant_id AND ${alias}.member_id = m.member_id`
  const parts: SqlParts = {
    at,
    put: (value) => `$${params.push(value)}`,
    engagement: () => join('g', 'member_engagement', sameMember('g')),
    untracked: () => untracked('m', join('d', 'do_not_track', sameMember('d'))),
    isAmong: (query) => {
      const alias = `p${joins.size}`
      return `${join(alias, `(${query})`, sameMember(alias))}.member_id IS NOT NULL`
    },
  }
  const condition = nodeToSql(rules, parts)
  return { from: [MEMBERS, ...joins.values()].join(' '), condition }
}

/** The condition that `rules` are over the alias `m`, in a statement whose $1 is the tenant: as `membersSql`, by itself. */
export function rulesToSql(rules: SegmentRules, params: unknown[]): string {
  const { from, condition } = membersSql(rules, params)
  if (from === MEMBERS) return condition
  return `m.member_id IN (SELECT m.member_id FROM ${from} WHERE m.tenant_id = $1 AND ${condition})`
}

function nodeToSql(node: RuleNode, parts: SqlParts): string {
  if (!isGroup(node)) return fieldOf(node.field).sql(node, parts)
  if (node.rules.length === 0) return 'true'
  const joined = `(${node.rules.map((each) => nodeToSql(each, parts)).join(JOINS[node.match])})`
  return node.match === 'none' ? `NOT ${joined}` : joined
}
