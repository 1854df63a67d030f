// An e-mail's HTML with stand-ins for its words, for whoever asks only where its elements begin and end: a text makes the
// same tree whatever it says, and it is its words that cost most, for a browser takes each `&` and each blank by itself.
import { decodeHTML } from 'entities'
import type { Piece, Range, Scan } from '../source/scan.ts'

/** Longer than the name of any entity. */
const REFERENCE = 40
const LONG = 1000
const LONG_RUN = /(?<!x)x{1000,}/g
/** What such an attribute says makes no tree, and hides nothing. */
const SAYS_NOTHING = new Set(['href', 'src', 'alt', 'title'])

/** The source, as long as before, with one letter for all that stands in a text from its first word on, and in long addresses. */
export function standIns(source: string, { pieces }: Scan): string {
  // Behind such a section, what is text to us may be a comment or a tag to a browser.
  const section = source.indexOf('<![CDATA[')
  const last = section < 0 ? source.length : section
  const kept: string[] = []
  let position = 0
  for (const { start, end } of (pieces ?? []).flatMap((piece) => silent(piece, source))) {
    if (start > last) break
    kept.push(source.slice(position, start), 'x'.repeat(end - start))
    position = end
  }
  return [...kept, source.slice(position)].join('')
}

/** The same with long stand-ins cut to one letter: a browser puts a text together letter by letter. */
export const cutShort = (html: string) => html.replaceAll(LONG_RUN, 'x')

/** Where in `html` the place stands that is `at` in what `cutShort` makes of it. */
export function placeBefore(html: string, at: number): number {
  let place = at
  for (const { index, 0: run } of html.matchAll(LONG_RUN)) {
    if (index >= place) break
    place += run.length - 1
  }
  return place
}

function silent(piece: Piece, source: string): Range[] {
  if (piece.kind === 'open')
    return piece.tag.attributes.filter(
      ({ name, start, end, quoted }) => quoted && end - start > LONG && SAYS_NOTHING.has(name),
    )
  // What is a title to us may hold tags: in an SVG image.
  if (piece.kind === 'close' || piece.within !== null) return []
  const { start, end } = piece.range
  const at = firstWord(source.slice(start, end))
  return at === null ? [] : [{ start: start + at, end }]
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
