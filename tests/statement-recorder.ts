// Listens to every statement that the product's own code sends while a test file runs, and tells which of them could not be
// sent to tables on several machines. What tests write themselves, past the product, is theirs to spell as they like.
import path from 'node:path'
import pg from 'pg'
import { faultsOf } from './statement-rules.ts'

const APP = `${path.resolve(import.meta.dirname, '..', 'app')}${path.sep}`
/** This file, a test, or what helps tests. */
const TEST = /\.test\.tsx?:|[\\/]tests[\\/]/
/** The seam that every statement goes through. */
const SEAM = /db[\\/]db\.server\.ts:/
/** A migration changes the rows of all shops, before the app runs. */
const MIGRATION = /start[\\/]migrate\.server\.ts:/
/** Prisma's statements name the schema; its own frames tell nothing of who asked. */
const PRISMA = /"public"\./

const seen = new Set<string>()
const sent = new Map<string, string>()

function note(query: unknown): void {
  const text = typeof query === 'string' ? query : textOf(query)
  if (text === null || seen.has(text)) return
  if (PRISMA.test(text)) sent.set(text, 'through Prisma')
  else {
    const from = callerOf()
    if (from === null) return
    sent.set(text, from)
  }
  seen.add(text)
}

function textOf(query: unknown): string | null {
  const text: unknown = typeof query === 'object' && query !== null ? Reflect.get(query, 'text') : null
  return typeof text === 'string' ? text : null
}

/** The nearest line of the product, unless a test stands nearer: then the statement is the test's. */
function callerOf(): string | null {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 20
  const stack = new Error().stack ?? ''
  Error.stackTraceLimit = limit
  const lines = stack.split('\n').slice(1)
  const asked = lines.slice(lines.findLastIndex((line) => line.includes('statement-recorder')) + 1)
  const nearest = asked.find((line) => TEST.test(line) || (line.includes(APP) && !SEAM.test(line)))
  if (!nearest || TEST.test(nearest) || MIGRATION.test(nearest)) return null
  return nearest.slice(nearest.indexOf(APP) + APP.length - 'app/'.length).replace(/\)$/, '')
}

/** Hears what goes through any pool or connection from now on. */
export function recordStatements(): void {
  for (const kind of [pg.Pool.prototype, pg.Client.prototype]) {
    const query = Reflect.get(kind, 'query')
    Reflect.set(kind, 'query', function heard(this: unknown, ...given: unknown[]) {
      note(given[0])
      return Reflect.apply(query, this, given)
    })
  }
}

/** The statements that break a rule, each with the rule and where it was sent; `tables` are those with a tenant_id. */
export function offendingStatements(tables: ReadonlySet<string>): string[] {
  return [...sent].flatMap(([text, from]) => faultsOf(text, tables).map((fault) => `${from} ${fault}:\n${text}`))
}
