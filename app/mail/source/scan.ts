// Where things stand in a campaign's HTML. The tokenizer gives positions and nothing is ever serialised again, so that
// every byte we do not mean to change stays as its author wrote it (Outlook's conditional comments, odd tables, all).
import { decodeHTML } from 'entities'
import { HEX_COLOR } from '#app/platform/text/contrast.ts'
import { findConditional, turnsOutlook } from './conditional.ts'
import { type Attribute, isForReaders, type OpenTag, type Range, readTags } from './tag-reader.ts'

export type { Attribute, Range } from './tag-reader.ts'

export type LinkKind = 'text' | 'button' | 'image'

/** An element that leads somewhere. */
export type Anchor = {
  href: Attribute
  label: string
  kind: LinkKind
  /** Inside a conditional comment: only Outlook sees it, mostly as the double of a link beside it. */
  conditional: boolean
}

/** A piece of the HTML as everybody reads it; conditional comments are none. */
export type Piece =
  | { kind: 'text'; range: Range; within: string | null }
  | { kind: 'open'; tag: OpenTag }
  | { kind: 'close'; name: string }

export type Scan = {
  /** All of them in order; null when there are more tags than an e-mail is made of. */
  pieces: Piece[] | null
  /** Text that is shown: between tags, in conditional comments too. */
  texts: Range[]
  attributes: Attribute[]
  anchors: Anchor[]
  /** What stands first in the e-mail: behind the body's start tag, or where a browser begins the body without one. */
  bodyStart: number
  /** In front of the last real `</body>`, else of the last `</html>`, or the end. */
  bodyEnd: number
  /** The place that the e-mail has for its footer, behind the last start tag with `data-footer`, and the color that reads there. */
  footer: { at: number; color: string } | null
  base: string | null
  /** A tag or comment that never ends: everything behind it is lost. */
  unclosed: number | null
  /** Attributes without their closing quotation mark, which have swallowed what follows. */
  lostQuotes: Attribute[]
  /** A condition without end that has Outlook leave out everything behind it. */
  outlookSkips: number | null
  /** How many tags there are, and how many attributes the one with the most has. */
  tags: number
  mostAttributes: number
}

type OpenAnchor = {
  tag: string
  href: Attribute
  style: string
  text: string
  alt: string
  hasImage: boolean
}

/** What stands in front of the body; a template or noscript there may as well begin it. */
const HEAD = new Set(['html', 'head', 'meta', 'title', 'style', 'link', 'base', 'script', 'basefont', 'bgsound'])
const VML = /^[vwo]:/
const BUTTON = /\b(btn|button)\b|background(-color)?\s*:|display\s*:\s*inline-block/i

const LONGEST_LABEL = 200
/** To keep more takes many times the memory of a source that is refused for them. */
const MOST_TAGS = 20_000

let last: { source: string; scan: Scan } | undefined

/**
 * Reads a source. What is saved is checked, made into an e-mail and shown, all from the same scan: the last one is kept,
 * and must not be changed.
 */
export function scanHtml(source: string): Scan {
  if (last?.source === source) return last.scan
  const scanner = new Scanner(source)
  scanner.read({ start: 0, end: source.length }, false)
  const scan = scanner.result()
  last = scan.pieces === null ? undefined : { source, scan }
  return scan
}

/** The pieces of a source however many they are: of a campaign that was started before there were limits. */
export function readPieces(source: string): Piece[] {
  const pieces: Piece[] = []
  readTags(
    source,
    { start: 0, end: source.length },
    {
      text: (range, within) => isForReaders(within) && pieces.push({ kind: 'text', range, within }),
      openTag: (tag) => pieces.push({ kind: 'open', tag }),
      closeTag: (name) => pieces.push({ kind: 'close', name }),
      comment: () => {},
      unclosed: () => {},
    },
  )
  return pieces
}

class Scanner {
  readonly #source: string
  readonly #scan: Scan
  readonly #pieces: Piece[] = []
  /** Where the first thing stands that a browser shows. */
  #firstContent = -1
  #bodyTagEnd = -1
  #bodyEnd = -1
  #htmlEnd = -1
  #open: OpenAnchor | null = null

