// What its author meant for a placeholder although it is none here: merge tags of other tools, a brace too few. They would
// be sent as they stand, so each is told with its fix.
import { plainName, type Field } from '../placeholders.ts'
import { short } from '../source/quote.ts'

/** Where a text stands: shown to readers, or an address with its percent-encoding. */
export type Stands = 'text' | 'address'

export type NearPlaceholders = {
  /** Nothing that one writes for readers looks like this. */
  problems: string[]
  /** Might be meant as it stands. */
  warnings: string[]
}

/** Stands where a placeholder was that is judged already. */
export const JUDGED = '\uFFFC'

const FIRST: Field = 'first_name'
/** Names of other tools' tags and what to write for them; null is what we have nothing for. */
const MEANT = new Map<string, Field | null>([
  ...['firstname', 'fname', 'givenname', 'forename', 'vorname', 'prenom', 'fullname', 'customername', 'name'].map(
    (name) => [name, FIRST] as const,
  ),
  ...['lastname', 'lname', 'surname', 'familyname', 'nachname'].map((name) => [name, 'last_name'] as const),
  ...['shopname', 'storename', 'companyname', 'company', 'listcompany', 'organizationname'].map(
    (name) => [name, 'shop_name'] as const,
  ),
  ...['points', 'loyaltypoints', 'rewardpoints', 'pointsbalance'].map((name) => [name, 'points'] as const),
  ...['unsubscribe', 'unsub', 'unsubscribeurl', 'unsubscribelink', 'optout'].map(
    (name) => [name, 'unsubscribe_url'] as const,
  ),
  ...['email', 'emailaddress', 'viewinbrowser', 'webversion', 'browserview', 'archive'].map(
    (name) => [name, null] as const,
  ),
])
/** Words that readers may well meet in brackets: a button `[Unsubscribe]`, a form that asks for `[email]`. */
const ORDINARY = new Set(['unsubscribe', 'optout', 'viewinbrowser', 'webversion', 'archive', 'emailaddress'])
const DOUBTFUL = new Set(['name', 'email', 'company', 'points'])

/** A condition about a value is not the value. */
const CONDITION = /^\s*(?:if|ifnot|elseif|else|end)\s*:/i

