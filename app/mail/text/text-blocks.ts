// What of an element is seen in plain text: whether it is hidden, and how it stands among its neighbours.
import { hidingStyle } from '../source/hidden.ts'
import { ownStyle } from '../source/stylesheet.ts'

/** In the line, apart from the words beside it, on a line of its own, between empty lines, or in a table; or not seen. */
export type Look = 'inline' | 'apart' | 'line' | 'paragraph' | 'row' | 'cell' | 'hidden'

const set = (names: string) => new Set(names.split(' '))
const NEVER_SHOWN = set('script style title template iframe noembed noframes svg datalist xmp plaintext')
const PARAGRAPHS = set('blockquote dl fieldset figure h1 h2 h3 h4 h5 h6 hr ol p pre table ul')
const LINES = set(
  'address article aside body caption center dd details dialog dir div dt figcaption footer form header hgroup html legend ' +
    'li main menu nav optgroup option section summary tbody tfoot thead',
)
const DISPLAYS: Record<string, Look> = {
  block: 'line',
  flex: 'line',
  grid: 'line',
  'list-item': 'line',
  table: 'line',
  'table-row': 'line',
  'inline-block': 'apart',
  'inline-flex': 'apart',
  'inline-table': 'apart',
  'table-cell': 'apart',
}

/** How an element looks, by its tag and its style attribute. */
export function lookOf(tag: string, style: string): Look {
  if (NEVER_SHOWN.has(tag)) return 'hidden'
  const declared = style === '' ? null : ownStyle(style)
  if (declared && hidingStyle(declared)) return 'hidden'
  if (tag === 'tr') return 'row'
  if (tag === 'td' || tag === 'th') return 'cell'
  if (PARAGRAPHS.has(tag)) return 'paragraph'
  if (LINES.has(tag)) return 'line'
  return DISPLAYS[declared?.get('display')?.value ?? ''] ?? 'inline'
}
