// Where things stand in a campaign's HTML. The tokenizer gives positions and nothing is ever serialised again, so that
// every byte we do not mean to change stays as its author wrote it (Outlook's conditional comments, odd tables, all).
import { decodeHTML, decodeHTMLAttribute } from 'entities'
import { QuoteType, Tokenizer, type TokenizerCallbacks } from 'htmlparser2'

export type Range = { start: number; end: number }

/** An attribute's value: where it stands without its quotes, and what it says once its entities are decoded. */
export type Attribute = Range & { tag: string; name: string; quoted: boolean; value: string }

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
  /** Behind the body's start tag: what stands first in the e-mail. */
  bodyStart: number
  /** In front of the last real `</body>`, or the end. */
  bodyEnd: number
  base: string | null
  /** A tag or comment that never ends: everything behind it is lost. */
  unclosed: number | null
}

type OpenAnchor = {
  tag: string
  href: Attribute
  style: string
  text: string
  alt: string
  hasImage: boolean
  at: number
}

const RAW = new Set(['script', 'style', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext'])
const VML = /^[vwo]:/
const BUTTON = /\b(btn|button)\b|background(-color)?\s*:|display\s*:\s*inline-block/i
const CONDITION = /^\[if[^\]]*\]>/i
/** `<!--[if !mso]><!-->`, also written `<!-- -->` at its end: opens a part that all but Outlook read as ordinary HTML. */
const REVEALED = /^\[if[^\]]*\]>\s*<!(--)?\s*$/i

export function scanHtml(source: string): Scan {
  const scanner = new Scanner(source)
  scanner.read(0, source.length, false)
  return scanner.result()
}

class Scanner {
  readonly #source: string
  readonly #scan: Scan
  #headEnd = 0
  #hasBody = false
  #bodyEnd = -1
  #open: OpenAnchor | null = null

  constructor(source: string) {
    this.#source = source
    this.#scan = { texts: [], attributes: [], anchors: [], bodyStart: 0, bodyEnd: 0, base: null, unclosed: null }
  }

