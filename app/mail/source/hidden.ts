// Why a browser would not show what stands in an element. An element's size in the end, its colours and what lies over it
// are a browser's to say, not ours.
import { type DefaultTreeAdapterTypes, html } from 'parse5'
import { type Declared, declaredOf, type Stylesheet } from './stylesheet.ts'

type Element = DefaultTreeAdapterTypes.Element

/** Why an element hides what is in it; null for one that never shows it. */
export type Hiding = { why: string | null }

/** Elements whose content is kept for another use, or for a reader that can not do what they are for. */
const NEVER_SHOWN = new Set(
  'template select option optgroup datalist object video audio canvas button meter progress rp head'.split(' '),
)
const OUT_OF_REACH = ['inert', 'popover']
const FAR_AWAY_PX = -999

/** Why nothing is seen of what stands in `element`, coming from its child `inner`; null when it is seen. */
export function hidingOf(element: Element, inner: object, sheet: Stylesheet): Hiding | null {
  if (element.namespaceURI !== html.NS.HTML || NEVER_SHOWN.has(element.tagName)) return { why: null }
  const names = element.attrs.map(({ name }) => name)
  const declared = declaredOf(element, sheet)
  // What the attribute hidden says is the weakest of styles.
  if (names.includes('hidden') && !declared.has('display')) return { why: 'attribute hidden' }
  const attribute = OUT_OF_REACH.find((name) => names.includes(name))
  if (attribute) return { why: `attribute ${attribute}` }
  if (!names.includes('open') && isFolded(element, inner)) return { why: 'no attribute open' }
  return hidingStyle(declared) ?? hidingInOutlook(declared)
}

function isFolded({ tagName, childNodes }: Element, inner: object): boolean {
  if (tagName === 'dialog') return true
  return tagName === 'details' && childNodes.find(({ nodeName }) => nodeName === 'summary') !== inner
}

/** What Outlook alone hides: elsewhere it is seen, as the link beside its double for Outlook is. */
function hidingInOutlook(declared: Declared): Hiding | null {
  return declared.get('mso-hide')?.value === 'all' ? { why: whyOf('mso-hide', declared) } : null
}

type Hides = (value: string, declared: Declared) => boolean

const isOneOf = (declared: Declared, name: string, ...values: string[]) =>
  values.includes(declared.get(name)?.value ?? '')
const isNothing: Hides = (value) => Number.parseFloat(value) === 0
const isCutOff: Hides = (value, declared) =>
  isNothing(value, declared) && isOneOf(declared, 'overflow', 'hidden', 'clip')
const isFarAway: Hides = (value, declared) =>
  Number.parseFloat(value) <= FAR_AWAY_PX && isOneOf(declared, 'position', 'absolute', 'fixed')

/** The properties that may hide an element, with what each must say to do so. */
const HIDING: [name: string, hides: Hides][] = [
  ['display', (value) => value === 'none'],
  ['visibility', (value) => value === 'hidden' || value === 'collapse'],
  ['content-visibility', (value) => value === 'hidden'],
  ['opacity', isNothing],
  ['height', isCutOff],
  ['max-height', isCutOff],
  ['width', isCutOff],
  ['max-width', isCutOff],
  ['left', isFarAway],
  ['top', isFarAway],
  ['right', isFarAway],
  ['bottom', isFarAway],
]

/** Which style hides an element from whoever looks at it in a browser; null when none does. */
export function hidingStyle(declared: Declared): Hiding | null {
  for (const [name, hides] of HIDING) {
    const given = declared.get(name)
    if (given && hides(given.value, declared)) return { why: whyOf(name, declared) }
  }
  return null
}

function whyOf(name: string, declared: Declared): string {
  const { value = '', rule = null } = declared.get(name) ?? {}
  return `${name}:${value}${rule ? ` by the rule “${rule}” in <style>` : ''}`
}
