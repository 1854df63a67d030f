// The tokenizer's calls turned into whole tags, texts and comments, with positions in the whole source.
import { decodeHTMLAttribute } from 'entities'
import { QuoteType, Tokenizer, type TokenizerCallbacks } from 'htmlparser2'
import { isOddName, losesQuote } from './lost-quote.ts'

export type Range = { start: number; end: number }

/** An attribute's value: where it stands without its quotes, and what it says once its entities are decoded. */
export type Attribute = Range & { tag: string; name: string; quoted: boolean; value: string }

export type OpenTag = Range & {
  name: string
  attributes: Attribute[]
  /** How many attributes there are, with those that have no value. */
  attributeCount: number
  /** Whether it has the attribute `hidden`, which mostly has no value and so no place among the attributes. */
  isHidden: boolean
  /** Attributes whose closing quotation mark is missing, so that the tag has swallowed others. */
  lostQuotes: Attribute[]
}

export type Handlers = {
  /** Text between tags; `within` is the element whose content is nothing but text, such as a style or a title. */
  text: (range: Range, within: string | null) => void
  openTag: (tag: OpenTag) => void
  closeTag: (name: string, range: Range) => void
  comment: (range: Range) => void
  /** A tag or comment that the source ends in. */
  unclosed: (what: 'tag' | 'comment', at: number) => void
}

/** Elements in which a browser reads no tags; all of them but plaintext end with their end tag. */
export const TEXT_ONLY = new Set('script style xmp iframe noembed noframes plaintext title textarea'.split(' '))
/** Whether text is for readers, as that of a title is too, and not code. */
export const isForReaders = (within: string | null) => within === null || within === 'title' || within === 'textarea'

const VALUE_BEGINS = /^\s*=\s*["']?/

/** Reads a part of the source in one pass. */
export function readTags(source: string, range: Range, handlers: Handlers): void {
  // Tags are told apart without decoding entities, which would take ten times as long.
  const tokenizer = new Tokenizer({ decodeEntities: false }, new TagReader(source, range, handlers))
  tokenizer.write(source.slice(range.start, range.end))
  tokenizer.end()
}

/** The tokenizer is given the slice of the source that begins at `#offset`. */
class TagReader implements TokenizerCallbacks {
  readonly #source: string
  readonly #offset: number
  readonly #end: number
  readonly #handlers: Handlers
  #tag: OpenTag | null = null
  /** Where the tag's last name stands that no author would write. */
  #odd = -1
  #attribute = { name: '', end: 0 }
  #text: Range | null = null
  #within: string | null = null
  /** The end of what was reported: what is left behind it when the source ends is a tag without end. */
  #done: number

  constructor(source: string, { start, end }: Range, handlers: Handlers) {
    this.#source = source
    this.#offset = start
    this.#end = end
    this.#done = start
    this.#handlers = handlers
  }

  /** Text comes in pieces, cut where it might have begun a tag: a placeholder may stand there. */
  ontext(from: number, to: number): void {
    const start = from + this.#offset
    const end = to + this.#offset
    if (this.#text && this.#text.end === start) this.#text.end = end
    else {
      this.#flush()
      this.#text = { start, end }
    }
    this.#done = end
  }

  ontextentity(): void {}

  #flush(): void {
    if (this.#text) this.#handlers.text(this.#text, this.#within)
    this.#text = null
  }

  onopentagname(start: number, end: number): void {
    this.#flush()
    const from = start + this.#offset - 1
    const name = this.#slice(start, end).toLowerCase()
    this.#tag = { name, start: from, end: from, attributes: [], attributeCount: 0, isHidden: false, lostQuotes: [] }
    this.#odd = -1
  }

  onattribname(start: number, end: number): void {
    this.#attribute = { name: this.#slice(start, end).toLowerCase(), end: end + this.#offset }
    if (this.#tag) {
      this.#tag.attributeCount += 1
      this.#tag.isHidden ||= this.#attribute.name === 'hidden'
    }
    if (isOddName(this.#attribute.name)) this.#odd = start + this.#offset
  }

  onattribdata(): void {}
  onattribentity(): void {}

  onattribend(quote: QuoteType, endIndex: number): void {
    if (!this.#tag || quote === QuoteType.NoValue) return
    const quoted = quote !== QuoteType.Unquoted
    const end = endIndex + this.#offset - (quoted ? 1 : 0)
    const begins = VALUE_BEGINS.exec(this.#source.slice(this.#attribute.end, end + 1))
    const start = this.#attribute.end + (begins?.[0].length ?? 0)
    const value = decodeHTMLAttribute(this.#source.slice(start, end))
    this.#tag.attributes.push({ tag: this.#tag.name, name: this.#attribute.name, start, end, quoted, value })
  }

  onopentagend(endIndex: number): void {
    if (!this.#tag) return
    const tag = this.#tag
    this.#tag = null
    if (TEXT_ONLY.has(tag.name)) this.#within = tag.name
    this.#done = endIndex + this.#offset + 1
    tag.end = this.#done
    tag.lostQuotes = tag.attributes.filter((attribute) => losesQuote(this.#source, attribute, this.#odd))
    this.#handlers.openTag(tag)
  }

  onselfclosingtag(endIndex: number): void {
    this.onopentagend(endIndex)
  }

  onclosetag(start: number, end: number): void {
    this.#flush()
    const name = this.#slice(start, end).toLowerCase()
    if (this.#within === name) this.#within = null
    const from = start + this.#offset - 2
    const close = this.#source.indexOf('>', end + this.#offset)
    if (close < 0 || close >= this.#end) return
    this.#done = close + 1
    this.#handlers.closeTag(name, { start: from, end: this.#done })
  }

  oncomment(start: number, end: number, endOffset: number): void {
    this.#flush()
    this.#done = end + this.#offset + 1
    if (this.#done > this.#end) this.#handlers.unclosed('comment', this.#source.lastIndexOf('<', start + this.#offset))
    this.#handlers.comment({ start: start + this.#offset, end: end + this.#offset - endOffset })
  }

  oncdata(_start: number, end: number): void {
    this.#skip(end)
  }

  ondeclaration(_start: number, end: number): void {
    this.#skip(end)
  }

  onprocessinginstruction(_start: number, end: number): void {
    this.#skip(end)
  }

  #skip(end: number): void {
    this.#flush()
    this.#done = end + this.#offset + 1
  }

  onend(): void {
    const at = this.#unfinished() ?? this.#done
    this.#flush()
    if (at < this.#end) this.#handlers.unclosed('tag', at)
  }

  /** Where the text at the end begins a tag: `</` or `<t`, which would take in what we put behind it. */
  #unfinished(): number | null {
    if (!this.#text || this.#within !== null) return null
    // The tokenizer gives the name of some such tags as text, without what stands before it.
    const from = Math.max(0, this.#text.start - 1)
    const last = this.#source.slice(from, this.#text.end).lastIndexOf('<')
    return last >= 0 && /^[a-z/]/i.test(this.#source.slice(from + last + 1)) ? from + last : null
  }

  #slice(start: number, end: number): string {
    return this.#source.slice(start + this.#offset, end + this.#offset)
  }
}