  constructor(source: string) {
    this.#source = source
    this.#scan = {
      pieces: null,
      texts: [],
      attributes: [],
      anchors: [],
      bodyStart: 0,
      bodyEnd: 0,
      footer: null,
      base: null,
      unclosed: null,
      lostQuotes: [],
      outlookSkips: null,
      tags: 0,
      mostAttributes: 0,
    }
  }

  result(): Scan {
    const anchors = this.#scan.anchors.toSorted((a, b) => a.href.start - b.href.start)
    const bodyEnd = [this.#bodyEnd, this.#htmlEnd, this.#source.length].find((at) => at >= 0) ?? 0
    const starts = [this.#bodyTagEnd, this.#firstContent].filter((at) => at >= 0)
    const pieces = this.#scan.tags > MOST_TAGS ? null : this.#pieces
    return { ...this.#scan, pieces, anchors, bodyStart: Math.min(bodyEnd, ...starts), bodyEnd }
  }

  /** Reads a part of the source; comments that Outlook reads are read like this too. */
  read(range: Range, conditional: boolean): void {
    readTags(this.#source, range, {
      text: (text, within) => this.#text(text, within, conditional),
      openTag: (tag) => this.#openTag(tag, conditional),
      closeTag: (name, tag) => this.#closeTag(name, tag, conditional),
      comment: (comment) => (conditional ? undefined : this.#comment(comment)),
      // To a browser a conditional comment has ended with the first comment inside it, however that goes on.
      unclosed: (what, at) => (conditional && what === 'comment' ? undefined : (this.#scan.unclosed ??= at)),
    })
    if (this.#open) this.#finishAnchor(conditional)
  }

  #text(range: Range, within: string | null, conditional: boolean): void {
    if (!isForReaders(within)) return
    this.#scan.texts.push(range)
    if (!conditional) this.#note({ kind: 'text', range, within })
    const text = this.#source.slice(range.start, range.end)
    if (this.#open) this.#open.text += text
    if (!conditional && within !== 'title' && text.trim() !== '') this.#noteContent(range.start)
  }

  #openTag(tag: OpenTag, conditional: boolean): void {
    const { name, attributes, attributeCount, start, end } = tag
    const [lostQuote] = tag.lostQuotes
    if (!conditional) this.#note({ kind: 'open', tag })
    for (const attribute of attributes) this.#scan.attributes.push(attribute)
    if (lostQuote) this.#scan.lostQuotes.push(lostQuote)
    this.#scan.tags += 1
    this.#scan.mostAttributes = Math.max(this.#scan.mostAttributes, attributeCount)
    // Of an attribute given twice the first one counts.
    const get = (wanted: string) => attributes.find((attribute) => attribute.name === wanted)
    if (!conditional) this.#notePlace(name, { start, end })
    const footer = get('data-footer')?.value ?? ''
    if (!conditional && HEX_COLOR.test(footer)) this.#scan.footer = { at: end, color: footer }
    if (name === 'base') this.#scan.base ??= get('href')?.value ?? null
    if (name === 'img' && this.#open) Object.assign(this.#open, { hasImage: true, alt: get('alt')?.value ?? '' })
    const href = get('href')
    if (!href || !(name === 'a' || name === 'area' || VML.test(name))) return
    if (this.#open) this.#finishAnchor(conditional)
    const style = `${get('class')?.value ?? ''} ${get('style')?.value ?? ''}`
    this.#open = { tag: name, href, style, text: '', alt: get('alt')?.value ?? '', hasImage: name === 'area' }
    if (name === 'area') this.#finishAnchor(conditional)
  }

  #note(piece: Piece): void {
    if (this.#scan.tags <= MOST_TAGS) this.#pieces.push(piece)
  }

  #notePlace(tag: string, { start, end }: Range): void {
    if (tag === 'body') this.#bodyTagEnd = this.#bodyTagEnd < 0 ? end : this.#bodyTagEnd
    else if (!HEAD.has(tag)) this.#noteContent(start)
  }

  #noteContent(at: number): void {
    if (this.#firstContent < 0) this.#firstContent = at
  }

  #closeTag(tag: string, { start }: Range, conditional: boolean): void {
    this.#scan.tags += 1
    if (this.#open?.tag === tag) this.#finishAnchor(conditional)
    if (conditional) return
    this.#note({ kind: 'close', name: tag })
    if (tag === 'body') this.#bodyEnd = start
    if (tag === 'html') this.#htmlEnd = start
  }

  #finishAnchor(conditional: boolean): void {
    if (!this.#open) return
    const { tag, href, style, text, alt, hasImage } = this.#open
    this.#open = null
    const words = firstWords(decodeHTML(text))
    const isButton = VML.test(tag) || (BUTTON.test(style) && /padding|\b(btn|button)\b/i.test(style))
    const kind = words === '' && hasImage ? 'image' : isButton ? 'button' : 'text'
    this.#scan.anchors.push({ href, label: (words || alt.trim()).slice(0, LONGEST_LABEL), kind, conditional })
  }

  #comment(comment: Range): void {
    const turns = turnsOutlook(this.#source.slice(comment.start, comment.end))
    if (turns === 'end') this.#scan.outlookSkips = null
    if (turns === 'skip') this.#scan.outlookSkips = this.#source.lastIndexOf('<', comment.start)
    const outer = this.#open
    this.#open = null
    for (const part of findConditional(this.#source, comment)) this.read(part, true)
    this.#open = outer
  }
}

/** As many words as a label holds, a blank between them. */
function firstWords(text: string): string {
  let words = ''
  for (const [word] of text.matchAll(/\S+/g)) {
    words += words === '' ? word : ` ${word}`
    if (words.length >= LONGEST_LABEL) break
  }
  return words
}
