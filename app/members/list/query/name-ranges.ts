// The order by name in a search: what was typed is looked up as in an address book. First come the names that begin with
// it, then, where its script is not Latin, the names of that script that hold it, then all others; each in order.

/**
 * Names from one to another, the first included, the last not; null is open. Of those, the ones that hold every word. The
 * rest is whoever is in none before it.
 */
export type NameRange = { from: string | null; to: string | null; words: string[]; isRest?: boolean }

/** Where the letters of other scripts stand. */
const SCRIPTS = [
  ['\u0370', '\u0400'], // Greek
  ['\u0400', '\u0530'], // Cyrillic
  ['\u0590', '\u0600'], // Hebrew
  ['\u0600', '\u0780'], // Arabic
  ['\u0900', '\u0E00'], // of India
  ['\u0E00', '\u0E80'], // Thai
  ['\u3040', '\u3100'], // Hiragana and Katakana
  ['\u3400', '\uA000'], // Han
  ['\uAC00', '\uD7B0'], // Hangul
] as const

/**
 * The ranges in which names come that are searched for, `text` being folded as they are. A name belongs to the first
 * that it is in.
 */
export function nameRangesOf(text: string, descending: boolean): NameRange[] {
  const end = `${text}\u{10FFFF}`
  const first = { from: text, to: end, words: [] }
  const script = SCRIPTS.find(([from, to]) => isIn(text, { from, to, words: [] }))
  const [from, to] = script ?? [null, null]
  const words = script ? text.split(' ') : []
  const around = [
    { from, to: text, words },
    { from: end, to, words },
  ]
  const others = { from: null, to: null, words: [], isRest: true }
  return [first, ...(descending ? around.toReversed() : around), ...(script ? [others] : [])]
}

/** Whether a name is in a range. By code points, as the database orders names: UTF-16 would put some elsewhere. */
export function isIn(name: string, { from, to, words }: NameRange): boolean {
  const bytes = Buffer.from(name)
  const isBetween =
    (from === null || bytes.compare(Buffer.from(from)) >= 0) && (to === null || bytes.compare(Buffer.from(to)) < 0)
  return isBetween && words.every((word) => name.includes(word))
}
