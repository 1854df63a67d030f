// Rules while they are being written: values are text until they are read, so that a half-typed number is no error yet.
import {
  BOUNCE_VALUES,
  type FieldKind,
  OPERATORS,
  SEGMENT_FIELDS,
  type SegmentField,
  segmentRule,
  type SegmentRule,
  type SegmentRules,
} from '../rules.ts'

export type RuleDraft = { key: number; field: SegmentField; operator: string; value: string }
export type RulesDraft = { match: 'all' | 'any'; rules: RuleDraft[] }

const FIRST_VALUE: Record<FieldKind, string> = { boolean: 'yes', bounce: 'none', number: '', tag: '', days: '' }

export const kindOf = (field: SegmentField): FieldKind => SEGMENT_FIELDS[field].kind

/** The choices of a field whose values are few, else null. */
export function valueChoices(field: SegmentField): { value: string; label: string }[] | null {
  switch (kindOf(field)) {
    case 'boolean':
      return [
        { value: 'yes', label: 'Yes' },
        { value: 'no', label: 'No' },
      ]
    case 'bounce':
      return Object.entries(BOUNCE_VALUES).map(([value, label]) => ({ value, label }))
    case 'number':
    case 'days':
    case 'tag':
      return null
  }
}

export function operatorChoices(field: SegmentField): { value: string; label: string }[] {
  return Object.entries(OPERATORS[kindOf(field)]).map(([value, label]) => ({ value, label }))
}

/** A rule on `field` with the first of its operators. */
function newRule(key: number, field: SegmentField): RuleDraft {
  return { key, field, operator: operatorChoices(field)[0]?.value ?? '', value: FIRST_VALUE[kindOf(field)] }
}

export function addRule(draft: RulesDraft): RulesDraft {
  const key = 1 + Math.max(0, ...draft.rules.map((rule) => rule.key))
  return { ...draft, rules: [...draft.rules, newRule(key, 'email-consent')] }
}

export function removeRule(draft: RulesDraft, key: number): RulesDraft {
  return { ...draft, rules: draft.rules.filter((rule) => rule.key !== key) }
}

/** Another field of another kind starts anew: its operators and values mean something else. */
export function changeRule(draft: RulesDraft, key: number, change: Partial<Omit<RuleDraft, 'key'>>): RulesDraft {
  const changed = (rule: RuleDraft): RuleDraft => {
    const field = change.field ?? rule.field
    return kindOf(field) === kindOf(rule.field) ? { ...rule, ...change } : newRule(key, field)
  }
  return { ...draft, rules: draft.rules.map((rule) => (rule.key === key ? changed(rule) : rule)) }
}

export function toDraft({ match, rules }: SegmentRules): RulesDraft {
  return { match, rules: rules.map((rule, index) => ({ ...rule, key: index + 1, value: valueText(rule.value) })) }
}

const valueText = (value: SegmentRule['value']) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value))

/** What is wrong with the rule of each key. */
export type RuleErrors = Record<number, string>
export type ReadRules = { ok: true; rules: SegmentRules } | { ok: false; errors: RuleErrors }

/** Reads a draft as rules, or says what is missing where. */
export function readRules(draft: RulesDraft): ReadRules {
  const rules: SegmentRule[] = []
  const errors: RuleErrors = {}
  for (const { key, field, operator, value } of draft.rules) {
    const read = segmentRule.safeParse({ field, operator, value: valueOf(kindOf(field), value) })
    if (read.success) rules.push(read.data)
    else errors[key] = read.error.issues[0]?.message ?? 'Complete this rule'
  }
  return rules.length === draft.rules.length
    ? { ok: true, rules: { match: draft.match, rules } }
    : { ok: false, errors }
}

function valueOf(kind: FieldKind, text: string): string | number | boolean | undefined {
  if (kind === 'boolean') return text === 'yes'
  if (kind === 'number' || kind === 'days') return text.trim() === '' ? undefined : Number(text.replace(',', '.'))
  return text
}
