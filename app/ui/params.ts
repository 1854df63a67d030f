// What a route reads from its URL and how it says that something is not there.

/** Of an int and of a bigint column. */
export const LARGEST_ID = 2 ** 31 - 1
const LARGEST_BIG_ID = 2n ** 63n - 1n

/** The id in a URL's parameter; 0, which no row has, when it is none. */
export function idParam(text: string | null | undefined): number {
  const id = /^[1-9]\d{0,9}$/.test(text ?? '') ? Number(text) : 0
  return id <= LARGEST_ID ? id : 0
}

/** The id of a bigint column in a URL, as text; null when it is none. */
export function bigIdParam(text: string | null | undefined): string | null {
  return text && /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= LARGEST_BIG_ID ? text : null
}

/** For what does not exist or is another shop's, which is the same answer. */
export function notFound(what: string): Response {
  return new Response(`This ${what} doesn’t exist.`, { status: 404 })
}
