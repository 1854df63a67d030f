// What a part of a data request's document is made of.
import { namesOf } from '#app/platform/text/code-names.ts'
import { OPT_IN_WORDS, STATE_WORDS } from '#app/members/consent/consent-words.ts'

/** A value as the database gives it. */
export type Value = string | number | bigint | boolean | Date | Uint8Array | null | Value[]
export type Row = Record<string, Value>

export type Column = {
  label: string
  /** What a person reads for a code; null leaves it out. */
  words?: (code: string) => string | null
  /** What the code is called in the JSON, where the stored one says nothing. */
  name?: (code: number) => string
  /** An amount in the shop's currency. */
  money?: true
  /** Bytes that are text; others are a checksum. */
  isText?: true
  /** Of use to machines alone: in the files, not on the screen. */
  technical?: true
}

/** How the rows of a person are found: by their number, by the numbers merged into it, in messages, by the address, or by what they got or bought. */
export type Finder = 'number' | 'numbers' | 'merge' | 'message' | 'address' | 'mailing' | 'order'

export type DocumentPart = {
  /** What it is called in the JSON. */
  name: string
  title: string
  about: string
  table: string
  finder: Finder
  /** The columns that order the rows. */
  order: string[]
  columns: Record<string, Column>
  /** The column whose words head an entry. */
  heading?: string
}

export const plain = (label: string): Column => ({ label })
export const technical = (label: string): Column => ({ label, technical: true })
export const fromWords = (label: string, words: Record<string, string | null>): Column => ({
  label,
  words: (code) => (code in words ? (words[code] ?? null) : code),
})
export const state = (label: string) => fromWords(label, STATE_WORDS)
export const optIn = (label: string) => fromWords(label, OPT_IN_WORDS)

const named =
  (codes: Record<string, number>) =>
  (code: number): string =>
    namesOf(codes).get(code) ?? String(code)
export const coded = (label: string, codes: Record<string, number>, words: Record<string, string | null>): Column => ({
  ...fromWords(label, words),
  name: named(codes),
})

/** `campaign` is the campaign's name and `campaign_id` its number, looked up by the mailing. */
export const CAMPAIGN = {
  campaign: plain('Campaign'),
  campaign_id: technical('Campaign number'),
  mailing_id: technical('Mailing number'),
}
