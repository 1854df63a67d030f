import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { getMember } from '#tests/members.ts'
import { anOddShop, type OddShop } from '#tests/segment-people.ts'
import { anyGroup, anyRule, type Known } from '#tests/segment-rules.ts'
import fc from 'fast-check'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { SEGMENT_FIELDS } from './fields/fields.ts'
import { findFacts } from './facts.server.ts'
import { judgeNode, type KnownValues, valuesOf } from './judge.ts'
import { type RuleGroup, segmentRules } from './rules.ts'
import { membersSql, rulesToSql } from './sql.server.ts'

// The night on which Berlin's clocks go back.
const NOW = new Date('2026-10-25T01:30:00Z')
beforeEach(() => clock.set(() => NOW))

let shop: OddShop
let known: Known
let people: { memberId: bigint; values: KnownValues; untracked: boolean }[]

beforeAll(async () => {
  clock.set(() => NOW)
  shop = await anOddShop(NOW)
  known = { campaigns: shop.campaigns, products: shop.products }
  people = await Promise.all(
    shop.memberIds.map(async (memberId) => {
      const [member, more] = [await getMember(shop.tenantId, memberId), await findFacts(shop.tenantId, memberId)]
      return { memberId, values: valuesOf({ member, ...more }), untracked: more?.untracked ?? false }
    }),
  )
})

async function bySql(rules: RuleGroup): Promise<string[]> {
  const params: unknown[] = [shop.tenantId]
  const { from, condition } = membersSql(rules, params)
  const found = await db().query<{ id: string }>(
    `SELECT m.member_id::text AS id FROM ${from} WHERE m.tenant_id = $1 AND ${condition} ORDER BY m.member_id`,
    params,
  )
  return found.rows.map(({ id }) => id)
}

async function byCondition(rules: RuleGroup): Promise<string[]> {
  const params: unknown[] = [shop.tenantId]
  const condition = rulesToSql(rules, params)
  const found = await db().query<{ id: string }>(
    `SELECT m.member_id::text AS id FROM members m WHERE m.tenant_id = $1 AND ${condition} ORDER BY m.member_id`,
    params,
  )
  return found.rows.map(({ id }) => id)
}

const byJudge = (rules: RuleGroup): string[] =>
  people
    .filter(({ values }) => judgeNode(rules, values, NOW) === true)
    .map(({ memberId }) => memberId)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map(String)

test.each(SEGMENT_FIELDS)(
  'a rule on %s judges every member as its SQL does, and so does what is not it',
  async (field) => {
    await fc.assert(
      fc.asyncProperty(anyRule(field, known), async (rule) => {
        const [rules, not] = [{ match: 'all', rules: [rule] } as const, { match: 'none', rules: [rule] } as const]
        expect(segmentRules.parse({ ...rules })).toMatchObject(rules)
        for (const tree of [rules, not])
          expect(await bySql({ ...tree, rules: [rule] })).toEqual(byJudge({ ...tree, rules: [rule] }))
      }),
      { numRuns: 30 },
    )
  },
)

test('groups in groups judge every member as their SQL does', async () => {
  await fc.assert(
    fc.asyncProperty(anyGroup(known, 4), async (rules) => {
      const judged = byJudge(rules)
      expect(await bySql(rules)).toEqual(judged)
      expect(await byCondition(rules)).toEqual(judged)
    }),
    { numRuns: 100 },
  )
}, 120_000)

test('every field tells somebody from somebody else', async () => {
  for (const field of SEGMENT_FIELDS) {
    const rules = fc.sample(anyRule(field, known), { numRuns: 60, seed: 7 })
    const sizes = rules.map((rule) => byJudge({ match: 'all', rules: [rule] }).length)
    expect([field, sizes.some((size) => size > 0 && size < people.length)]).toEqual([field, true])
  }
})

test('who chose not to be tracked is in no rule of what was not opened or clicked, also under none of', () => {
  const hidden = people.filter(({ untracked }) => untracked)
  expect(hidden.length).toBeGreaterThan(2)
  const inAny = (rules: RuleGroup) => hidden.filter(({ memberId }) => byJudge(rules).includes(String(memberId)))
  for (const field of ['opened', 'clicked'] as const) {
    const value = { times: 11, days: null, campaign: shop.campaigns[0] ?? 0 }
    expect(inAny({ match: 'all', rules: [{ field, operator: 'did-not', value }] })).toEqual([])
    expect(inAny({ match: 'none', rules: [{ field, operator: 'did', value }] })).toEqual([])
    expect(inAny({ match: 'none', rules: [{ match: 'all', rules: [{ field, operator: 'did', value }] }] })).toEqual([])
  }
})
