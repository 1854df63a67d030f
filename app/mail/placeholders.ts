// Placeholders such as {{first_name | there}}: what they may name, and how a value is written where it stands.

const FIELDS = ['first_name', 'last_name', 'points', 'shop_name', 'unsubscribe_url'] as const
export type Field = (typeof FIELDS)[number]

/** Where a value stands, which decides what must be escaped. */
export type Place = 'plain' | 'text' | 'attribute' | 'unquoted' | 'url'

/** `field` is the name of one of our fields, or what the author wrote where that can not be filled. */
export type Placeholder = { start: number; end: number; field: string; fallback: string }

/**
 * The placeholders of a text, known fields or not, in one pass. Their braces may be percent-encoded, as editors and
 * browsers write them in addresses. `decode` reads what stands between them, in HTML its entities.
 */
export function findPlaceholders(text: string, decode = (written: string) => written): Placeholder[] {
  if (!/\{|%7B/i.test(text)) return []
  const found: Placeholder[] = []
  let open: { start: number; inside: number } | null = null
  for (let at = 0, next = 0; at < text.length; at = next) {
    const one = braceAt(text, at)
    const end = Math.abs(one)
    const two = one === 0 ? 0 : braceAt(text, end)
    const isPair = one * two > 0
    next = one === 0 ? at + 1 : end
    if (one > 0 && isPair) open = { start: at, inside: two }
    // A brace alone ends what is open, unless it is the second of the pair that opens it.
    else if (one > 0 && open?.inside !== end) open = null
    else if (one < 0) {
      if (isPair) next = -two
      if (open && isPair) found.push({ start: open.start, end: next, ...readInside(decode(insideOf(text, open, at))) })
      open = null
    }
  }
  return found
}

/** Where the brace that begins at `at` ends: above zero when it opens, below when it closes; 0 when there is none. */
function braceAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code === 0x7b) return at + 1
  if (code === 0x7d) return -(at + 1)
  if (code !== 0x25 || text.charCodeAt(at + 1) !== 0x37) return 0
  // %7B and %7D, in either case.
  const digit = text.charCodeAt(at + 2) | 0x20
  if (digit === 0x62) return at + 3
  return digit === 0x64 ? -(at + 3) : 0
}

/** What stands between the braces. Whoever encodes them for a query writes blanks as `+`. */
function insideOf(text: string, { start, inside }: { start: number; inside: number }, end: number): string {
  const written = text.slice(inside, end)
  return text[start] === '%' ? written.replaceAll('+', ' ') : written
}

function readInside(written: string): Pick<Placeholder, 'field' | 'fallback'> {
  const inside = withoutPercents(written)
  const bar = inside.indexOf('|')
  const name = (bar < 0 ? inside : inside.slice(0, bar)).trim()
  const field = fieldNamed(name)
  if (!field) return { field: name, fallback: '' }
  const fallback = bar < 0 ? '' : readFallback(inside.slice(bar + 1))
  return fallback === null ? { field: inside.trim(), fallback: '' } : { field, fallback }
}

function withoutPercents(text: string): string {
  if (!/%[0-9a-f]{2}/i.test(text)) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function isField(name: string): name is Field {
  return FIELDS.some((field) => field === name)
}

/** Our fields as other tools spell them: Klaviyo and Shopify say `organization.name` and `shop.name`. */
const SPELLINGS = new Map<string, Field>([
  ['firstname', 'first_name'],
  ['lastname', 'last_name'],
  ['points', 'points'],
  ['shopname', 'shop_name'],
  ['organizationname', 'shop_name'],
  ['unsubscribeurl', 'unsubscribe_url'],
])
const LONGEST_NAME = 60
const OWNER = /^(?:person|customer|contact|subscriber|recipient|member|user|profile)\s*\./

/** Which of our fields a name means, whatever its case and whatever stands between its words; null when none. */
function fieldNamed(name: string): Field | null {
  return isField(name) ? name : (SPELLINGS.get(plainName(name)) ?? null)
}

/** A name as one word in small letters, without its owner: `Customer.First-Name` as `firstname`; empty when it is no name. */
export function plainName(name: string): string {
  // To fold a text takes more than linear time, and no name is as long.
  if (name.length > LONGEST_NAME) return ''
  const isPlain = /^[\0-\x7F]*$/.test(name)
  const folded = (isPlain ? name : name.normalize('NFKC')).toLowerCase().trim().replace(OWNER, '')
  return folded.replaceAll(isPlain ? /[\s_.-]+/g : /[\s\p{DI}\p{Pd}_.]+/gu, '')
}

const QUOTED = /^(?:"([^"]*)"|'([^']*)'|[“”„‟]([^“”„‟]*)[“”„‟]|[‘‚‛]([^‘]*)[’‘]|«([^«»]*)»)$/
const QUOTE = /^["'“”„‟‘’‚‛«]/
const DEFAULT = /^default\s*([:=(])\s*/i
const FILTER_NAMES =
  'append|capfirst|capitalize|ceil|date|default|default_if_none|downcase|e|escape|first|floatformat|floor|format|intcomma|join|json|last|lookup|lower|lowercase|lstrip|minus|money|plus|prepend|raw|remove|replace|round|rstrip|safe|size|slice|split|strip|strip_html|title|titlecase|titleize|trim|truncate|truncatechars|truncatewords|upcase|upper|uppercase|url_encode|url_escape|urlencode'
const FILTER = new RegExp(
  `(?:^|\\|)\\s*(?:${FILTER_NAMES})\\s*(?:$|[:|(])|^[a-z_]+\\s*:\\s*["'“‘\\d]|^\\||^default\\b`,
  'i',
)

/**
 * What stands where the value is missing: the words behind the bar, or Liquid's `default: "words"`. Null when it is a
 * filter of Liquid's that we do not have, which would otherwise be shown as words.
 */
function readFallback(written: string): string | null {
  const text = plainQuotes(written.trim())
  const opening = DEFAULT.exec(text)
  if (!opening) return FILTER.test(text) ? null : (unquoted(text) ?? written.trim())
  const rest = text.slice(opening[0].length)
  const given = opening[1] === '(' && rest.endsWith(')') ? rest.slice(0, -1).trim() : rest
  const words = unquoted(given)
  if (words !== null) return words
  return QUOTE.test(given) || given.includes('|') || fieldNamed(given) ? null : given
}

/** Quotation marks that were escaped, for HTML or for JSON, on the way here. */
const plainQuotes = (text: string) =>
  text.replaceAll(/&(?:quot|#34|#x22);|\\"/gi, '"').replaceAll(/&(?:apos|#0?39|#x27);|\\'/gi, "'")

const unquoted = (text: string) =>
  QUOTED.exec(text)
    ?.slice(1)
    .find((words) => words !== undefined)
    ?.trim() ?? null

const URL_ATTRIBUTES = new Set(['href', 'src', 'srcset', 'action', 'background', 'poster', 'cite', 'formaction'])

/** Whether the value of an attribute of this name is an address. */
export const isUrlAttribute = (name: string) => URL_ATTRIBUTES.has(name)

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character) : text
}

/** A value as it must be written at `place`, so that it can never add markup, a link or a header. */
export function escapeFor(place: Place, value: string): string {
  switch (place) {
    case 'plain':
      return value.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    case 'text':
    case 'attribute':
      return escapeHtml(value)
    case 'unquoted':
      return escapeHtml(value).replaceAll(/[\s=`]/g, (character) => `&#${character.charCodeAt(0)};`)
    case 'url':
      return encodeURIComponent(value.toWellFormed()).replaceAll("'", '%27')
  }
}
