// What is wrong with a campaign's HTML, in words for its author.
import { finishedProblems } from './finished.ts'
import { readHref } from './href.ts'
import { count, MAX_LINKS, overLimits } from './limits.ts'
import { findPlaceholders, isField } from './placeholders.ts'
import { type Attribute, type Scan, scanHtml } from './scan.ts'

export type HtmlCheck = {
  /** Would harm readers, or means that the HTML is broken: not even a draft keeps it. */
  unsafe: string[]
  /** Must be put right before the campaign is sent. */
  problems: string[]
  warnings: string[]
}

const GMAIL_CLIPS_KB = 102
const WARN_KB = 90
const MOST_SAID = 20
const KNOWN = '{{first_name}}, {{last_name}}, {{points}} and {{shop_name}}'

/** Checks the HTML as its author wrote it, and the finished e-mail as a browser reads it. */
export function checkHtml(source: string): HtmlCheck {
  const scan = scanHtml(source)
  const tooMuch = overLimits(source, scan)
  if (tooMuch !== null) return { unsafe: [tooMuch], problems: [], warnings: [] }
  const links = scan.anchors.map(({ href }) => ({ href, target: readHref(href.value, scan.base) }))
  const relative = links.filter(({ target }) => target.kind === 'relative')
  const unsafe = [
    ...(scan.unclosed === null ? [] : [`A tag or comment never ends: ${excerpt(source, scan.unclosed)}`]),
    ...scan.lostQuotes.map(({ start }) => `A quotation mark is missing near ${excerpt(source, start - 20)}`),
    ...scan.attributes
      .filter(isCodeWithPlaceholder)
      .map(({ name }) => `A placeholder can not stand in the attribute ${name}.`),
    ...links
      .filter(({ target }) => target.kind === 'unsafe')
      .map(({ href }) => `A link must not lead to “${short(href.value)}”.`),
  ]
  const problems = [
    ...tooManyLinks(links.filter(({ target }) => target.kind === 'web').length),
    // Of broken HTML nobody can say where it ends.
    ...(unsafe.length > 0 ? [] : finishedProblems(source)),
    ...(scan.outlookSkips === null ? [] : [outlookSkips(source, scan.outlookSkips)]),
    ...relative.map(({ href }) => `The link “${short(href.value)}” has no full address: start it with https://`),
    ...unknownFields(source, scan),
  ]
  const warnings = links
    .filter(({ href }) => isUnknownPlaceholder(href.value))
    .map(({ href }) => `The link “${short(href.value)}” is left as it is: we know no such placeholder.`)
  return { unsafe: few(unsafe), problems: few(problems), warnings: few(warnings) }
}

const outlookSkips = (source: string, at: number) =>
  `Outlook would not show the unsubscribe link: the condition in ${excerpt(source, at)} is never closed. Close it with <!--<![endif]-->.`

const tooManyLinks = (links: number) =>
  links > MAX_LINKS
    ? [`The e-mail has ${count(links)} links: ${count(MAX_LINKS)} are the most that we take. Send fewer.`]
    : []

/** One kind of fault, made everywhere, must not make a page of many megabytes. */
function few(sentences: string[]): string[] {
  const said = [...new Set(sentences)]
  return said.length <= MOST_SAID
    ? said
    : [...said.slice(0, MOST_SAID), `And ${count(said.length - MOST_SAID)} more like these.`]
}

/** What Gmail would cut off: it shows the first 102 KB and hides the rest, with the footer. */
export function checkSize(bytes: number): string[] {
  const kilobytes = Math.ceil(bytes / 1024)
  if (kilobytes > GMAIL_CLIPS_KB)
    return [`This e-mail is ${kilobytes} KB: Gmail cuts it off at ${GMAIL_CLIPS_KB} KB and hides the unsubscribe link.`]
  if (kilobytes > WARN_KB) return [`This e-mail is ${kilobytes} KB; Gmail cuts e-mails off at ${GMAIL_CLIPS_KB} KB.`]
  return []
}

/** The placeholders of a line of text, such as the subject, that we do not know. */
export function unknownIn(text: string): string[] {
  const unknown = findPlaceholders(text).filter(({ field }) => !isField(field))
  return unknown.map(({ field }) => `We know no placeholder {{${short(field)}}}. There are ${KNOWN}.`)
}

function unknownFields(source: string, scan: Scan): string[] {
  const hrefs = new Set(scan.anchors.map(({ href }) => href.start))
  const attributes = scan.attributes.filter(({ start }) => !hrefs.has(start))
  const found = [...scan.texts, ...attributes].flatMap(({ start, end }) => unknownIn(source.slice(start, end)))
  return [...new Set(found)]
}

const isUnknownPlaceholder = (href: string) => unknownIn(href).length > 0

const isCodeWithPlaceholder = ({ name, value }: Attribute) =>
  (name === 'style' || name.startsWith('on')) && findPlaceholders(value).length > 0

const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
const excerpt = (source: string, at: number) => `“${source.slice(Math.max(0, at), at + 60).replaceAll(/\s+/g, ' ')}”`
