// Whether a member was in a campaign's segment, and which of its rules decided it.
import { formatCount } from '#app/ui/format/format.ts'
import { joinRules, judgeRule, type KnownValues, valuesOf } from '#app/segments/judge.ts'
import { ruleWords } from '#app/segments/rule-words.ts'
import { BOUNCE_VALUES, type SegmentRule, type SegmentRules } from '#app/segments/rules.ts'
import type { CaseFile, Line, Mark, LinePart, RuleRow } from './explain-case.ts'
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

/** Every rule with the member's value then and now. What the audience itself proves goes before what is reckoned back. */
export function judgeSegment(file: CaseFile, { match, rules }: SegmentRules, at: Date): SegmentFinding {
  const wasIn = file.recipient !== null
  const past = valuesAt(file, at)
  const today: KnownValues = file.member ? valuesOf(file.member) : {}
  const isProof = file.campaign.rulesKept && (wasIn || wasKnown(file, at))
  const known = rules.map((rule) => judgeRule(rule, past, at))
  const proven = isProof ? known.map((_, index) => prove({ match, known, index, wasIn })) : known
  const judged = rules.map((rule, index): Judged => {
    const holds = proven[index] ?? null
    if (holds === null) return { rule, holds: judgeRule(rule, today, at), by: 'today' }
    return { rule, holds, by: known[index] === holds ? 'then' : 'audience' }
  })
  const joined = joinRules(
    match,
    judged.map(({ holds }) => holds),
  )
  return { rules: judged.map((each) => ruleRow(each, past, today)), explains: joined === wasIn }
}

/** Whether the audience could have held the member at all. */
function wasKnown(file: CaseFile, at: Date): boolean {
  const since = knownSince(file)
  return file.member !== null && since !== null && since <= at
}

type Proof = { match: SegmentRules['match']; known: (boolean | null)[]; index: number; wasIn: boolean }

/** In by all rules: each held. Out by any: none did. Else the only one that nobody knows of must have decided. */
function prove({ match, known, index, wasIn }: Proof): boolean | null {
  if (wasIn === (match === 'all')) return wasIn
  const own = known[index] ?? null
  if (own !== null) return own
  const others = known.filter((_, other) => other !== index)
  return others.every((holds) => holds === !wasIn) ? wasIn : null
}

function ruleRow(judged: Judged, past: KnownValues, today: KnownValues): RuleRow {
  const { rule, holds, by } = judged
  const mark: Mark = holds === null ? 'open' : holds ? 'yes' : 'no'
  return { mark, words: ruleWords(rule), lines: [...valueLines(rule, past, today), ...groundLines(by, holds)] }
}

function valueLines(rule: SegmentRule, past: KnownValues, today: KnownValues): Line[] {
  const [then, now] = [valueWords(rule, past), valueWords(rule, today)]
  if (!then) return [now ? ['Now: ', now, ' · Then: not kept'] : ['The value is no longer known.']]
  if (JSON.stringify(then) === JSON.stringify(now)) return [['Then and now: ', then]]
  return [now ? ['Then: ', then, ' · Now: ', now] : ['Then: ', then]]
}

function groundLines(by: Judged['by'], holds: boolean | null): Line[] {
  if (by === 'then' || holds === null) return []
  if (by === 'today') return [['Based on today’s value.']]
  return [[holds ? 'This rule must have matched, since they were in the segment.' : 'This rule didn’t match.']]
}

function valueWords(rule: SegmentRule, values: KnownValues): LinePart | null {
  switch (rule.field) {
    case 'email-consent':
    case 'sms-consent':
    case 'unsubscribed':
    case 'complained':
      return values[rule.field] === undefined ? null : values[rule.field] ? 'yes' : 'no'
    case 'bounce':
      return values.bounce ? BOUNCE_VALUES[values.bounce].toLowerCase() : null
    case 'points':
    case 'orders-count':
      return values[rule.field] === undefined ? null : formatCount(values[rule.field] ?? 0)
    case 'amount-spent':
      return values['amount-spent'] === undefined ? null : { money: values['amount-spent'] }
    case 'tag':
      return values.tag ? values.tag.join(', ') || 'no tags' : null
    case 'last-order':
    case 'created': {
      const moment = values[rule.field]
      if (moment === undefined) return null
      return moment === null ? 'never ordered' : { day: moment.toISOString() }
    }
  }
}
