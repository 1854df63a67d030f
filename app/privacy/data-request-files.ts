// A data request's document as a file, written piece by piece: JSON for machines and a plain page for people.
import { escapeHtml } from '#app/platform/text/escape-html.ts'
import { formatDateTime, formatMoney } from '#app/ui/format/format.ts'
import type { Column, DocumentPart, Row, Value } from './data-request-part.ts'
import { HTML_END, htmlBeginning } from './html-file.ts'

/** What stands at the head of a document. */
export type DocumentHead = {
  shop: string
  shopName: string
  requestId: string
  requestedAt: Date
  madeAt: Date
  numbers: string[]
  orders: string[]
}

export type Place = { timezone: string; currency: string }

export const NO_ORDERS =
  'Glancito doesn’t store orders. It only knows how many there are, the total spent, and when the last one was.'

type Parts = Iterable<{ part: DocumentPart; rows: AsyncIterable<Row> }>

/** One JSON object: a name for each part, with a list of its rows; times are ISO 8601, numbers beyond 2^53 are text. */
export async function* writeJson(head: DocumentHead, parts: Parts): AsyncGenerator<string> {
  const { numbers, orders, ...rest } = head
  const written = JSON.stringify({ ...rest, customerNumbers: numbers, ordersAskedAbout: orders, orders: NO_ORDERS })
  yield written.slice(0, -1)
  for (const { part, rows } of parts) {
    yield `,\n${JSON.stringify(part.name)}: [`
    let separator = '\n  '
    for await (const row of rows) {
      yield separator + JSON.stringify(jsonRow(part, row))
      separator = ',\n  '
    }
    yield ']'
  }
  yield '\n}\n'
}

function jsonRow(part: DocumentPart, row: Row): Record<string, unknown> {
  return Object.fromEntries(Object.entries(part.columns).map(([name, column]) => [name, jsonValue(column, row[name])]))
}

function jsonValue(column: Column, value: Value | undefined): Exclude<Value, bigint | Uint8Array> {
  if (typeof value === 'number' && column.name) return column.name(value)
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return column.isText ? new TextDecoder().decode(value) : hex(value)
  return value ?? null
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

type Fact = { label: string; text: string }
export type Entry = { heading: string | null; facts: Fact[] }

/** A row in words; what is empty is left out. `technical` says whether to tell what is of use to machines alone. */
export function describeRow(part: DocumentPart, row: Row, place: Place & { technical: boolean }): Entry {
  const facts: Fact[] = []
  for (const [name, column] of Object.entries(part.columns)) {
    if (name === part.heading || (column.technical && !place.technical)) continue
    const text = words(column, row[name], place)
    if (text) facts.push({ label: column.label, text })
  }
  const heading = part.heading ? part.columns[part.heading] : undefined
  return { heading: heading && part.heading ? words(heading, row[part.heading], place) : null, facts }
}

function words(column: Column, value: Value | undefined, place: Place): string | null {
  const stored = jsonValue(column, value)
  if (stored === null) return null
  if (stored instanceof Date) return formatDateTime(stored, place.timezone)
  if (typeof stored === 'boolean') return stored ? 'Yes' : 'No'
  if (Array.isArray(stored)) return stored.join(', ')
  const text = String(stored)
  if (column.money) return formatMoney(text, place.currency)
  return column.words ? column.words(text) : text
}

/** A page that needs nothing but itself, for the customer to read. */
export async function* writeHtml(head: DocumentHead, parts: Parts, place: Place): AsyncGenerator<string> {
  const title = `Your data at ${head.shopName}`
  yield `${htmlBeginning(title, STYLE)}<p>Everything that Glancito, the email app of ${escapeHtml(head.shopName)} (${escapeHtml(head.shop)}), holds about you as
customer ${escapeHtml(head.numbers.join(', '))}, on ${escapeHtml(formatDateTime(head.madeAt, place.timezone))}
(${escapeHtml(place.timezone)}).</p>
`
  for (const { part, rows } of parts) yield* writePart(part, rows, place)
  const asked = head.orders.length > 0 ? ` You asked about ${head.orders.join(', ')}.` : ''
  yield `<h2>Orders</h2>\n<p>${NO_ORDERS}${escapeHtml(asked)}</p>\n${HTML_END}`
}

async function* writePart(part: DocumentPart, rows: AsyncIterable<Row>, place: Place): AsyncGenerator<string> {
  yield `<h2>${escapeHtml(part.title)}</h2>\n<p>${escapeHtml(part.about)}</p>\n`
  let isEmpty = true
  for await (const row of rows) {
    isEmpty = false
    const { heading, facts } = describeRow(part, row, { ...place, technical: true })
    const lines = facts.map(({ label, text }) => `<dt>${escapeHtml(label)}</dt><dd dir="auto">${escapeHtml(text)}</dd>`)
    yield `${heading ? `<h3>${escapeHtml(heading)}</h3>\n` : ''}<dl>${lines.join('')}</dl>\n`
  }
  if (isEmpty) yield '<p class="none">Nothing is stored.</p>\n'
}

const STYLE = `h2 { margin-top: 2.5rem; border-bottom: 1px solid #d8d8d4 } h3 { margin: 1.5rem 0 0.25rem }
dl { margin: 0 0 1rem; display: grid; grid-template-columns: minmax(8rem, 1fr) 2fr; gap: 0.125rem 1rem }
dt, .none { color: #4a4a4a } dd { margin: 0; overflow-wrap: anywhere }
h3, dl { break-inside: avoid }`
