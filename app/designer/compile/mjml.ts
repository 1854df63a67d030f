// What MJML is given: a tree of our own making, never its markup, so that nothing an author writes can be read as a tag of
// MJML's (mj-include, mj-raw), and none of its expressions runs over a text from outside.

export type MjmlNode = {
  tagName: string
  attributes: Record<string, string | boolean>
  children?: MjmlNode[]
  content?: string
}

type Attributes = Record<string, string | boolean | null>

/** An element around others. Attributes that are null are left out. */
export const element = (tagName: string, attributes: Attributes, children: MjmlNode[]): MjmlNode => ({
  tagName,
  attributes: given(attributes),
  children,
})

/** An element that holds text, or HTML of ours. */
export const leaf = (tagName: string, attributes: Attributes, content = ''): MjmlNode => ({
  tagName,
  attributes: given(attributes),
  content,
})

function given(attributes: Attributes): MjmlNode['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  )
}

/** Characters of Unicode's private use, which stand in no text of ours; what an author writes is never looked through. */
const [OPEN, CLOSE] = ['\uE000', '\uE001']
const PLACE = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g')

/** Texts from outside that wait until MJML is done, each behind a sign for its place. */
export class HeldTexts {
  readonly #held: string[] = []

  /** The sign that stands for `html`, which must be safe where the sign is put. */
  hold(html: string): string {
    this.#held.push(html)
    return `${OPEN}${this.#held.length - 1}${CLOSE}`
  }

  /** Puts each text in its place, in one pass: what a text says is not looked at. */
  putInto(html: string): string {
    return html.replaceAll(PLACE, (_sign, number: string) => this.#held[Number(number)] ?? '')
  }
}