/** Our field that a name of another tool's, with its fallback and filters, stands for; undefined when it is none's. */
export function meantField(written: string): Field | null | undefined {
  if (/^\w*$/.test(written)) return MEANT.get(plainName(written))
  if (CONDITION.test(written)) return null
  // `data:first_name`: what stands before the colon may say where the value comes from.
  const [, one = '', other = ''] = /^([^|,=:"'“‘]*):?([^|,=:"'“‘]*)/.exec(written.replace(/ or /i, '|')) ?? []
  const field = MEANT.get(plainName(one))
  return field === undefined && other !== '' ? MEANT.get(plainName(other)) : field
}

type Found = { inside: string; before: string; stands: Stands }
type Severity = 'problem' | 'warning' | null
type Tag = { pattern: RegExp; origin: string; judge: (found: Found) => Severity }

const always = (): Severity => 'problem'
const withLetters = ({ inside }: Found): Severity => (/[a-z]/i.test(inside) ? 'problem' : null)
const whenKnown = ({ inside }: Found): Severity => (meantField(inside) === undefined ? null : 'problem')

/** `{ name: "Ana" }` and `{ name, email }` are what those read who write programs. */
function inBraces(found: Found): Severity {
  const severity = whenKnown(found)
  return severity !== null && /[:,]\s/.test(found.inside) ? 'warning' : severity
}

/** A name as programs write them, with a dot or an underscore or all in capitals. */
function whenName(found: Found): Severity {
  const isName = /^[a-z]\w*(?:[.:-]\w+)*$/i.test(found.inside) && /[._:]|^[A-Z\d]{2,}$/.test(found.inside)
  return isName ? 'problem' : whenKnown(found)
}

function whenPersonal(found: Found): Severity {
  const severity = whenKnown(found)
  if (severity === null) return null
  const name = plainName(found.inside)
  return ORDINARY.has(name) || DOUBTFUL.has(name) ? null : severity
}

function inBrackets(found: Found): Severity {
  // `filter[name]=` is how forms write lists into addresses.
  if (/[\w\]]/.test(found.before)) return null
  if (found.stands === 'address') return whenKnown(found)
  return DOUBTFUL.has(plainName(found.inside)) ? 'warning' : whenPersonal(found)
}

const NONE = 'no placeholder'
const OTHERS = 'a merge tag from another tool'
// What stands between two marks holds neither of them and is short, so that each expression takes linear time.
const TAGS: Tag[] = [
  { pattern: /\*\|([^|\n]{1,200})\|\*/g, origin: 'a Mailchimp merge tag', judge: withLetters },
  { pattern: /\{%([^{}]{1,200})%\}/g, origin: 'Liquid code, which doesn’t run in emails here', judge: always },
  { pattern: /\{#([^{}]{1,200})#\}/g, origin: 'Liquid code, which doesn’t run in emails here', judge: always },
  { pattern: /<%([^<>%]{1,120})%>/g, origin: 'template code, which doesn’t run in emails here', judge: always },
  { pattern: /%%(=[^%]{1,200}=)%%/g, origin: 'template code, which doesn’t run in emails here', judge: always },
  { pattern: /%%(\[[^%]{1,400}\])%%/g, origin: 'template code, which doesn’t run in emails here', judge: always },
  { pattern: /%%=?([^%\s]{1,60}?)=?%%/g, origin: OTHERS, judge: whenName },
  { pattern: /\[\[([^[\]\n]{1,80})\]\]/g, origin: OTHERS, judge: whenName },
  { pattern: /<{1,2}([^<>\n]{1,60})>{1,2}/g, origin: OTHERS, judge: whenPersonal },
  { pattern: /«([^«»\n]{1,60})»/g, origin: 'a word processor’s merge field', judge: whenPersonal },
  { pattern: /\{{1,3}[!$]?([^{}\n]{1,80})\}{1,3}/g, origin: NONE, judge: inBraces },
  { pattern: /(?<![\w.-]|\uFFFC\s?)([\w.-]{1,40})\s?\}\}/g, origin: NONE, judge: whenKnown },
  { pattern: /%([^%\s]{1,40})%/g, origin: OTHERS, judge: whenKnown },
  { pattern: /\[([^[\]\n]{1,60})\]/g, origin: OTHERS, judge: inBrackets },
]
const MARKED = /[{}[\]<>«»%|]/
/** Names that stand in a text without any marks around them. */
const BARE = /(?<!\uFFFC\s?)\b(?:first_name|last_name|shop_name|unsubscribe_url|F(?:IRST)?_?NAME|L(?:AST)?_?NAME)\b/

const NAMED_ELEMENT =
  /<((?:\w{1,20}\.)?(?:f|l|first|last|given|family|sur|fore|full|customer|shop|store|company)[ _-]?name)>/gi

/** A tag such as `<first_name>` or `<<FNAME>>`, which HTML takes for an element: mail programs show nothing of it. */
export function namedElements(source: string): string[] {
  return Array.from(source.matchAll(NAMED_ELEMENT), ([, name = '']) => `“<${name}>” is ${OTHERS}${fixOf(name)}`)
}

/** The near-placeholders of a text whose entities are decoded; what was judged before stands in it as `JUDGED`. */
export function nearPlaceholders(text: string, stands: Stands): NearPlaceholders {
  const problems = new Set<string>()
  const warnings = new Set<string>()
  let rest = folded(stands === 'address' ? withoutPercents(text) : text)
  if (!MARKED.test(rest) && !BARE.test(rest)) return { problems: [], warnings: [] }
  for (const { pattern, origin, judge } of TAGS) {
    rest = rest.replaceAll(pattern, (written: string, inside: string, at: number, whole: string) => {
      const severity = judge({ inside: inside.trim(), before: whole[at - 1] ?? '', stands })
      if (severity === null) return written
      const list = severity === 'problem' ? problems : warnings
      list.add(`“${short(written)}” ${saysOf(severity, origin)}${fixOf(inside, stands)}`)
      return JUDGED
    })
  }
  const bare = stands === 'text' ? BARE.exec(rest) : null
  if (bare) warnings.add(`“${bare[0]}” is shown as is${fixOf(bare[0])}`)
  return { problems: [...problems], warnings: [...warnings] }
}

function saysOf(severity: NonNullable<Severity>, origin: string): string {
  if (severity === 'problem') return `is ${origin}`
  return origin === NONE ? 'is shown as is' : `looks like ${origin}`
}

function fixOf(inside: string, stands: Stands = 'address'): string {
  const field = meantField(inside)
  // An address alone is nothing to read, and the link is there already.
  if (field === 'unsubscribe_url' && stands === 'text')
    return ': remove it, since the unsubscribe link is added at the end of the email.'
  return field ? `: write {{${field}}} here.` : ': remove it.'
}

/** Without characters that nobody sees, and with full-width ones in their common form. */
function folded(text: string): string {
  if (!/[^\0-\u007E\u00A0-\u00AC\u00AE-\u024F]/.test(text)) return text
  return text
    .replaceAll(/\p{DI}+/gu, '')
    .replaceAll(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll('﹛', '{')
    .replaceAll('﹜', '}')
}

/** An address may be encoded more than once, when it is a part of another. */
function withoutPercents(address: string): string {
  let text = address
  for (let round = 0; round < 3 && text.includes('%'); round += 1)
    text = text.replaceAll(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return text
}
