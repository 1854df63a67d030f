// A segment's rules as a sentence.
import { ruleInWords, SEGMENT_FIELDS, type SegmentRule, type SegmentRules } from './rules.ts'

const SHOWN = 3

/** The rules of a segment in one line, such as “Email marketing consent is yes and Points is at least 200”. */
export function rulesInWords({ match, rules }: SegmentRules): string {
  if (rules.length === 0) return 'All members'
  const words = rules.slice(0, SHOWN).map(ruleWords)
  const more = rules.length - words.length
  const sentence = words.join(match === 'all' ? ' and ' : ' or ')
  return more > 0 ? `${sentence} … and ${more} more ${more === 1 ? 'rule' : 'rules'}` : sentence
}

/** A single rule, with its days as people tell them. */
export function ruleWords(rule: SegmentRule): string {
  if (rule.field !== 'last-order' && rule.field !== 'created') return ruleInWords(rule)
  const { label } = SEGMENT_FIELDS[rule.field]
  const days = rule.value === 1 ? 'day' : 'days'
  return rule.operator === 'within'
    ? `${label} within the last ${rule.value} ${days}`
    : `${label} more than ${rule.value} ${days} ago`
}
