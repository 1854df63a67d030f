// The plain text of a campaign, made once from its HTML: what a reader of the HTML sees, in its order, with the address
// behind each link. Written in one pass over what its scan found, so that neither size nor nesting can stop it.
import { decodeHTML } from 'entities'
import { readHref } from '../source/href.ts'
import { OpenElements } from '../source/open-elements.ts'
import { type Piece, readPieces, type Scan } from '../source/scan.ts'
import { cutPlaceholders } from '../edits/fill-placeholders.ts'
import type { OpenTag } from '../source/tag-reader.ts'
import { compact, type TemplatePart, type Template } from '../template.ts'
import { type Look, lookOf } from './text-blocks.ts'
import { TextFlow, visible } from './text-flow.ts'

type Link = { address: TemplatePart[]; shown: string; words: string; hasImage: boolean }
type Get = (attribute: string) => string | undefined
/** A list; its next item's number, if they have any. */
type List = { number: number | null }

const DEEPEST_INDENT = 8
const NOTHING = () => {}

/** The text of `html`, with the unsubscribe address and the postal address at its end. */
export function makeText(html: string, scan: Scan, postalAddress: string): Template {
  return compact([
    ...new TextWriter(scan).write(html, scan.pieces ?? readPieces(html)),
    '\n\n--\nUnsubscribe: ',
    { put: 'field', field: 'unsubscribe_url', fallback: '', place: 'plain' },
    '\nEmail preferences: ',
    { put: 'preferencesUrl' },
    `\n${postalAddress.trim()}\n`,
  ])
}

class TextWriter {
  readonly #base: string | null
  /** Where links with words lead: a picture without words, mostly an icon beside them, needs not say it again. */
  readonly #said: Set<string>
  readonly #flow = new TextFlow()
  readonly #elements = new OpenElements()
  readonly #lists: List[] = []
  #link: Link | null = null
  #hidden = 0
  #asIs = 0

  constructor({ base, anchors }: Scan) {
    this.#base = base
    const inWords = anchors.filter(({ label, conditional }) => label !== '' && !conditional)
    this.#said = new Set(inWords.map(({ href }) => shownAddress(href.value, base)))
  }

  // What only Outlook reads stands in comments; the rest of a mail says the same.
  write(html: string, pieces: Piece[]): Template {
    for (const piece of pieces) {
      if (piece.kind === 'text') this.#text(html.slice(piece.range.start, piece.range.end))
      else if (piece.kind === 'open') this.#openTag(piece.tag)
      else this.#elements.close(piece.name)
    }
    this.#elements.closeAll()
    return this.#flow.finish()
  }

