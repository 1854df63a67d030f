// What a segment is: a tree of rules over members. A group holds those of whom all, any or none of its rules hold; a rule is
// a field, an operator and a value (fields/). One schema for the builder, the database and the SQL they become.
import { z } from 'zod'
import { fieldOf, type FIELDS, isField, type SegmentField } from './fields/fields.ts'

export type { SegmentField } from './fields/fields.ts'

type Value<F extends SegmentField> = z.output<(typeof FIELDS)[F]['value']>
type Operator<F extends SegmentField> = keyof (typeof FIELDS)[F]['operators'] & string
export type RuleOf<F extends SegmentField> = { field: F; operator: Operator<F>; value: Value<F> }
export type SegmentRule = { [F in SegmentField]: RuleOf<F> }[SegmentField]

export const MATCHES = ['all', 'any', 'none'] as const
export type Match = (typeof MATCHES)[number]
export type RuleGroup = { match: Match; rules: RuleNode[] }
export type RuleNode = SegmentRule | RuleGroup

/** Of the first there was one group, all or any, and eleven fields: each such row is a tree too. */
export const RULES_VERSION = 2
/** Without a rule a segment is everybody. Nobody but the reader looks at the version. */
export type SegmentRules = RuleGroup & { version?: typeof RULES_VERSION }

/** How deep groups lie in each other, and how many rules there are in all. */
export const MAX_DEPTH = 5
export const MAX_RULES = 50
/** Groups with nothing but a group in them count too. */
const MAX_NODES = 200

export const isGroup = (node: RuleNode): node is RuleGroup => 'match' in node

type Issue = { path: (string | number)[]; message: string }

/** The rules of a segment from outside, or as they were stored by any release. */
export const segmentRules = z.unknown().transform((input, context): SegmentRules => {
  const misshapen = faultOfShape(input)
  const issues: Issue[] = misshapen ? [misshapen] : []
  const rules = misshapen ? null : readGroup(input, [], issues)
  for (const { path, message } of issues) context.addIssue({ code: 'custom', path, message })
  return rules && issues.length === 0 ? { version: RULES_VERSION, ...rules } : z.NEVER
})

const tree = z.object({ version: z.literal([1, RULES_VERSION]).optional() })
const group = z.object({ match: z.enum(MATCHES), rules: z.array(z.unknown()) })

/** What keeps a tree from being read at all. Walked without recursion: what nests it is text from outside. */
function faultOfShape(input: unknown): Issue | null {
  if (!tree.safeParse(input).success)
    return { path: [], message: 'These rules were made by another release of Glancito: reload the page.' }
  let nodes = 0
  let rules = 0
  const open: { node: unknown; depth: number }[] = [{ node: input, depth: 1 }]
  for (let next = open.pop(); next; next = open.pop()) {
    const children = childrenOf(next.node)
    nodes += 1
    if (!children) rules += 1
    if (rules > MAX_RULES || nodes > MAX_NODES) return { path: ['rules'], message: `Use at most ${MAX_RULES} rules` }
    if (children && next.depth > MAX_DEPTH)
      return { path: ['rules'], message: `Put groups into each other at most ${MAX_DEPTH - 1} times` }
    // Not all of a list that is far too long.
    for (const node of children?.slice(0, MAX_NODES + 1) ?? []) open.push({ node, depth: next.depth + 1 })
  }
  return null
}

/** Of a group; null of a rule, and of what is neither. */
const childrenOf = (node: unknown): unknown[] | null =>
  typeof node === 'object' && node !== null && 'rules' in node && Array.isArray(node.rules) ? node.rules : null

/** Reads what `faultOfShape` has passed, so that this goes no deeper than it allows. */
function readGroup(input: unknown, path: Issue['path'], issues: Issue[]): RuleGroup | null {
  const read = group.safeParse(input)
  if (!read.success) {
    issues.push({ path, message: 'Choose whether all, any or none of the rules must match' })
    return null
  }
  const { match, rules } = read.data
  if (rules.length === 0 && path.length > 0) issues.push({ path, message: 'Add a rule to this group, or remove it' })
  return { match, rules: rules.flatMap((node, index) => readNode(node, [...path, 'rules', index], issues) ?? []) }
}

function readNode(input: unknown, path: Issue['path'], issues: Issue[]): RuleNode | null {
  if (childrenOf(input)) return readGroup(input, path, issues)
  const read = readRule(input)
  if (read.ok) return read.rule
  issues.push({ path, message: read.message })
  return null
}

type ReadRule = { ok: true; rule: SegmentRule } | { ok: false; message: string }

const named = z.object({ field: z.custom<SegmentField>(isField), operator: z.string(), value: z.unknown() })

/** A rule from outside. */
export function readRule(input: unknown): ReadRule {
  const known = named.safeParse(input)
  if (!known.success) return { ok: false, message: 'Choose what this rule looks at' }
  const { field, operator } = known.data
  const { operators, value } = fieldOf(field)
  if (!Object.hasOwn(operators, operator)) return { ok: false, message: 'Choose how this rule compares' }
  const read = value.safeParse(known.data.value)
  if (!read.success) return { ok: false, message: read.error.issues[0]?.message ?? 'Complete this rule' }
  // The operator and the value were read by the field itself, which the compiler can not follow.
  return { ok: true, rule: { field, operator, value: read.data } as SegmentRule }
}

export const segmentForm = z.object({
  name: z.string().trim().min(1, 'Give the segment a name').max(120, 'Use at most 120 characters'),
  rules: segmentRules,
})

export type SegmentForm = { name: string; rules: SegmentRules }

/** All rules of a tree, in the order in which they are read. */
export function listRules(node: RuleGroup): SegmentRule[] {
  return node.rules.flatMap((each) => (isGroup(each) ? listRules(each) : [each]))
}
