// Shopify's own published Admin schema of 2026-10 (ISC, see LICENSE), against which every query is checked.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import {
  buildClientSchema,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql'

export const API_VERSION = '2026-10'

let loaded: GraphQLSchema | undefined

/** Read once, when the first query comes: it takes a fifth of a second. */
export function adminSchema(): GraphQLSchema {
  loaded ??= readSchema()
  return loaded
}

function readSchema(): GraphQLSchema {
  const packed = readFileSync(new URL('admin_2026-10.json.gz', import.meta.url))
  const file = JSON.parse(gunzipSync(packed).toString('utf8')) as { data: IntrospectionQuery }
  return buildClientSchema(file.data, { assumeValid: true })
}

interface GraphQLProblem {
  message: string
  locations?: readonly { line: number; column: number }[]
  path?: readonly (string | number)[]
  extensions?: Record<string, unknown>
}

export type Checked = { document: DocumentNode } | { problems: GraphQLProblem[] }

const checked = new Map<string, Checked>()
const CACHED = 200

/** Parses and validates a query, and says what is wrong with it the way Shopify does. */
export function checkQuery(query: string): Checked {
  const known = checked.get(query)
  if (known) return known
  const result = check(query)
  if (checked.size >= CACHED) checked.clear()
  checked.set(query, result)
  return result
}

function check(query: string): Checked {
  let document: DocumentNode
  try {
    document = parse(query)
  } catch (error) {
    return {
      problems: [
        { message: error instanceof Error ? error.message : String(error), extensions: { code: 'parseError' } },
      ],
    }
  }
  const errors = validate(adminSchema(), document)
  if (errors.length === 0) return { document }
  return { problems: errors.map((error) => ({ ...asShopify(error.message), locations: error.locations ?? [] })) }
}

/** graphql-js and Shopify's server word the commonest mistakes differently. */
function asShopify(message: string): GraphQLProblem {
  const [, field, type] = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(message) ?? []
  if (field && type) {
    const extensions = { code: 'undefinedField', typeName: type, fieldName: field }
    return { message: `Field '${field}' doesn't exist on type '${type}'`, extensions }
  }
  const [, argument, owner] = /^Unknown argument "(\w+)" on field "\w+\.(\w+)"/.exec(message) ?? []
  if (argument && owner) {
    const extensions = { code: 'argumentNotAccepted', name: owner, typeName: 'Field', argumentName: argument }
    return { message: `Field '${owner}' doesn't accept argument '${argument}'`, extensions }
  }
  return { message, extensions: { code: 'invalid' } }
}