  result(): Scan {
    const anchors = this.#scan.anchors.toSorted((a, b) => a.href.start - b.href.start)
    const bodyStart = this.#hasBody ? this.#scan.bodyStart : this.#headEnd
    const bodyEnd = this.#bodyEnd < 0 ? this.#source.length : this.#bodyEnd
    return { ...this.#scan, anchors, bodyStart, bodyEnd }
  }

  /** Reads the part of the source from `start` to `end`; comments that Outlook reads are read like this too. */
  read(start: number, end: number, conditional: boolean): void {
    const reader = new TagReader(this.#source, start, {
      text: (range, raw) => this.#text(range, raw),
      openTag: (tag, attributes, at) => this.#openTag(tag, attributes, { at, conditional }),
      closeTag: (tag, range) => this.#closeTag(tag, range, conditional),
      comment: (range) => this.#comment(range),
      unclosed: (at) => (this.#scan.unclosed ??= at),
    })
    const tokenizer = new Tokenizer({ decodeEntities: true }, reader)
    tokenizer.write(this.#source.slice(start, end))
    tokenizer.end()
    if (this.#open) this.#finishAnchor(conditional)
  }

  #text(range: Range, raw: boolean): void {
    if (raw) return
    this.#scan.texts.push(range)
    if (this.#open) this.#open.text += this.#source.slice(range.start, range.end)
  }

  #openTag(tag: string, attributes: Attribute[], { at, conditional }: { at: Range; conditional: boolean }): void {
    this.#scan.attributes.push(...attributes)
    // Of an attribute given twice the first one counts.
    const get = (name: string) => attributes.find((attribute) => attribute.name === name)
    if (!conditional) this.#notePlace(tag, at.end)
    if (tag === 'base') this.#scan.base ??= get('href')?.value ?? null
    if (tag === 'img' && this.#open) Object.assign(this.#open, { hasImage: true, alt: get('alt')?.value ?? '' })
    const href = get('href')
    if (!href || !(tag === 'a' || tag === 'area' || VML.test(tag))) return
    if (this.#open) this.#finishAnchor(conditional)
    const style = `${get('class')?.value ?? ''} ${get('style')?.value ?? ''}`
    this.#open = { tag, href, style, text: '', alt: get('alt')?.value ?? '', hasImage: tag === 'area', at: at.start }
    if (tag === 'area') this.#finishAnchor(conditional)
  }

  #notePlace(tag: string, end: number): void {
    if (tag === 'body' && !this.#hasBody) {
      this.#hasBody = true
      this.#scan.bodyStart = end
    }
    if (tag === 'html') this.#headEnd = Math.max(this.#headEnd, end)
  }

  #closeTag(tag: string, { start, end }: Range, conditional: boolean): void {
    if (this.#open?.tag === tag) this.#finishAnchor(conditional)
    if (conditional) return
    if (tag === 'body') this.#bodyEnd = start
    if (tag === 'head') this.#headEnd = end
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

  #comment({ start, end }: Range): void {
    const content = this.#source.slice(start, end)
    const condition = CONDITION.exec(content)
    if (!condition || REVEALED.test(content)) return
    const last = content.lastIndexOf('<![endif]')
    const outer = this.#open
    this.#open = null
    this.read(start + condition[0].length, last < 0 ? end : start + last, true)
    this.#open = outer
  }
}

export type Handlers = {
  text: (range: Range, raw: boolean) => void
  openTag: (tag: string, attributes: Attribute[], at: Range) => void
  closeTag: (tag: string, range: Range) => void
  comment: (range: Range) => void
  unclosed: (at: number) => void
}

/** Turns the tokenizer's calls into whole tags, with positions in the whole source. */
export class TagReader implements TokenizerCallbacks {
  readonly #source: string
  readonly #offset: number
  readonly #handlers: Handlers
  #tag: { name: string; start: number; attributes: Attribute[] } | null = null
  #attribute = { name: '', end: 0 }
  #text: Range | null = null
  #raw: string | null = null

  constructor(source: string, offset: number, handlers: Handlers) {
    this.#source = source
    this.#offset = offset
    this.#handlers = handlers
  }

  ontext(start: number, end: number): void {
    this.#addText(start + this.#offset, end + this.#offset)
  }

  ontextentity(_codepoint: number, end: number): void {
    const start = this.#text?.end ?? this.#source.lastIndexOf('&', end + this.#offset - 1)
    this.#addText(start, end + this.#offset)
  }

  /** Text comes in pieces, cut at entities: a placeholder may hold one. */
  #addText(start: number, end: number): void {
    if (this.#text && this.#text.end === start) this.#text.end = end
    else {
      this.#flush()
      this.#text = { start, end }
    }
  }

  #flush(): void {
    if (this.#text) this.#handlers.text(this.#text, this.#raw !== null)
    this.#text = null
  }

  onopentagname(start: number, end: number): void {
    this.#flush()
    this.#tag = { name: this.#slice(start, end).toLowerCase(), start: start + this.#offset - 1, attributes: [] }
  }

  onattribname(start: number, end: number): void {
    this.#attribute = { name: this.#slice(start, end).toLowerCase(), end: end + this.#offset }
  }

  onattribdata(): void {}
  onattribentity(): void {}

  onattribend(quote: QuoteType, endIndex: number): void {
    if (!this.#tag || quote === QuoteType.NoValue) return
    const quoted = quote !== QuoteType.Unquoted
    const end = endIndex + this.#offset - (quoted ? 1 : 0)
    const start =
      this.#attribute.end + (/^\s*=\s*["']?/.exec(this.#source.slice(this.#attribute.end, end + 1))?.[0].length ?? 0)
    const value = decodeHTMLAttribute(this.#source.slice(start, end))
    this.#tag.attributes.push({ tag: this.#tag.name, name: this.#attribute.name, start, end, quoted, value })
  }

  onopentagend(endIndex: number): void {
    if (!this.#tag) return
    const { name, start, attributes } = this.#tag
    this.#tag = null
    if (RAW.has(name)) this.#raw = name
    this.#handlers.openTag(name, attributes, { start, end: endIndex + this.#offset + 1 })
  }

  onselfclosingtag(endIndex: number): void {
    this.onopentagend(endIndex)
  }

  onclosetag(start: number, end: number): void {
    this.#flush()
    const name = this.#slice(start, end).toLowerCase()
    if (this.#raw === name) this.#raw = null
    const close = this.#source.indexOf('>', end + this.#offset)
    this.#handlers.closeTag(name, { start: start + this.#offset - 2, end: close < 0 ? this.#source.length : close + 1 })
  }

  oncomment(start: number, end: number, endOffset: number): void {
    this.#flush()
    if (this.#source[end + this.#offset] !== '>') this.#handlers.unclosed(start + this.#offset)
    this.#handlers.comment({ start: start + this.#offset, end: end + this.#offset - endOffset })
  }

  oncdata(): void {
    this.#flush()
  }

  ondeclaration(): void {
    this.#flush()
  }

  onprocessinginstruction(): void {
    this.#flush()
  }

  onend(): void {
    this.#flush()
    if (this.#tag) this.#handlers.unclosed(this.#tag.start)
  }

  #slice(start: number, end: number): string {
    return this.#source.slice(start + this.#offset, end + this.#offset)
  }
}
