// Customers of the export as rows of PostgreSQL's COPY, in batches of a size that merges in a moment.
import { INCOMING, incomingRow, type IncomingRow } from '#app/members/intake/incoming.server.ts'
import { customerNumber, parseCustomer } from '#app/members/core/customer.ts'
import type { FileChunk } from '../bulk/bulk-file.server.ts'

const CHUNK_BYTES = 262_144
/** What a UTF-16 unit may take in UTF-8. */
const BYTES_PER_UNIT = 3

export type Batch = {
  /** COPY's text, in chunks. */
  copy: Buffer[]
  rows: number
  /** A customer stands in it twice. */
  hasDoubles: boolean
  /** The numbers of customers that could not be read, where even that could be read. */
  unreadable: (string | null)[]
  /** How far the file is read with this batch. */
  end: number
}

export const COPY_COLUMNS = Object.keys(INCOMING) as (keyof IncomingRow)[]

/** Collects chunks of the file into batches; a line that is no customer is counted and left out. */
export async function* readBatches(
  chunks: AsyncIterable<FileChunk>,
  { tenantId, reference, batchRows }: { tenantId: number; reference: string; batchRows: number },
): AsyncGenerator<Batch> {
  let batch = new Collector()
  for await (const { lines, end } of chunks) {
    for (const line of lines) {
      const row = readRow(tenantId, line, reference)
      if (row) batch.add(row)
      else batch.unreadable.push(numberInLine(line))
    }
    batch.end = end
    if (batch.count < batchRows) continue
    yield batch.close()
    batch = new Collector()
  }
  if (batch.count > 0) yield batch.close()
}

function readRow(tenantId: number, line: string, reference: string): IncomingRow | null {
  try {
    return incomingRow(tenantId, parseCustomer(JSON.parse(line), reference))
  } catch {
    return null
  }
}

class Collector {
  readonly unreadable: (string | null)[] = []
  end = 0
  readonly #copy: Buffer[] = []
  readonly #seen = new Set<IncomingRow['member_id']>()
  #rows = 0
  #chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  #used = 0

  get count(): number {
    return this.#rows + this.unreadable.length
  }

  /** Written down at once as bytes: as text, a batch would live long enough to fill the heap. */
  add(row: IncomingRow): void {
    this.#rows += 1
    this.#seen.add(row.member_id)
    const line = copyLine(row)
    const most = line.length * BYTES_PER_UNIT
    if (this.#used + most > this.#chunk.length) this.#turnOver(most)
    this.#used += this.#chunk.write(line, this.#used)
  }

  close(): Batch {
    this.#turnOver(0)
    const { unreadable, end } = this
    return { copy: this.#copy, rows: this.#rows, hasDoubles: this.#seen.size < this.#rows, unreadable, end }
  }

  #turnOver(least: number): void {
    if (this.#used > 0) this.#copy.push(this.#chunk.subarray(0, this.#used))
    this.#chunk = Buffer.allocUnsafe(Math.max(least, CHUNK_BYTES))
    this.#used = 0
  }
}

/** One line of COPY's text format: tabs between, `\N` for null, backslashes before what it would misread. */
function copyLine(row: IncomingRow): string {
  return `${COPY_COLUMNS.map((column) => copyValue(row[column])).join('\t')}\n`
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const MISREAD = /[\\\t\n\r]/

function copyValue(value: IncomingRow[keyof IncomingRow]): string {
  if (value === null) return String.raw`\N`
  if (value instanceof Date) return value.toISOString()
  const text = Array.isArray(value) ? arrayLiteral(value) : String(value)
  return MISREAD.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character) : text
}

function arrayLiteral(values: string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`
}

/** The customer number in a line of the file, whatever else is wrong with it. */
export function numberInLine(line: string): string | null {
  const [, gid] = /"id":"(gid:\/\/shopify\/Customer\/\d+)"/.exec(line) ?? []
  return gid ? customerNumber(gid) : null
}
