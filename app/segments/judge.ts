// Rules judged for one member, in plain code: the answer to "which rule left them out?". A test holds it equal to the SQL.
import type { Facts } from './fields/facts.ts'
import { fieldOf, type RuleValues, SEGMENT_FIELDS, type SegmentField } from './fields/fields.ts'
import { isGroup, type Match, type RuleNode, type SegmentRule } from './rules.ts'

/** Values of a moment of which not all are known any more. */
export type KnownValues = { [F in SegmentField]?: RuleValues[F] | undefined }

/** What the rules find on a member now, as far as the facts tell. */
export function valuesOf(facts: Facts): KnownValues {
  return Object.fromEntries(SEGMENT_FIELDS.map((name) => [name, fieldOf(name).see(facts)]))
}

/** Whether the rule holds for these values at `at`; null when its value is not known. */
export function judgeRule(rule: SegmentRule, values: KnownValues, at: Date): boolean | null {
  const seen = values[rule.field]
  return seen === undefined ? null : fieldOf(rule.field).judge(rule, seen, at)
}

/** Whether a tree holds; only who is in it for certain is in a segment. */
export function judgeNode(node: RuleNode, values: KnownValues, at: Date): boolean | null {
  if (!isGroup(node)) return judgeRule(node, values, at)
  return joinRules(
    node.match,
    node.rules.map((each) => judgeNode(each, values, at)),
  )
}

/** Whether the rules together hold, given whether each does; null when that hangs on one that is not known. */
export function joinRules(match: Match, judged: (boolean | null)[]): boolean | null {
  if (judged.length === 0) return true
  const decisive = match !== 'all'
  const decided = judged.includes(decisive) ? decisive : judged.includes(null) ? null : !decisive
  return match === 'none' && decided !== null ? !decided : decided
}
