// An e-mail's HTML with stand-ins for its words, for whoever asks only where its elements begin and end: a text makes the
// same tree whatever it says, and it is its words that cost most, for a browser takes each `&` and each blank by itself.
import { decodeHTML } from 'entities'
import type { Scan } from './scan.ts'

/** Longer than the name of any entity. */
const REFERENCE = 40

/** The source, as long as before, with one letter for all that stands in a text from its first word on. */
export function standIns(source: string, { pieces }: Scan): string {
  // Behind such a section, what is text to us may be a comment or a tag to a browser.
  const section = source.indexOf('<![CDATA[')
  const last = section < 0 ? source.length : section
  const kept: string[] = []
  let position = 0
  for (const piece of pieces ?? []) {
    // So may be what stands in a title, in an SVG image.
    if (piece.kind !== 'text' || piece.within !== null || piece.range.start > last) continue
    const { start, end } = piece.range
    const at = firstWord(source.slice(start, end))
    if (at === null) continue
    kept.push(source.slice(position, start + at), 'x'.repeat(end - start - at))
    position = end
  }
  return [...kept, source.slice(position)].join('')
}

/**
 * Where a text begins to be more than blanks, of which tables and the head make something else; null where its words may
 * matter: a placeholder may be filled with nothing or, behind `<`, with the name of a tag, and a number stand for a blank.
 */
function firstWord(text: string): number | null {
  const at = text.search(/[^\t\n\f\r \0]/)
  if (at < 0 || /<[{%]/.test(text)) return null
  const begins = text.slice(at, at + REFERENCE)
  return /^(?:[{%]|&#)/.test(begins) || /^[\t\n\f\r ]/.test(decodeHTML(begins)) ? null : at
}
