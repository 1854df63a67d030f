// The placeholders of an e-mail as its author must see them before it is sent: nothing leaves with its braces on.
import { decodeHTML, decodeHTMLAttribute } from 'entities'
import { JUDGED, meantField, namedElements, type NearPlaceholders, nearPlaceholders } from './near-placeholders.ts'
import { findPlaceholders, isField, isUrlAttribute, type Placeholder } from '../placeholders.ts'
import { short } from '../source/quote.ts'
import type { Attribute, Scan } from '../source/scan.ts'

const KNOWN = '{{first_name}}, {{last_name}}, {{points}} and {{shop_name}}'
const MOST_TOLD = 20
/** Marks of placeholders and merge tags, and what may be one in disguise. Most attributes have none. */
const SUSPECT = /[{}[\]<>«»%|]|[^\0-\u02FF]/
/** Code, and names that nobody reads. */
const NOT_SHOWN = /^(?:style|class|id|name|srcdoc|on.*)$/s

/** What would be sent as it stands in a line of plain text, such as the subject: placeholders that we do not know, and their like. */
export function lineProblems(text: string): string[] {
  const { unknown, rest } = judge(text)
  const near = nearPlaceholders(withoutOpen(rest), 'text')
  return told([...unknown, ...openBraces(rest, text, 0), ...spareBraces(rest), ...near.problems])
}

/** What would be sent as it stands in a campaign's HTML. Styles and scripts are code: braces there are left alone. */
export function checkPlaceholders(source: string, scan: Scan): NearPlaceholders {
  const hrefs = new Set(scan.anchors.map(({ href }) => href.start))
  const suspects = scan.attributes.filter(
    ({ name, start, value }) => SUSPECT.test(value) && (hrefs.has(start) || !NOT_SHOWN.test(name)),
  )
  const all = [checkTexts(source, scan), ...suspects.map((each) => checkAttribute(source, each, hrefs.has(each.start)))]
  return {
    problems: told(all.flatMap(({ problems }) => problems)),
    warnings: told(all.flatMap(({ warnings }) => warnings)),
  }
}

/** Whether an address begins with a placeholder, known or not, and so need not be whole itself. */
function beginsWithPlaceholder(href: string): boolean {
  const [first] = findPlaceholders(href)
  return first !== undefined && href.slice(0, first.start).trim() === ''
}

/** Whether a link's address is told by `checkPlaceholders`, so that nothing else need be said of it. */
export const isToldAddress = (href: string) =>
  beginsWithPlaceholder(href) || nearPlaceholders(href, 'address').problems.length > 0

/** Texts are read on over the tags between them: `{{<b>first_name</b>}}`. */
function checkTexts(source: string, { texts }: Scan): NearPlaceholders {
  const problems: string[] = []
  const pieces: string[] = []
  for (const { start, end } of texts) {
    const { unknown, rest } = judge(source.slice(start, end), decodeHTML)
    pieces.push(withoutOpen(rest))
    for (const problem of [...unknown, ...openBraces(rest, source, start), ...spareBraces(rest), ...begunTags(rest)])
      problems.push(problem)
  }
  const near = nearPlaceholders(decodeHTML(pieces.join('')), 'text')
  return { problems: [...problems, ...namedElements(source), ...near.problems], warnings: near.warnings }
}

function checkAttribute(source: string, attribute: Attribute, isLink: boolean): NearPlaceholders {
  const { name, value, start, end } = attribute
  const { placeholders, unknown, rest, names } = judge(value)
  const near = nearPlaceholders(withoutOpen(rest), isUrlAttribute(name) ? 'address' : 'text')
  const own = placeholders.find(({ field }) => field === 'unsubscribe_url')
  const misplaced = own && isUrlAttribute(name) ? misplacedAddress(own, attribute, isLink) : []
  // Such a link is left as it is, for whatever fills it later.
  const isLeft = isLink && names.length > 0 && beginsWithPlaceholder(value) && !names.some(meantField)
  return {
    problems: [
      ...(isLeft ? [] : unknown),
      ...codedBraces(source.slice(start, end), placeholders),
      ...openInAttribute(rest, value),
      ...misplaced,
      ...near.problems,
    ],
    warnings: [
      ...(isLeft && unknown.length > 0
        ? [`The link “${short(value)}” is left as is: this placeholder doesn’t exist.`]
        : []),
      ...near.warnings,
    ],
  }
}

/** What is filled are the bytes of the source: braces that are entities there, a placeholder to a browser, stay as they are. */
function codedBraces(written: string, placeholders: Placeholder[]): string[] {
  const [first] = placeholders
  if (!first || findPlaceholders(written, decodeHTMLAttribute).length === placeholders.length) return []
  return [`“${short(written)}” isn’t filled: write the braces of {{${short(first.field)}}} as braces.`]
}

