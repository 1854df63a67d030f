// Whether a member was in a campaign's segment, and which of its rules decided it.
import { type Names, type Shown } from '#app/segments/fields/field.ts'
import { fieldOf } from '#app/segments/fields/fields.ts'
import { joinRules, judgeNode, judgeRule, type KnownValues, valuesOf } from '#app/segments/judge.ts'
import { ruleWords } from '#app/segments/rule-words.ts'
import {
  isGroup,
  type Match,
  type RuleGroup,
  type RuleNode,
  type SegmentRule,
  type SegmentRules,
} from '#app/segments/rules.ts'
import type { CaseFile, Line, LinePart, Mark, RuleRow } from './explain-case.ts'
import { knownSince, valuesAt } from './explain-history.ts'

type Judged = {
  rule: SegmentRule
  holds: boolean | null
  /** Known from then, concluded from whether they were in, or judged by the value of today. */
  by: 'then' | 'audience' | 'today'
}

export type SegmentFinding = {
  rules: RuleRow[]
  /** Whether the rules explain that the member was, or was not, in the segment. */
  explains: boolean
}

type Evidence = { at: Date; past: KnownValues; today: KnownValues; names: Names | undefined }

/** Every rule with the member's value then and now. What the audience itself proves goes before what is reckoned back. */
export function judgeSegment(file: CaseFile, rules: SegmentRules, at: Date): SegmentFinding {
  const wasIn = file.recipient !== null
  const past = valuesAt(file, at)
  const today: KnownValues = file.member ? valuesOf({ member: file.member, ...file.facts }) : {}
  const isProof = file.campaign.rulesKept && (wasIn || wasKnown(file, at))
  const judged = judgeGroup(rules, isProof ? wasIn : null, { at, past, today, names: file.names })
  return { rules: judged.rows, explains: judged.holds === wasIn }
}

/** Whether the audience could have held the member at all. */
function wasKnown(file: CaseFile, at: Date): boolean {
  const since = knownSince(file)
  return file.member !== null && since !== null && since <= at
}

type JudgedNode = { holds: boolean | null; rows: RuleRow[] }

/** A group of which it is proven whether it held, or null where nothing proves it. */
function judgeGroup({ match, rules }: RuleGroup, held: boolean | null, evidence: Evidence): JudgedNode {
  const known = rules.map((node) => judgeNode(node, evidence.past, evidence.at))
  const judged = rules.map((node, index) => judgeOne(node, prove({ match, known, index, held }), evidence))
  const holds = joinRules(
    match,
    judged.map((each) => each.holds),
  )
  return { holds, rows: judged.flatMap(({ rows }) => rows) }
}

function judgeOne(node: RuleNode, proven: boolean | null, evidence: Evidence): JudgedNode {
  if (isGroup(node)) {
    const { holds, rows } = judgeGroup(node, proven, evidence)
    return { holds, rows: [{ mark: markOf(holds), words: GROUP_WORDS[node.match], lines: [], rules: rows }] }
  }
  const { past, today, at } = evidence
  const judged: Judged =
    proven === null
      ? { rule: node, holds: judgeRule(node, today, at), by: 'today' }
      : { rule: node, holds: proven, by: judgeRule(node, past, at) === proven ? 'then' : 'audience' }
  return { holds: judged.holds, rows: [ruleRow(judged, evidence)] }
}

const GROUP_WORDS: Record<Match, string> = {
  all: 'All of these match:',
  any: 'At least one of these matches:',
  none: 'None of these matches:',
}

type Proof = { match: Match; known: (boolean | null)[]; index: number; held: boolean | null }

/**
 * In by all: each held. Out by any, in by none: none did. Else the only one that nobody knows of must have decided.
 */
function prove({ match, known, index, held }: Proof): boolean | null {
  const own = known[index] ?? null
  if (held === null) return own
  if (held === (match !== 'any')) return match === 'all'
  const decisive = match !== 'all'
  if (own !== null) return own
  const others = known.filter((_, other) => other !== index)
  return others.every((holds) => holds === !decisive) ? decisive : null
}

const markOf = (holds: boolean | null): Mark => (holds === null ? 'open' : holds ? 'yes' : 'no')

function ruleRow(judged: Judged, evidence: Evidence): RuleRow {
  const { rule, holds, by } = judged
  const lines = [...valueLines(rule, evidence), ...groundLines(by, holds)]
  return { mark: markOf(holds), words: ruleWords(rule, evidence.names), lines }
}

function valueLines(rule: SegmentRule, { past, today, at }: Evidence): Line[] {
  const [then, now] = [valueWords(rule, past, at), valueWords(rule, today, at)]
  if (!then) return [now ? ['Now: ', now, ' · Then: not kept'] : ['The value is no longer known.']]
  if (JSON.stringify(then) === JSON.stringify(now)) return [['Then and now: ', then]]
  return [now ? ['Then: ', then, ' · Now: ', now] : ['Then: ', then]]
}

function groundLines(by: Judged['by'], holds: boolean | null): Line[] {
  if (by === 'then' || holds === null) return []
  if (by === 'today') return [['Based on today’s value.']]
  return [[holds ? 'This rule must have matched, since they were in the segment.' : 'This rule didn’t match.']]
}

function valueWords(rule: SegmentRule, values: KnownValues, at: Date): LinePart | null {
  const seen = values[rule.field]
  return seen === undefined ? null : linePart(fieldOf(rule.field).shown(seen, at))
}

function linePart(shown: Shown): LinePart {
  return typeof shown === 'object' && 'day' in shown ? { day: shown.day.toISOString() } : shown
}