  #text(source: string): void {
    if (this.#hidden > 0) return
    const parts = cutPlaceholders(source, 'plain', decodeHTML).map(decoded)
    if (this.#link) this.#link.words += wordsOf(parts)
    if (this.#asIs > 0) this.#flow.writeAsIs(parts)
    else this.#flow.write(parts)
  }

  #openTag({ name, attributes, isHidden }: OpenTag): void {
    // Of an attribute given twice the first one counts.
    const get: Get = (wanted) => attributes.find((attribute) => attribute.name === wanted)?.value
    this.#elements.open(name, () => {
      const look = isHidden ? 'hidden' : lookOf(name, get('style') ?? '')
      if (look === 'hidden') return this.#hide()
      return this.#hidden > 0 ? NOTHING : this.#start(name, look, get)
    })
  }

  #hide(): () => void {
    this.#hidden += 1
    return () => (this.#hidden -= 1)
  }

  /** Starts what is seen of an element; what comes back ends it. */
  #start(tag: string, look: Exclude<Look, 'hidden'>, get: Get): () => void {
    const endLook = this.#startLook(tag, look)
    const endContent = this.#startContent(tag, get)
    if (endContent === NOTHING) return endLook
    return () => {
      endContent()
      endLook()
    }
  }

  #startLook(tag: string, look: Exclude<Look, 'hidden'>): () => void {
    const flow = this.#flow
    switch (look) {
      case 'inline':
        return NOTHING
      case 'apart':
        flow.keepApart()
        return () => flow.keepApart()
      case 'row':
        flow.startRow()
        return () => flow.endRow()
      case 'cell':
        flow.startCell()
        return NOTHING
      case 'line':
      case 'paragraph': {
        const isInnerList = this.#lists.length > 0 && (tag === 'ul' || tag === 'ol')
        const lines = look === 'line' || isInnerList ? 1 : 2
        flow.startBlock(lines)
        return () => flow.startBlock(lines)
      }
    }
  }

  #startContent(tag: string, get: Get): () => void {
    switch (tag) {
      case 'a':
        return this.#startLink(get('href') ?? '')
      case 'img':
        this.#image(get('alt') ?? '')
        return NOTHING
      case 'area':
        this.#area(get('href') ?? '', get('alt') ?? '')
        return NOTHING
      case 'br':
        this.#flow.breakLine()
        return NOTHING
      case 'hr':
        this.#flow.write(['----------'])
        return NOTHING
      case 'ul':
      case 'ol':
        return this.#startList(tag === 'ol' ? Number.parseInt(get('start') ?? '1', 10) || 1 : null)
      case 'li':
        return this.#startItem()
      case 'pre':
        this.#asIs += 1
        return () => (this.#asIs -= 1)
      default:
        return NOTHING
    }
  }

  #startLink(href: string): () => void {
    this.#endLink()
    const shown = shownAddress(href, this.#base)
    this.#link = { address: addressParts(shown), shown, words: '', hasImage: false }
    return () => this.#endLink()
  }

  #endLink(): void {
    const link = this.#link
    this.#link = null
    if (!link || link.shown === '') return
    const words = visible(link.words).trim()
    if (words === '') {
      if (link.hasImage && !this.#said.has(link.shown)) this.#flow.write(link.address)
    } else if (!saysSame(words, link.shown)) this.#flow.attach([' [', ...link.address, ']'])
  }

  /** An image is its alternative text, which stands for it by definition. */
  #image(alt: string): void {
    if (this.#link) this.#link.hasImage = true
    const parts = cutPlaceholders(alt, 'plain')
    if (this.#link) this.#link.words += ` ${wordsOf(parts)} `
    this.#flow.keepApart()
    this.#flow.write(parts)
    this.#flow.keepApart()
  }

  /** A part of an image that leads somewhere, on a line of its own. */
  #area(href: string, alt: string): void {
    this.#flow.startBlock(1)
    const end = this.#startLink(href)
    this.#image(alt)
    end()
    this.#flow.startBlock(1)
  }

  #startList(number: number | null): () => void {
    this.#lists.push({ number })
    return () => this.#lists.pop()
  }

  #startItem(): () => void {
    const list = this.#lists.at(-1)
    const indent = '  '.repeat(Math.min(DEEPEST_INDENT, Math.max(0, this.#lists.length - 1)))
    this.#flow.startItem(`${indent}${list && list.number !== null ? `${list.number}.` : '-'} `)
    if (list && list.number !== null) list.number += 1
    return () => this.#flow.endItem()
  }
}

const decoded = (part: TemplatePart): TemplatePart => (typeof part === 'string' ? decodeHTML(part) : part)

/** What a link's words are compared by: a value that is not known yet stands for itself. */
const wordsOf = (parts: TemplatePart[]) =>
  parts.map((part) => (typeof part === 'string' ? part : part.put === 'field' ? `{{${part.field}}}` : '')).join('')

/** Where a link leads, as its reader is told; empty when there is nothing to tell. */
function shownAddress(href: string, base: string | null): string {
  const target = readHref(href, base)
  if (target.kind === 'web') return target.url
  const address = href.trim()
  if (target.kind === 'unsafe' || address.startsWith('#')) return ''
  if (/^mailto:/i.test(address)) return address.slice('mailto:'.length).split('?', 1)[0] ?? ''
  return /^tel:/i.test(address) ? address.slice('tel:'.length) : address
}

/** The address with its placeholders, encoded as in the HTML; one of ours that it begins with is whole already. */
function addressParts(address: string): TemplatePart[] {
  const [first, ...others] = cutPlaceholders(address, 'url').map(withoutBlanks)
  if (first === undefined) return []
  const isOurs = typeof first !== 'string' && first.put === 'field' && first.field === 'unsubscribe_url'
  return [isOurs ? { ...first, place: 'plain' } : first, ...others]
}

/** An address ends where a mail program sees a blank. */
const withoutBlanks = (part: TemplatePart): TemplatePart =>
  typeof part === 'string' ? part.replaceAll(/[\s\p{Cc}]+/gu, (blanks) => encodeURIComponent(blanks)) : part

const NUMBER = /^\+?[\d\s().-]+$/

const saysSame = (words: string, address: string) =>
  words === address || (NUMBER.test(words) && NUMBER.test(address) && digits(words) === digits(address))

const digits = (text: string) => text.replaceAll(/\D/g, '')
