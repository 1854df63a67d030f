// A segment's rules as a sentence.
import type { Names } from './fields/field.ts'
import { fieldOf } from './fields/fields.ts'
import { isGroup, type Match, type RuleGroup, type RuleNode, type SegmentRule, type SegmentRules } from './rules.ts'

const SHOWN = 3

const NUMBERS: Names = {
  campaign: (campaignId) => `campaign ${campaignId}`,
  product: (productId) => `product ${productId}`,
}

/** How many rules of a group are told before the rest is only counted, and what campaigns and products are called. */
type Telling = { shown?: number; names?: Names }

/** The rules of a segment in one line, such as “Email marketing consent is yes and Points is at least 200”. */
export function rulesInWords(rules: SegmentRules, telling: Telling = {}): string {
  return rules.rules.length === 0 ? 'All members' : groupWords(rules, telling)
}

const BETWEEN: Record<Match, string> = { all: ' and ', any: ' or ', none: ' or ' }

function groupWords({ match, rules }: RuleGroup, telling: Telling): string {
  const { shown = SHOWN } = telling
  const words = rules.slice(0, shown).map((node) => nodeWords(node, telling))
  const more = rules.length - words.length
  const rest = more > 0 ? ` … and ${more} more ${more === 1 ? 'rule' : 'rules'}` : ''
  const sentence = words.join(BETWEEN[match]) + rest
  return match === 'none' ? `not (${sentence})` : sentence
}

function nodeWords(node: RuleNode, telling: Telling): string {
  if (!isGroup(node)) return ruleWords(node, telling.names)
  const words = groupWords(node, telling)
  return node.match === 'none' || node.rules.length === 1 ? words : `(${words})`
}

/** A single rule, with its days as people tell them. */
export function ruleWords(rule: SegmentRule, names: Names = NUMBERS): string {
  return fieldOf(rule.field).words(rule, names)
}