/** {{unsubscribe_url}} is a whole address, and whoever follows it leaves: no picture may load it. */
function misplacedAddress(own: Placeholder, { name, value, tag }: Attribute, isLink: boolean): string[] {
  if (!isLink && tag !== 'form')
    return [`{{unsubscribe_url}} can’t be used in the attribute ${name}: put it in a link’s href.`]
  const before = value.slice(0, own.start).trim()
  // In a mailto: it is a part of the text that one will send.
  const isInText = /^(?!https?:)[a-z][a-z\d+.-]*:/i.test(before)
  if (isInText || (before === '' && /^\s*(?:$|[?#])/.test(value.slice(own.end)))) return []
  return [`“${short(value)}” isn’t an address: {{unsubscribe_url}} is a complete one and must stand alone in href.`]
}

type Judged = {
  placeholders: Placeholder[]
  /** The placeholders that can not be filled, each once, and what is wrong with them. */
  names: string[]
  unknown: string[]
  /** The text with every placeholder out of sight; all else keeps its place. */
  rest: string
}

function judge(text: string, decode?: (written: string) => string): Judged {
  const placeholders = findPlaceholders(text, decode)
  if (placeholders.length === 0) return { placeholders, names: [], unknown: [], rest: text }
  const names = [...new Set(placeholders.flatMap(({ field }) => (isField(field) ? [] : [field])))]
  const pieces: string[] = []
  let position = 0
  for (const { start, end } of placeholders) {
    pieces.push(text.slice(position, start), JUDGED.repeat(end - start))
    position = end
  }
  return { placeholders, names, unknown: names.map(unknownProblem), rest: [...pieces, text.slice(position)].join('') }
}

function unknownProblem(name: string): string {
  const meant = meantField(name)
  const problem = `There’s no placeholder {{${short(name)}}}.`
  if (name.includes('|'))
    return `“{{${short(name)}}}” has a filter, which isn’t applied here: write {{${meant}${fallbackIn(name)}}}.`
  return `${problem} ${meant ? `Write {{${meant}}} here.` : `Use ${KNOWN}.`}`
}

/** What its author wants where the value is missing, so that the fix keeps it. */
function fallbackIn(name: string): string {
  const given = /\|\s*default\s*[:=(]\s*["'“‘]([^"'”’]{1,40})["'”’]/i.exec(name)?.[1]
  return given ? ` | ${given}` : ''
}

/** What is left of double braces, and one too many around a placeholder: {{<b>first_name</b>}}, {{{first_name}}}. */
function openBraces(rest: string, source: string, offset: number): string[] {
  const problems: string[] = []
  for (const { index } of rest.matchAll(LEFT_OPEN)) {
    if (problems.push(openBrace(source.slice(offset + index, offset + index + LONGEST_TAG))) > MOST_TOLD) break
  }
  return problems
}

/** One too many behind a placeholder: {{first_name}}}. Where one stands in front as well, that one is told. */
function spareBraces(rest: string): string[] {
  const isSpare = rest.includes(`${JUDGED}}`) && !rest.includes(`{${JUDGED}`)
  return isSpare ? ['A placeholder has a closing brace too many: write {{first_name}}, with two and two.'] : []
}

/** A sign of a tag right before a placeholder: whoever is called `img src=…` would put a tag into the e-mail. */
function begunTags(rest: string): string[] {
  const isBegun = rest.includes(`<${JUDGED}`)
  return isBegun
    ? ['A “<” stands right before a placeholder, which would begin a tag: write &lt; for the sign itself.']
    : []
}

const BRACE = String.raw`(?:\{|%7B)`
const LEFT_OPEN = new RegExp(`${BRACE}${BRACE}|${BRACE}(?=${JUDGED})`, 'gi')
const LONGEST_TAG = 100

function openInAttribute(rest: string, value: string): string[] {
  if (!rest.includes('{{') || !':=(|'.includes(value.trimEnd().at(-1) ?? '{')) return openBraces(rest, value, 0)
  return [
    `“${short(value)}” is cut off by a quotation mark: write {{first_name | there}}, or use different quotation marks.`,
  ]
}

function openBrace(source: string): string {
  const end = source.indexOf('}}')
  const closed =
    end < 0 ? /^(?:\{|%7B)+[^{}<\n%]*\}?/i.exec(source)?.[0] : source.slice(0, end + (source[end + 2] === '}' ? 3 : 2))
  const written = closed ?? source
  const meant = meantField(written.replaceAll(/<[^<>]*>|[{}]|%7B/gi, ''))
  return `“${written}” isn’t filled: write ${meant ? `{{${meant}}}` : 'a placeholder'} in one piece, between double braces.`
}

const withoutOpen = (text: string) => text.replaceAll(LEFT_OPEN, JUDGED)

/** Each problem once, and no more than one can read. */
export function told(problems: string[]): string[] {
  const each = [...new Set(problems)]
  const more = each.length - MOST_TOLD
  return more > 1 ? [...each.slice(0, MOST_TOLD), `And ${more} more like these.`] : each
}
