// The plain text of a campaign, made once from its HTML.
import { convert } from 'html-to-text'
import { cutPlaceholders } from './steps/fill-placeholders.ts'
import { compact, type Template } from './template.ts'

const OPTIONS = {
  wordwrap: false as const,
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
    { selector: 'img', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
}

/** The text of `html`, with the unsubscribe address and the postal address at its end. */
export function makeText(html: string, postalAddress: string): Template {
  const body = convert(html, OPTIONS)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
  return compact([
    ...cutPlaceholders(body, (before) => (/\/\/\S*$/.test(before) ? 'url' : 'plain')),
    '\n\n--\nUnsubscribe: ',
    { put: 'field', field: 'unsubscribe_url', fallback: '', place: 'plain' },
    `\n${postalAddress.trim()}\n`,
  ])
}
