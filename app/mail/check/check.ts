// What is wrong with a campaign's HTML, in words for its author.
import { checkPlaceholders, isToldAddress, told } from './check-placeholders.ts'
import { finishedProblems } from './finished.ts'
import { readHref } from '../source/href.ts'
import { overLimits, overLinks, overPlaceholders } from '../source/limits.ts'
import { findPlaceholders } from '../placeholders.ts'
import { excerpt, short } from '../source/quote.ts'
import { type Attribute, scanHtml } from '../source/scan.ts'

export type HtmlCheck = {
  /** Would harm readers, or means that the HTML is broken: not even a draft keeps it. */
  unsafe: string[]
  /** Must be put right before the campaign is sent. */
  problems: string[]
  warnings: string[]
  /** Why no e-mail is made of it, not even to look at; null for what is within the limits. */
  tooMuch: string | null
}

const GMAIL_CLIPS_KB = 102
const WARN_KB = 90

let last: { source: string; check: HtmlCheck } | undefined

/**
 * Checks the HTML as its author wrote it, and the finished e-mail as a browser reads it. What is saved, shown and sent is
 * checked for each: the last answer is kept.
 */
export function checkHtml(source: string): HtmlCheck {
  if (last?.source !== source) last = { source, check: checkSource(source) }
  return last.check
}

function checkSource(source: string): HtmlCheck {
  const scan = scanHtml(source)
  const tooMuch = overLimits(source, scan)
  if (tooMuch !== null) return { unsafe: [tooMuch], problems: [], warnings: [], tooMuch }
  const filled = overPlaceholders(source)
  if (filled !== null) return { unsafe: [], problems: [filled], warnings: [], tooMuch: filled }
  const links = scan.anchors.map(({ href }) => ({ href, target: readHref(href.value, scan.base) }))
  const relative = links.filter(({ href, target }) => target.kind === 'relative' && !isToldAddress(href.value))
  const tooManyLinks = overLinks(scan)
  const placeholders = checkPlaceholders(source, scan)
  const unsafe = [
    ...(scan.unclosed === null ? [] : [`A tag or comment never ends: ${excerpt(source, scan.unclosed)}`]),
    ...scan.lostQuotes.map(({ start }) => `A quotation mark is missing near ${excerpt(source, start - 20)}`),
    ...scan.attributes
      .filter(isCodeWithPlaceholder)
      .map(({ name }) => `A placeholder can’t be used in the attribute ${name}.`),
    ...links
      .filter(({ target }) => target.kind === 'unsafe')
      .map(({ href }) => `A link can’t lead to “${short(href.value)}”.`),
  ]
  const problems = [
    ...(tooManyLinks === null ? [] : [tooManyLinks]),
    // Of broken HTML nobody can say where it ends.
    ...(unsafe.length > 0 ? [] : finishedProblems(source)),
    ...(scan.outlookSkips === null ? [] : [outlookSkips(source, scan.outlookSkips)]),
    ...relative.map(({ href }) => `The link “${short(href.value)}” isn’t a full address: start it with https://`),
  ]
  return {
    unsafe: told(unsafe),
    problems: [...told(problems), ...placeholders.problems],
    warnings: placeholders.warnings,
    tooMuch: tooManyLinks,
  }
}

const outlookSkips = (source: string, at: number) =>
  `Outlook wouldn’t show the unsubscribe link: the condition in ${excerpt(source, at)} is never closed. Close it with <!--<![endif]-->.`

/** What Gmail would cut off: it shows the first 102 KB and hides the rest, with the footer. */
export function checkSize(bytes: number): string[] {
  const kilobytes = Math.ceil(bytes / 1024)
  if (kilobytes > GMAIL_CLIPS_KB)
    return [`This email is ${kilobytes} KB: Gmail clips it at ${GMAIL_CLIPS_KB} KB and hides the unsubscribe link.`]
  if (kilobytes > WARN_KB) return [`This email is ${kilobytes} KB; Gmail clips emails at ${GMAIL_CLIPS_KB} KB.`]
  return []
}

const isCodeWithPlaceholder = ({ name, value }: Attribute) =>
  (name === 'style' || name.startsWith('on')) && findPlaceholders(value).length > 0
