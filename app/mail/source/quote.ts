// Pieces of an author's own HTML, as problems name them.

const LONGEST = 60

/** A value, cut where it grows too long to be read in a sentence. */
export const short = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

/** What stands at a place of the source, on one line and between quotation marks; `until` may end it earlier. */
export function excerpt(source: string, at: number, until = Infinity): string {
  const start = Math.max(0, at)
  return `“${source.slice(start, Math.min(start + LONGEST, until)).replaceAll(/\s+/g, ' ')}”`
}
