// What a statement must keep to so that the tables can lie on several machines, each with the shops that are its own
// (README, "When one machine is not enough"). Read from the text, with its nesting but without a grammar: a rule that takes
// a harmless statement for an offence is answered by spelling that statement plainly.

/** Tables that are no shop's, and why they may stay on the coordinator. */
export const NOT_OF_A_SHOP: Record<string, string> = {
  sessions: 'looked up by the id that Shopify gives them, before the shop is known; one or two rows a shop',
  send_rate: 'one row for each SES account, which all shops share',
  sns_receipts: 'an SNS message is known by its own id alone, and kept for a day',
  sns_box: 'notifications of SES about mail of all shops, each of which is gone within seconds',
  sns_failures: 'those that could not be put into effect; whose they are stands in their text alone',
  hit_box: 'batches of hits of all shops, each of which is gone within seconds',
  hit_writers: 'one row for each process that puts hits into the box',
  agents: 'what programs call themselves, which says nothing of a shop',
  mail_domains:
    'what DNS says of a domain is the same for all shops; read by itself, never joined, and kept for a week',
  _prisma_migrations: 'which migrations were applied',
}

/** The directory of shops, a copy of which lies on every machine. */
const DIRECTORY = 'tenants'

/** What the totals of members count by: app/members/core/totals.server.ts. */
const COUNTED = 'email|email_state|email_unsubscribed|sms_state|email_bounce_type|email_complaint_at'

