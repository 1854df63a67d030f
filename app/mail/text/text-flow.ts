// Words as they flow into plain text: blanks and lines between them, and the rows of tables, which stand on one line
// where they can. Each word is written once, whatever it is nested in: what a row becomes is decided at its end.
import { compact, type TemplatePart, type Template } from '../template.ts'

/** A row of a table. Its cells stand side by side if each is one line and all of them fit, else below each other. */
export type Row = { hasWords: boolean; isBroken: boolean; length: number }

type Cut = { row: Row; lines: number }

const BETWEEN_CELLS = '  '
const LONGEST_ROW = 78
/** What a value that is not known yet is reckoned with. */
const VALUE_LENGTH = 10
/** Soft hyphens, joiners and zero-width blanks: fillers, and hints to a browser. */
const INVISIBLE = /(?:[\u00AD\u200B\u2060\uFEFF]|\u034F)+/g
/** All but those that are one blank already: most are. */
const BLANKS = /[^\S ]\s*| \s+/g
const WORD = /^[\p{L}\p{N}[({]/u

/** A text as it is seen: blanks of any kind and number are one blank. */
export const visible = (text: string): string => text.replaceAll(INVISIBLE, '').replaceAll(BLANKS, ' ')

export class TextFlow {
  readonly #tokens: (TemplatePart | Cut)[] = []
  readonly #rows: Row[] = []
  #gap: 'none' | 'where words meet' | 'blank' = 'none'
  #lines = 0
  #cell: Row | null = null
  #prefix = ''

  /** Appends words, with one space wherever the source had white space. */
  write(parts: TemplatePart[]): void {
    for (const part of parts) {
      const text = typeof part === 'string' ? visible(part) : part
      if (typeof text !== 'string') this.#put(text)
      else this.#writeWords(text)
    }
  }

  #writeWords(text: string): void {
    const words = text.trim()
    if (text.startsWith(' ')) this.#gap = 'blank'
    if (words === '') return
    this.#put(words)
    if (text.endsWith(' ')) this.#gap = 'blank'
  }

  /** Adds text with its blanks and lines as they are. */
  writeAsIs(parts: TemplatePart[]): void {
    for (const part of parts) {
      const lines = typeof part === 'string' ? part.split('\n') : [part]
      for (const [index, line] of lines.entries()) {
        if (index > 0) this.breakLine()
        if (line !== '' && line !== '\r') this.#put(line)
      }
    }
  }

  /** Adds text behind the last word, whatever ended since. */
  attach(parts: TemplatePart[]): void {
    for (const part of parts) this.#push(part)
    if (this.#gap === 'none') this.#gap = 'where words meet'
  }

  /** Keeps what comes next apart from what was before, by a blank if both are words. */
  keepApart(): void {
    if (this.#gap === 'none') this.#gap = 'where words meet'
  }

  /** A line break as an author types it; two of them are an empty line, and so are ten. */
  breakLine(): void {
    this.#lines = Math.min(2, this.#lines + 1)
  }

  /** What comes next stands on a line of its own, or behind an empty line. */
  startBlock(lines: 1 | 2): void {
    this.#lines = Math.max(this.#lines, lines)
  }

  /** What comes next starts with this, if anything comes before the next end of an item. */
  startItem(prefix: string): void {
    this.startBlock(1)
    this.#prefix = prefix
  }

  endItem(): void {
    this.startBlock(1)
    this.#prefix = ''
  }

  startRow(): Row {
    this.startBlock(1)
    const row = { hasWords: false, isBroken: false, length: 0 }
    this.#rows.push(row)
    return row
  }

  startCell(): void {
    const row = this.#rows.at(-1)
    if (!row) this.startBlock(1)
    else if (row.hasWords) this.#cell = row
  }

  endRow(): void {
    const row = this.#rows.pop()
    const outer = this.#rows.at(-1)
    if (this.#cell === row) this.#cell = null
    this.startBlock(1)
    if (!row || !outer) return
    outer.isBroken ||= row.isBroken
    outer.length += row.length
  }

  finish(): Template {
    return compact(this.#tokens.map((token) => (typeof token !== 'string' && 'row' in token ? between(token) : token)))
  }

  #put(words: TemplatePart): void {
    this.#separate(words)
    if (this.#prefix !== '') this.#push(this.#prefix)
    this.#prefix = ''
    this.#push(words)
    this.#gap = 'none'
  }

  #push(part: TemplatePart): void {
    this.#tokens.push(part)
    const row = this.#rows.at(-1)
    if (row) row.length += typeof part === 'string' ? part.length : VALUE_LENGTH
  }

  #separate(words: TemplatePart): void {
    const lines = this.#lines
    const cell = this.#cell
    this.#lines = 0
    this.#cell = null
    this.#note(lines > 0 && cell === null)
    if (this.#tokens.length === 0) return
    if (cell) this.#tokens.push({ row: cell, lines: Math.max(1, lines) })
    else if (lines > 0) this.#tokens.push('\n'.repeat(lines))
    else if (this.#gap === 'blank' || (this.#gap !== 'none' && startsWord(words))) this.#push(' ')
  }

  /** Notes words in the rows that had none, and a line break in the row that had some. */
  #note(isBreak: boolean): void {
    for (let at = this.#rows.length - 1; at >= 0; at -= 1) {
      const row = this.#rows[at]
      if (!row) return
      if (row.hasWords) {
        row.isBroken ||= isBreak
        return
      }
      row.hasWords = true
    }
  }
}

const startsWord = (part: TemplatePart) => typeof part !== 'string' || WORD.test(part)

function between({ row, lines }: Cut): string {
  return row.isBroken || row.length > LONGEST_ROW ? '\n'.repeat(lines) : BETWEEN_CELLS
}
