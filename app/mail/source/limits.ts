// How large and how tangled an e-mail may be: what real e-mails never reach, and what each of our readers still takes in
// a moment and without a deep stack.
import { type Handler, Parser } from 'htmlparser2'
import { excerpt } from './quote.ts'
import { type Scan, scanHtml } from './scan.ts'

/** Of 393 templates of others the deepest came to 40; Chrome itself stops nesting at 512. */
export const MAX_DEPTH = 250
/** Start and end tags; of those templates the longest had 1,492. */
const MAX_TAGS = 20_000
const MAX_ATTRIBUTES = 500
/** The longest newsletters have some 200; a link's number in the database would take 32,767. */
const MAX_LINKS = 2000
/** Each is looked for, judged and filled by itself; a long list of products with three in every line has some hundreds. */
const MAX_PLACEHOLDERS = 5000

/** A number as it is written in a sentence. */
const count = (number: number) => number.toLocaleString('en')

/** Why this HTML is not even read any further, in words for its author; null for what can be compiled. */
export function overLimits(source: string, scan: Scan = scanHtml(source)): string | null {
  if (scan.tags > MAX_TAGS)
    return `The email has ${count(scan.tags)} tags, more than email apps show. The limit is ${count(MAX_TAGS)}. Shorten it.`
  if (scan.mostAttributes > MAX_ATTRIBUTES)
    return `A tag in the email has ${count(scan.mostAttributes)} attributes. The limit is ${MAX_ATTRIBUTES}. Look for a missing “>”.`
  const deep = tooDeepAt(source)
  if (deep === null) return null
  return `The email’s elements are nested more than ${MAX_DEPTH} deep, more than email apps show, near ${excerpt(source, deep)}. Look for a tag that’s opened again and again and never closed.`
}

/** Why no e-mail is made of so many links; a draft may have them. */
export function overLinks({ anchors }: Scan): string | null {
  if (anchors.length <= MAX_LINKS) return null
  return `The email has ${count(anchors.length)} links. The limit is ${count(MAX_LINKS)}. Use fewer.`
}

/** Why no e-mail is made of so many placeholders; a draft may have them. */
export function overPlaceholders(source: string): string | null {
  const found = source.split('{{').length - 1
  if (found <= MAX_PLACEHOLDERS) return null
  return `The email has ${count(found)} placeholders. The limit is ${count(MAX_PLACEHOLDERS)}. Use fewer.`
}

/** Where the first element stands that is nested too deep, as those read it who do not mend HTML like a browser. */
function tooDeepAt(source: string): number | null {
  // Most e-mails have fewer tags than may be open at once.
  if (source.split('<', MAX_DEPTH + 2).length <= MAX_DEPTH + 1) return null
  let depth = 0
  let at: number | null = null
  const handler: Partial<Handler> = {
    onopentagname: () => {
      depth += 1
      if (depth <= MAX_DEPTH) return
      at ??= parser.startIndex
      parser.pause()
    },
    onclosetag: () => {
      depth -= 1
    },
  }
  const parser = new Parser(handler, { decodeEntities: false })
  parser.end(source)
  return at
}
