// Conditional comments, which Outlook reads and everybody else takes for comments.
import type { Range } from './tag-reader.ts'

/** `[if mso]>`, `[IF (gte mso 9)|(IE)]>`, `[ if !mso ]>`: what the content of such a comment begins with. */
const CONDITION = /^\[\s*if\b[^\]]*\]\s*>/i
/** What is left of `<!--[if !mso]><!-->`, also written `<!---->` or `<!-- -->`: it opens what all but Outlook read. */
const REVEALED = /^\s*(<!(--)?\s*)?$/

/**
 * The parts of a comment that Outlook reads as HTML, given the comment's content; none of an ordinary comment. To a
 * browser the comment ends with the first `-->`, so that one inside it has only begun: a condition's content is read
 * too, and behind a comment of the author's there is nothing more.
 */
export function findConditional(source: string, { start, end }: Range): Range[] {
  const parts: Range[] = []
  let from = start
  for (const piece of source.slice(start, end).split('<!--')) {
    const condition = CONDITION.exec(piece)?.[0]
    if (condition === undefined) break
    if (!REVEALED.test(piece.slice(condition.length)))
      parts.push({ start: from + condition.length, end: from + piece.length })
    from += piece.length + '<!--'.length
  }
  return parts
}

/** The condition of `<![if !mso]>` too, which to a browser is a comment by itself. */
const ANY_CONDITION = /^\[\s*if\b([^\]]*)\](?:\s*>)?/i
const END = /^\s*(?:<!\s*)?\[\s*endif\b/i

/**
 * What a comment, given its content, does to all that follows it: `skip` has Outlook leave it out, as
 * `<!--[if !mso]><!-->` does, until an `end`. Outlook's versions are not told apart.
 */
export function turnsOutlook(content: string): 'skip' | 'end' | null {
  const condition = ANY_CONDITION.exec(content)
  if (!condition) return END.test(content) ? 'end' : null
  const isOpen = REVEALED.test(content.slice(condition[0].length))
  return isOpen && condition[1]?.includes('!') ? 'skip' : null
}
