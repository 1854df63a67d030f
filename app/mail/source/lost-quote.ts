// Whether an attribute has lost its closing quotation mark and runs into what follows: decided on the source as it is
// written. A value may say `1 > 0`, `a < b`, `&lt;small&gt;` or hold whole tags; HTML forbids none of it.

/** An attribute as it is written in its tag: its name, and where its value stands. */
type Written = { name: string; start: number; end: number; quoted: boolean }

/** The value ends with `name=`, as it does when its last quotation mark was meant to open the next attribute's. */
const OPENS_ANOTHER = /[\w:-]\s?=\s?$/
/** https://html.spec.whatwg.org/#parse-error-unexpected-character-in-attribute-name */
const ODD_NAME = /["'<]/
const ADDRESSES = new Set(['href', 'src', 'background', 'action'])
const TAG = /<[/a-z]/i

/** Text behind a lost quotation mark is read as attributes, whose names give it away. */
export const isOddName = (name: string) => ODD_NAME.test(name)

/** Whether the attribute runs past the end of its tag; `odd` is where the last odd name in the tag stands, or -1. */
export function losesQuote(source: string, { name, start, end, quoted }: Written, odd: number): boolean {
  if (!quoted) return false
  const value = source.slice(start, end)
  const close = value.indexOf('>')
  if (close < 0) return false
  if (odd > end || OPENS_ANOTHER.test(value.slice(Math.max(close, value.length - 20)))) return true
  // An address has no reason to hold tags.
  return ADDRESSES.has(name) && TAG.test(value.slice(close))
}
