// Rules while they are being written: values are text until they are read, so that a half-typed number is no error yet.
import type { FieldInput } from '../fields/field.ts'
import { fieldOf } from '../fields/fields.ts'
import {
  isGroup,
  type Match,
  readRule,
  type RuleGroup,
  type RuleNode,
  RULES_VERSION,
  type SegmentField,
  type SegmentRule,
  type SegmentRules,
} from '../rules.ts'

/** What is typed of a value, by what it is of it. */
export type Parts = Partial<Record<'value' | 'times' | 'days' | 'campaign' | 'product', string>>
export type RuleDraft = { key: number; field: SegmentField; operator: string; parts: Parts }
export type GroupDraft = { key: number; match: Match; rules: NodeDraft[] }
export type NodeDraft = RuleDraft | GroupDraft
/** The group that holds all. */
export type RulesDraft = GroupDraft

export const isGroupDraft = (node: NodeDraft): node is GroupDraft => 'match' in node

export const kindOf = (field: SegmentField): FieldInput['kind'] => fieldOf(field).input.kind

const FIRST_PARTS: Record<FieldInput['kind'], Parts> = {
  flag: { value: 'yes' },
  choice: { value: '' },
  number: { value: '' },
  text: { value: '' },
  deeds: { times: '1', days: '30', campaign: '' },
  product: { product: '', days: '' },
}

/** The choices of a field whose values are few, else null. */
export function valueChoices(field: SegmentField): { value: string; label: string }[] | null {
  const { input } = fieldOf(field)
  if (input.kind === 'choice') return input.choices
  if (input.kind !== 'flag') return null
  return [
    { value: 'yes', label: 'Yes' },
    { value: 'no', label: 'No' },
  ]
}

export function operatorChoices(field: SegmentField): { value: string; label: string }[] {
  return Object.entries(fieldOf(field).operators).map(([value, label]) => ({ value, label }))
}

/** A rule on `field` with the first of its operators. */
function newRule(key: number, field: SegmentField): RuleDraft {
  const parts = FIRST_PARTS[kindOf(field)]
  const [first] = valueChoices(field) ?? []
  return { key, field, operator: operatorChoices(field)[0]?.value ?? '', parts: first ? { value: first.value } : parts }
}

const nextKey = (draft: RulesDraft) => 1 + Math.max(...allKeys(draft))

const allKeys = (node: NodeDraft): number[] => [node.key, ...(isGroupDraft(node) ? node.rules.flatMap(allKeys) : [])]

export const countRules = (node: NodeDraft): number =>
  isGroupDraft(node) ? node.rules.reduce((sum, each) => sum + countRules(each), 0) : 1

export function addRule(draft: RulesDraft, groupKey = draft.key): RulesDraft {
  return addTo(draft, groupKey, newRule(nextKey(draft), 'email-consent'))
}

/** A group with a rule in it, which it can not be without. */
export function addGroup(draft: RulesDraft, groupKey = draft.key): RulesDraft {
  const key = nextKey(draft)
  return addTo(draft, groupKey, { key, match: 'any', rules: [newRule(key + 1, 'email-consent')] })
}

function addTo(group: GroupDraft, groupKey: number, node: NodeDraft): GroupDraft {
  if (group.key === groupKey) return { ...group, rules: [...group.rules, node] }
  return { ...group, rules: group.rules.map((each) => (isGroupDraft(each) ? addTo(each, groupKey, node) : each)) }
}

/** Without a rule or a group, and without the groups that are empty then. */
export function removeNode(draft: RulesDraft, key: number): RulesDraft {
  const rules = draft.rules
    .filter((node) => node.key !== key)
    .map((node) => (isGroupDraft(node) ? removeNode(node, key) : node))
    .filter((node) => !isGroupDraft(node) || node.rules.length > 0)
  return { ...draft, rules }
}

