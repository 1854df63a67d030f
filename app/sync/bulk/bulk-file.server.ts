// The file of a bulk operation, read as it arrives: from the byte where an earlier attempt got to, in parts of whole
// lines, never as a whole.
import { ShopifyUnavailable } from '#app/platform/shopify/shopify-admin.server.ts'
import { outsideFetch } from '#app/platform/outbound-fetch.server.ts'
import { within } from '#app/platform/faults/within.ts'

/** The address no longer leads to the file (Shopify keeps it for a week): it has to be exported anew. */
export class FileGone extends Error {}

/** How far a file was read, and which file that was (its ETag, where the server tells one). */
export type Place = { bytes: number; tag: string | null }

type Bytes = AsyncIterable<Uint8Array>
export type OpenFile = { start: Place; body: Bytes }

/** Until the file begins to come, and between two pieces of it: its whole may take as long as it takes. */
const SILENCE_MS = 60_000
const NEWLINE = 10
const LONGEST_LINE = 8_000_000

/**
 * Opens the file at `url` at `place`; at its beginning when it is another file than before.
 * @throws FileGone, or ShopifyUnavailable when it cannot be had just now.
 */
export async function openFile(url: string, place: Place, silenceMs = SILENCE_MS): Promise<OpenFile> {
  const giveUp = new AbortController()
  const asked = outsideFetch(url, { headers: headersFor(place), signal: giveUp.signal })
  // An abort alone is not enough: a request whose signal was swept up does not hear it.
  const response = await within(silenceMs, asked).catch((error: unknown) => {
    giveUp.abort()
    throw new ShopifyUnavailable('the exported file could not be fetched', { cause: error })
  })
  const tag = response.headers.get('etag')
  const body = response.body && withoutSilence(response.body, giveUp, silenceMs)
  const begin = { bytes: 0, tag }
  if (response.status === 206 && body) return { start: { ...place, tag }, body }
  if (response.status === 200 && body) {
    // The server ignores Range, or If-Range has found another file.
    const isSame = place.bytes > 0 && place.tag === tag
    return isSame ? { start: place, body: skip(body, place.bytes) } : { start: begin, body }
  }
  await response.body?.cancel()
  if (response.status === 416) return { start: place, body: skip([], 0) }
  if ([401, 403, 404, 410].includes(response.status))
    throw new FileGone(`the exported file answered ${response.status}`)
  throw new ShopifyUnavailable(`the exported file answered ${response.status}`)
}

/** The pieces as they come; a silence of `ms` ends it with an error. */
async function* withoutSilence(body: ReadableStream<Uint8Array>, giveUp: AbortController, ms: number) {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await within(ms, reader.read())
      if (done) return
      yield value
    }
  } catch (error) {
    giveUp.abort()
    throw error
  } finally {
    void reader.cancel().catch(() => {})
  }
}

function headersFor({ bytes, tag }: Place): Record<string, string> {
  // Compressed, the bytes would not be those of the file.
  const headers = { 'Accept-Encoding': 'identity' }
  return bytes === 0 ? headers : { ...headers, Range: `bytes=${bytes}-`, ...(tag && { 'If-Range': tag }) }
}

async function* skip(body: Bytes | Uint8Array[], count: number): AsyncGenerator<Uint8Array> {
  let left = count
  for await (const chunk of body) {
    if (left < chunk.length) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.length)
  }
}

/** Some lines, and how far the file is read with them. */
export type FileChunk = { lines: string[]; end: number }

/** Splits a file into chunks of whole lines. @throws ShopifyUnavailable when it breaks off. */
export async function* readChunks({ start, body }: OpenFile): AsyncGenerator<FileChunk> {
  let rest = Buffer.alloc(0)
  let end = start.bytes
  for await (const chunk of unbroken(body)) {
    const cut = chunk.lastIndexOf(NEWLINE) + 1
    if (cut === 0) {
      rest = Buffer.concat([rest, chunk])
      if (rest.length > LONGEST_LINE) throw new Error('the exported file is not one of lines')
      continue
    }
    const whole = Buffer.concat([rest, chunk.subarray(0, cut)])
    rest = Buffer.from(chunk.subarray(cut))
    end += whole.length
    yield { lines: linesOf(whole), end }
  }
  if (rest.length > 0) yield { lines: linesOf(rest), end: end + rest.length }
}

const linesOf = (bytes: Buffer) =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')

async function* unbroken(body: Bytes): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw new ShopifyUnavailable('the exported file broke off', { cause: error })
  }
}
