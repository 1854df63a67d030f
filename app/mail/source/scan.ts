// Where things stand in a campaign's HTML. The tokenizer gives positions and nothing is ever serialised again, so that
// every byte we do not mean to change stays as its author wrote it (Outlook's conditional comments, odd tables, all).
import { decodeHTML } from 'entities'
import { Tokenizer } from 'htmlparser2'
import { findConditional, turnsOutlook } from './conditional.ts'
import { type Attribute, isForReaders, type OpenTag, type Range, TagReader } from './tag-reader.ts'

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

export type Scan = {
  /** Text that is shown: between tags, in conditional comments too. */
  texts: Range[]
  attributes: Attribute[]
  anchors: Anchor[]
  /** What stands first in the e-mail: behind the body's start tag, or where a browser begins the body without one. */
  bodyStart: number
  /** In front of the last real `</body>`, else of the last `</html>`, or the end. */
  bodyEnd: number
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

export function scanHtml(source: string): Scan {
  const scanner = new Scanner(source)
  scanner.read({ start: 0, end: source.length }, false)
  return scanner.result()
}

class Scanner {
  readonly #source: string
  readonly #scan: Scan
  /** Where the first thing stands that a browser shows. */
  #firstContent = -1
  #bodyTagEnd = -1
  #bodyEnd = -1
  #htmlEnd = -1
  #open: OpenAnchor | null = null

  constructor(source: string) {
    this.#source = source
    this.#scan = {
      texts: [],
      attributes: [],
      anchors: [],
      bodyStart: 0,
      bodyEnd: 0,
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
    return { ...this.#scan, anchors, bodyStart: Math.min(bodyEnd, ...starts), bodyEnd }
  }

  /** Reads a part of the source; comments that Outlook reads are read like this too. */
  read(range: Range, conditional: boolean): void {
    const reader = new TagReader(this.#source, range, {
      text: (text, within) => this.#text(text, within, conditional),
      openTag: (tag) => this.#openTag(tag, conditional),
      closeTag: (name, tag) => this.#closeTag(name, tag, conditional),
      comment: (comment) => (conditional ? undefined : this.#comment(comment)),
      // To a browser a conditional comment has ended with the first comment inside it, however that goes on.
      unclosed: (what, at) => (conditional && what === 'comment' ? undefined : (this.#scan.unclosed ??= at)),
    })
    const tokenizer = new Tokenizer({ decodeEntities: true }, reader)
    tokenizer.write(this.#source.slice(range.start, range.end))
    tokenizer.end()
    if (this.#open) this.#finishAnchor(conditional)
  }

  #text(range: Range, within: string | null, conditional: boolean): void {
    if (!isForReaders(within)) return
    this.#scan.texts.push(range)
    const text = this.#source.slice(range.start, range.end)
    if (this.#open) this.#open.text += text
    if (!conditional && within !== 'title' && text.trim() !== '') this.#noteContent(range.start)
  }

  #openTag({ name, attributes, attributeCount, lostQuotes, start, end }: OpenTag, conditional: boolean): void {
    for (const attribute of attributes) this.#scan.attributes.push(attribute)
    this.#scan.lostQuotes.push(...lostQuotes.slice(0, 1))
    this.#scan.tags += 1
    this.#scan.mostAttributes = Math.max(this.#scan.mostAttributes, attributeCount)
    // Of an attribute given twice the first one counts.
    const get = (wanted: string) => attributes.find((attribute) => attribute.name === wanted)
    if (!conditional) this.#notePlace(name, { start, end })
    if (name === 'base') this.#scan.base ??= get('href')?.value ?? null
    if (name === 'img' && this.#open) Object.assign(this.#open, { hasImage: true, alt: get('alt')?.value ?? '' })
    const href = get('href')
    if (!href || !(name === 'a' || name === 'area' || VML.test(name))) return
    if (this.#open) this.#finishAnchor(conditional)
    const style = `${get('class')?.value ?? ''} ${get('style')?.value ?? ''}`
    this.#open = { tag: name, href, style, text: '', alt: get('alt')?.value ?? '', hasImage: name === 'area' }
    if (name === 'area') this.#finishAnchor(conditional)
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
    if (tag === 'body') this.#bodyEnd = start
    if (tag === 'html') this.#htmlEnd = start
  }

  #finishAnchor(conditional: boolean): void {
    if (!this.#open) return
    const { tag, href, style, text, alt, hasImage } = this.#open
    this.#open = null
    const words = decodeHTML(text).replaceAll(/\s+/g, ' ').trim()
    const isButton = VML.test(tag) || (BUTTON.test(style) && /padding|\b(btn|button)\b/i.test(style))
    const kind = words === '' && hasImage ? 'image' : isButton ? 'button' : 'text'
    this.#scan.anchors.push({ href, label: (words || alt.trim()).slice(0, 200), kind, conditional })
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
