// Loads a bulk operation's JSON lines: streamed from Shopify into a staging table by COPY, then laid over the members by
// one merge. All or nothing, so a load that dies is simply done again.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { db, transaction } from '#app/platform/db.server.ts'
import { ShopifyUnavailable } from '#app/platform/shopify-admin.server.ts'
import { outsideFetch } from '#app/platform/stand-ins.server.ts'
import { from as copyFrom } from 'pg-copy-streams'
import { INCOMING, incomingRow, mergeCustomers, type IncomingRow } from './apply.server.ts'
import { parseCustomer } from './customer.ts'

/** Rows between two movements of the progress bar. */
const PROGRESS_EVERY = 2000
const CHUNK_CHARS = 65_536

const COLUMNS = Object.keys(INCOMING) as (keyof IncomingRow)[]
const STAGING = `CREATE TEMPORARY TABLE incoming (${COLUMNS.map((column) => `${column} ${INCOMING[column]}`).join(', ')}) ON COMMIT DROP`

/** Loads the file at `url` and returns how many customers it held. */
export async function loadCustomers(
  tenantId: number,
  importId: number,
  { url }: { url: string | null },
): Promise<number> {
  const response = await outsideFetch(url ?? '').catch((error: unknown) => {
    throw new ShopifyUnavailable('the exported file could not be fetched', { cause: error })
  })
  if (!response.ok || !response.body) throw new ShopifyUnavailable(`the exported file answered ${response.status}`)
  const lines = readLines(Readable.fromWeb(response.body as ReadableStream<Uint8Array>))
  return transaction(async (sql) => {
    await sql.query(STAGING)
    let rows = 0
    const encode = async function* () {
      let chunk = ''
      for await (const line of lines) {
        chunk += copyLine(incomingRow(tenantId, parseCustomer(JSON.parse(line), `import ${importId}`)))
        rows += 1
        if (rows % PROGRESS_EVERY === 0) await showProgress(tenantId, importId, rows)
        if (chunk.length < CHUNK_CHARS) continue
        yield chunk
        chunk = ''
      }
      if (chunk) yield chunk
    }
    await pipeline(encode, sql.query(copyFrom(`COPY incoming (${COLUMNS.join(', ')}) FROM STDIN`)))
    await sql.query('ANALYZE incoming')
    await mergeCustomers(sql, tenantId, 'import', { query: 'SELECT * FROM incoming', values: [] })
    return rows
  })
}

/** On a connection of its own: the merchant sees it while the load's transaction is open. */
async function showProgress(tenantId: number, importId: number, rows: number): Promise<void> {
  await db().query('UPDATE imports SET rows_loaded = $3 WHERE tenant_id = $1 AND import_id = $2', [
    tenantId,
    importId,
    rows,
  ])
}

async function* readLines(bytes: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line) yield line
  }
  rest += decoder.decode()
  if (rest) yield rest
}

/** One line of COPY's text format: tabs between, `\N` for null, backslashes before what it would misread. */
function copyLine(row: IncomingRow): string {
  return `${COLUMNS.map((column) => copyValue(row[column])).join('\t')}\n`
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function copyValue(value: IncomingRow[keyof IncomingRow]): string {
  if (value === null) return String.raw`\N`
  if (value instanceof Date) return value.toISOString()
  const text = Array.isArray(value) ? arrayLiteral(value) : String(value)
  return text.replaceAll(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character)
}

function arrayLiteral(values: string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`
}
