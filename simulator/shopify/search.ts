// Shopify's search syntax for customers (`state:enabled AND updated_at:>='2026-01-01'`) as a condition in SQL. A filter
// that Shopify documents and this simulator does not know is an error, never ignored.
import { GraphQLError } from 'graphql'
import { EVERYBODY, type Condition } from './customers.ts'

interface Term {
  field: string | null
  operator: '=' | '<' | '<=' | '>' | '>='
  value: string
}

const TOKEN = /\s*(\(|\)|(?:-|NOT\s+)?(?:(\w+):)?(<=|>=|<|>)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s()]+)))/y

interface Token {
  text: string
  negated: boolean
  term: Term
}

export function tokenize(query: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < query.trimEnd().length) {
    const found = TOKEN.exec(query)
    if (!found) throw new GraphQLError(`Invalid search query: ${query}`)
    const [, text = '', field, operator, double, single, bare] = found
    const value = (double ?? single ?? bare ?? '').replace(/\\(.)/g, '$1')
    const term: Term = { field: field ?? null, operator: (operator as Term['operator'] | undefined) ?? '=', value }
    tokens.push({ text, negated: /^(-|NOT\s)/.test(text), term })
  }
  return tokens
}

/** The condition that a `query` argument of `customers` means; everybody when it is empty. */
export function searchCondition(query: string | null | undefined): Condition {
  if (!query?.trim()) return EVERYBODY
  const tokens = tokenize(query)
  let at = 0
  const peek = () => tokens[at]?.text
  const either = (): Condition => {
    const parts = [both()]
    while (peek() === 'OR') {
      at += 1
      parts.push(both())
    }
    return joined(parts, 'OR')
  }
  const both = (): Condition => {
    const parts: Condition[] = []
    while (at < tokens.length && peek() !== 'OR' && peek() !== ')') {
      const token = tokens[at]
      at += 1
      if (!token || token.text === 'AND') continue
      if (token.text === '(') {
        parts.push(either())
        at += 1
      } else {
        const condition = termCondition(token.term)
        parts.push(token.negated ? { ...condition, sql: `NOT (${condition.sql})` } : condition)
      }
    }
    return joined(parts, 'AND')
  }
  return either()
}

function joined(parts: Condition[], word: 'AND' | 'OR'): Condition {
  if (parts.length === 0) return EVERYBODY
  return { sql: `(${parts.map((part) => part.sql).join(` ${word} `)})`, values: parts.flatMap((part) => part.values) }
}

function text(expression: string, value: string): Condition {
  // A star at the end searches by the beginning.
  if (value.endsWith('*')) return { sql: `lower(${expression}) LIKE lower(?) || '%'`, values: [value.slice(0, -1)] }
  return { sql: `lower(${expression}) = lower(?)`, values: [value] }
}

const TAG = `EXISTS (SELECT 1 FROM json_each(tags) WHERE lower(json_each.value) = lower(?))`

function time(column: string, term: Term): Condition {
  const { value, operator } = term
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) throw new GraphQLError(`Invalid time in search query: ${value}`)
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value)
  if (operator === '=' && isDay) return { sql: `substr(${column}, 1, 10) = ?`, values: [value] }
  return { sql: `${column} ${operator} ?`, values: [at.toISOString()] }
}

function number(expression: string, term: Term): Condition {
  const value = Number(term.value)
  if (Number.isNaN(value)) throw new GraphQLError(`Invalid number in search query: ${term.value}`)
  return { sql: `${expression} ${term.operator} ?`, values: [value] }
}

const FIELDS: Record<string, (term: Term) => Condition> = {
  id: ({ operator, value }) => ({
    sql: `id ${operator} ?`,
    values: [value.replace(/^gid:\/\/shopify\/Customer\//, '')],
  }),
  email: ({ value }) => text(`coalesce(email, '')`, value),
  phone: ({ value }) => text(`coalesce(phone, '')`, value),
  first_name: ({ value }) => text(`coalesce(first_name, '')`, value),
  last_name: ({ value }) => text(`coalesce(last_name, '')`, value),
  state: ({ value }) => text('state', value),
  tag: ({ value }) => ({ sql: TAG, values: [value] }),
  tag_not: ({ value }) => ({ sql: `NOT ${TAG}`, values: [value] }),
  accepts_marketing: ({ value }) => ({ sql: `(email_state = 'SUBSCRIBED') = ?`, values: [value === 'true' ? 1 : 0] }),
  orders_count: (term) => number('orders_count', term),
  total_spent: (term) => number('(spent_cents / 100.0)', term),
  updated_at: (term) => time('updated_at', term),
  customer_date: (term) => time('created_at', term),
  created_at: (term) => time('created_at', term),
}

function termCondition(term: Term): Condition {
  if (term.field === null) {
    const everywhere = `lower(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, ''))`
    return { sql: `instr(${everywhere}, lower(?)) > 0`, values: [term.value] }
  }
  const build = FIELDS[term.field]
  if (!build) throw new GraphQLError(`The simulator does not implement the customer search filter "${term.field}"`)
  return build(term)
}