export function setMatch(draft: RulesDraft, groupKey: number, match: Match): RulesDraft {
  if (draft.key === groupKey) return { ...draft, match }
  return { ...draft, rules: draft.rules.map((node) => (isGroupDraft(node) ? setMatch(node, groupKey, match) : node)) }
}

export type RuleChange = { field?: SegmentField; operator?: string; parts?: Parts }

/** A field that is asked for in another way starts anew: its operators and values mean something else. */
export function changeRule(draft: RulesDraft, key: number, change: RuleChange): RulesDraft {
  const changed = (rule: RuleDraft): RuleDraft => {
    const field = change.field ?? rule.field
    if (!isAlike(field, rule.field)) return newRule(key, field)
    return { ...rule, field, operator: change.operator ?? rule.operator, parts: { ...rule.parts, ...change.parts } }
  }
  const rules = draft.rules.map((node) => {
    if (isGroupDraft(node)) return changeRule(node, key, change)
    return node.key === key ? changed(node) : node
  })
  return { ...draft, rules }
}

/** Fields whose operators are the same, and whose values are not chosen from a list of their own. */
function isAlike(one: SegmentField, other: SegmentField): boolean {
  if (one === other) return true
  const operators = (field: SegmentField) => Object.keys(fieldOf(field).operators).join()
  const isChoice = fieldOf(one).input.kind === 'choice'
  return kindOf(one) === kindOf(other) && !isChoice && operators(one) === operators(other)
}

export function toDraft(rules: SegmentRules): RulesDraft {
  let key = 0
  const groupDraft = ({ match, rules: nodes }: RuleGroup): GroupDraft => {
    const own = key++
    return { key: own, match, rules: nodes.map(nodeDraft) }
  }
  const nodeDraft = (node: RuleNode): NodeDraft =>
    isGroup(node)
      ? groupDraft(node)
      : { key: key++, field: node.field, operator: node.operator, parts: partsOf(node.value) }
  return groupDraft(rules)
}

function partsOf(value: SegmentRule['value']): Parts {
  if (typeof value === 'boolean') return { value: value ? 'yes' : 'no' }
  if (typeof value !== 'object') return { value: String(value) }
  const texts = Object.entries(value).map(([part, of]) => [part, of === null ? '' : String(of)])
  return Object.fromEntries(texts) as Parts
}

/** What is wrong with the rule of each key. */
export type RuleErrors = Record<number, string>
export type ReadRules = { ok: true; rules: SegmentRules } | { ok: false; errors: RuleErrors }

/** Reads a draft as rules, or says what is missing where. */
export function readRules(draft: RulesDraft): ReadRules {
  const errors: RuleErrors = {}
  const readGroup = ({ match, rules }: GroupDraft): RuleGroup => ({ match, rules: rules.flatMap(readNode) })
  const readNode = (node: NodeDraft): RuleNode[] => {
    if (isGroupDraft(node)) return [readGroup(node)]
    const { key, field, operator, parts } = node
    const read = readRule({ field, operator, value: valueOf(kindOf(field), parts) })
    if (read.ok) return [read.rule]
    errors[key] = read.message
    return []
  }
  const rules = readGroup(draft)
  return Object.keys(errors).length === 0
    ? { ok: true, rules: { version: RULES_VERSION, ...rules } }
    : { ok: false, errors }
}

function valueOf(kind: FieldInput['kind'], parts: Parts): unknown {
  const { value = '', times = '', days = '', campaign = '', product = '' } = parts
  switch (kind) {
    case 'flag':
      return value === 'yes'
    case 'number':
      return numberIn(value)
    case 'deeds':
      return { times: numberIn(times), days: numberOrNone(days), campaign: numberOrNone(campaign) }
    case 'product':
      return { product, days: numberOrNone(days) }
    case 'choice':
    case 'text':
      return value
  }
}

const numberIn = (typed: string) => (typed.trim() === '' ? undefined : Number(typed.replace(',', '.')))
const numberOrNone = (typed: string) => numberIn(typed) ?? null