const CLOCK =
  /\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|random|gen_random_uuid) ?\(|\b(?:current_timestamp|current_date|localtimestamp)\b/
const TENANT =
  /\btenant_id\b[^=<>]{0,2}(?:=| in\b)|= ?(?:any ?\()?(?:\w+\.)?tenant_id\b|\busing ?\([^()]*\btenant_id\b|\(\w+\.tenant_id,[^()]*\) ?=/
const ONE_TENANT = /\btenant_id ?= ?\$\d/
const QUERY = /^ ?(?:select|with|insert|update|delete|values)\b/

/** `timestamptz ± interval` depends on the time zone that is set; of parameters alone it is reckoned before. */
const OF_A_ROW_AND_TIME = /(?<![:\w$.])[a-z_][\w.]*\)* [*+-] interval ''/

/** One query of a statement, with those inside it taken out and their numbers in their place. */
type Query = string

/**
 * What is wrong with a statement, in words, nothing when it may be sent. `tables` are those with a tenant_id.
 */
export function faultsOf(statement: string, tables: ReadonlySet<string>): string[] {
  const text = plain(statement)
  const queries = queriesOf(text)
  const writes = queries.flatMap((query) => writtenBy(query, tables).map((table) => ({ query, table })))
  const locks = queries.filter((query) => locksOf(query) && tablesOf(query).some((table) => isOfShop(table, tables)))
  const faults: string[] = []
  if (writes.length + locks.length > 0 && CLOCK.test(text)) faults.push('asks the database for the time or for chance')
  for (const { query, table } of writes)
    if (isOfShop(table, tables) && !isInsert(query, table) && !TENANT.test(query))
      faults.push(`changes ${table} without a filter on the tenant`)
  for (const query of locks) {
    if (!TENANT.test(query)) faults.push('locks rows without a filter on the tenant')
    if (/\bskip locked\b/.test(query) && !ONE_TENANT.test(query)) faults.push('skips locked rows of several shops')
  }
  if (/\bwith recursive\b/.test(text) && touches(queries, tables) && !ONE_TENANT.test(text))
    faults.push('walks over several shops in one query')
  if (
    queries.some((query) =>
      /\binsert into\b.*\bvalues\b.*\(…\d+\)/.test(query.split(/ on conflict | returning /)[0] ?? ''),
    )
  )
    faults.push('has a sub-query among its values')
  if (changesWhoCounts(queries) && !/\binsert into member_total_changes\b/.test(text))
    faults.push('writes members and does not note the totals')
  const changes = writes.filter(({ table }) => isOfShop(table, tables)).map(({ query }) => query)
  faults.push(...faultsOfSpelling({ queries, text, tables }, { changes, locks }))
  return [...new Set(faults)]
}

/** What says the same in another spelling. */
function faultsOfSpelling(statement: Statement, { changes, locks }: Record<'changes' | 'locks', Query[]>): string[] {
  const { queries, text, tables } = statement
  const faults = faultsWithGiven(queries, text, tables)
  if (changes.some((query) => OF_A_ROW_AND_TIME.test(query)))
    faults.push('reckons with a time and what a row says in a change')
  if (changes.some((query) => asksInCase(query, statement))) faults.push('asks in a CASE of a change')
  const asksAnybody = (query: Query) => inTables(query, statement).some((inner) => !ONE_TENANT.test(inner))
  if (locks.some((query) => ONE_TENANT.test(query) && asksAnybody(query)))
    faults.push('locks by a sub-query that does not say whose')
  if (queries.some((query) => asksForEachRow(query, statement)))
    faults.push('asks for each row of a WITH query without saying whose')
  if (queries.some((query) => asksInHaving(query, statement))) faults.push('asks about its row in HAVING')
  return faults
}

/** `unnest(…) AS g(…)`: rows that were given with the statement, and what they are called. */
const GIVEN = /\bunnest ?\([^()]*\)(?: with ordinality)? as (\w+) ?\(/g

/** Rows that were given are sent to each machine: one table can be joined with them, and others with that one. */
function faultsWithGiven(queries: Query[], text: string, tables: ReadonlySet<string>): string[] {
  const faults: string[] = []
  for (const [, given = ''] of text.matchAll(GIVEN)) {
    const ofGiven = new RegExp(String.raw`\b(\w+)\.tenant_id = ${given}\.tenant_id\b`)
    const joined = queries.filter(
      (query) => ofGiven.test(query) && tablesOf(query).some((table) => isOfShop(table, tables)),
    )
    const laterals = joined.filter((query) => !query.includes(`unnest`))
    if (laterals.length > 1) faults.push('joins several tables with what was given, not with each other')
    if (laterals.some((query) => / limit /.test(query))) faults.push('looks for some rows of each shop that was given')
  }
  return faults
}

const WITH_QUERY = /(?:\bwith|,) (?:recursive )?(\w+) as (?:(?:not )?materialized )?\(/g

type Statement = { queries: Query[]; text: string; tables: ReadonlySet<string> }

/** Whether a column is a sub-query about its row, of a shop's table and of no shop named, where the rows are those of a WITH query. */
function asksForEachRow(query: Query, statement: Statement): boolean {
  const [columns = '', from = ''] = query.split(/ from (.*)/)
  const [first = ''] = from.split(' ')
  if (![...statement.text.matchAll(WITH_QUERY)].some(([, name]) => name === first)) return false
  return inTables(columns, statement).some((inner) => !ONE_TENANT.test(inner) && refersOutside(inner))
}

/** The sub-queries of shops' tables that a part of a query holds. */
function inTables(part: string, { queries, tables }: Statement): Query[] {
  return [...part.matchAll(/\(…(\d+)\)/g)]
    .map(([, number]) => queries[Number(number)] ?? '')
    .filter((inner) => tablesOf(inner).some((table) => isOfShop(table, tables)))
}

const asksInHaving = (query: Query, statement: Statement) =>
  inTables(query.split(/ having (.*)/)[1] ?? '', statement).some(refersOutside)

/** Whether a column is set by a CASE with a sub-query in it. */
function asksInCase(query: Query, statement: Statement): boolean {
  const [, set = ''] = /\bset (.*?)(?: from | where |$)/.exec(query) ?? []
  return [...set.matchAll(/\bcase\b(.*?)\bend\b/g)].some(([part]) => inTables(part, statement).length > 0)
}

/** Whether a query names rows that are not its own. */
function refersOutside(query: Query): boolean {
  const own = new Set([...query.matchAll(/\b(?:from|join) (\w+)(?: as)?(?: (\w+))?/g)].flatMap(([, ...names]) => names))
  return [...query.matchAll(/\b([a-z_]\w*)\.\w/g)].some(([, name]) => !own.has(name ?? ''))
}

const isOfShop = (table: string, tables: ReadonlySet<string>) => table !== DIRECTORY && tables.has(table)
const isInsert = (query: Query, table: string) => query.includes(`insert into ${table}`)
const touches = (queries: Query[], tables: ReadonlySet<string>) =>
  queries.some((query) => tablesOf(query).some((table) => tables.has(table)))
const locksOf = (query: Query) => /\bfor (?:no key )?update\b|\bfor (?:key )?share\b/.test(query)

function tablesOf(query: Query): string[] {
  return [...query.matchAll(/\b(?:from|join) (?:only )?(\w+)/g)].map(([, table = '']) => table)
}

function writtenBy(query: Query, tables: ReadonlySet<string>): string[] {
  const written = [...query.matchAll(/(?:\b(do|for|key) )?\b(insert into|update|delete from) (?:only )?(\w+)/g)]
  return written
    .filter(([, before]) => !before)
    .map(([, , , table = '']) => table)
    .filter((table) => tables.has(table))
}

function changesWhoCounts(queries: Query[]): boolean {
  const sets = new RegExp(String.raw`(?:\bset|,) (?:${COUNTED}) ?=`)
  return queries.some(
    (query) =>
      /\b(?:insert into|delete from) members\b/.test(query) || (/\bupdate members\b/.test(query) && sets.test(query)),
  )
}

/** Small letters, single spaces, no comments, no contents of texts, no quotation marks and no schema. */
function plain(statement: string): string {
  const token = /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$/g
  return statement
    .replace(token, (found) => (found.startsWith("'") ? "''" : ' '))
    .replaceAll('"', '')
    .replace(/\bpublic\./g, '')
    .replace(/\s+/g, ' ')
    .toLowerCase()
}

/** The queries of a text, each by itself: what stands in brackets and is no query stays where it is. */
function queriesOf(text: string): Query[] {
  const queries: Query[] = []
  const open: string[] = ['']
  for (const part of text.split(/([()])/)) {
    if (part === '(') open.push('')
    else if (part === ')' && open.length > 1) {
      const inner = open.pop() ?? ''
      const isQuery = QUERY.test(inner)
      if (isQuery) queries.push(inner)
      open.push(`${open.pop() ?? ''}${isQuery ? `(…${queries.length - 1})` : `(${inner})`}`)
    } else open.push(`${open.pop() ?? ''}${part}`)
  }
  return [...queries, ...open.flatMap((rest) => rest.split(';'))]
}
