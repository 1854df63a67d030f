// JSON from outside, as it can be stored: PostgreSQL takes neither NUL nor half a surrogate pair, in a text or in jsonb.
import { clean } from './tidy.ts'

/** What a JSON text says, its texts cleaned; null when it is no JSON, or nested beyond what can be read. */
export function parseClean(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? clean(value) : value))
  } catch {
    return null
  }
}

/** The body of a form that was sent as JSON; null when it is none, which no schema takes. */
export async function readJson(request: Request): Promise<unknown> {
  return parseClean(await request.text().catch(() => ''))
}
