// JSON from outside, as it can be stored: PostgreSQL takes neither NUL nor half a surrogate pair, in a text or in jsonb.
import { clean } from './tidy.ts'

type Reviver = (key: string, value: unknown) => unknown

/** What a JSON text says; null when it is no JSON, or nested beyond what can be read. */
export function parseJson(text: string, reviver?: Reviver): unknown {
  try {
    return JSON.parse(text, reviver)
  } catch {
    return null
  }
}

/** The same with its texts cleaned. */
export function parseClean(text: string): unknown {
  return parseJson(text, (_key, value) => (typeof value === 'string' ? clean(value) : value))
}

/** The body of a form that was sent as JSON; null when it is none, which no schema takes. */
export async function readJson(request: Request): Promise<unknown> {
  return parseClean(await request.text().catch(() => ''))
}
