// A campaign's e-mail while the steps of the pipeline work on it: the source as its author wrote it, and what will stand
// in place of some of its ranges.
import { readHref } from './source/href.ts'
import { type Anchor, type Range, type Scan, scanHtml } from './source/scan.ts'
import { compact, type Destination, escapeParts, type TemplatePart, type Template } from './template.ts'

export type DraftOptions = {
  trackOpens: boolean
  trackClicks: boolean
  /** The values of utm_medium and utm_campaign; null when links get no UTM parameters. */
  utm: { medium: string; campaign: string } | null
  /** Whether links say by a pseudonym which recipient followed them. */
  usesPseudonyms: boolean
  postalAddress: string
  /** The signed URLs, in pieces. */
  urls: {
    open: TemplatePart[]
    click: (linkNo: number, destination: Destination) => TemplatePart[]
    /** Of the link that no reader sees; null when the e-mail has none. */
    honeypot: TemplatePart[] | null
  }
}

export type DraftLink = {
  anchor: Anchor
  linkNo: number
  /** Where the author's link leads. */
  url: string
  /** The same with placeholders and UTM parameters, not yet escaped for HTML. */
  destination: TemplatePart[]
  hasUtm: boolean
  /** What the attribute will say instead of its author's bytes. */
  href: Template | null
}

export type MailDraft = DraftOptions & {
  source: string
  scan: Scan
  links: DraftLink[]
  replacements: (Range & { parts: TemplatePart[] })[]
}

// Mail programs show what follows the preheader beside it, unless something invisible fills the line.
const FILLER = '&#847;&zwnj;&nbsp;'.repeat(60)
// Said twice: Outlook leaves out what is marked as important, and a template's own style may show every div on a phone.
const HIDDEN =
  'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all;display:none!important'

/** The draft that the pipeline starts with: the HTML, its links numbered, and the preheader as its first line. */
export function openDraft(source: string, preheader: TemplatePart[], options: DraftOptions): MailDraft {
  const scan = scanHtml(source)
  const first = { start: scan.bodyStart, end: scan.bodyStart }
  const hidden = [`<div style="${HIDDEN}">`, ...escapeParts(preheader), `${FILLER}</div>`]
  return {
    ...options,
    source,
    scan,
    links: numberLinks(scan),
    replacements: preheader.length > 0 ? [{ ...first, parts: hidden }] : [],
  }
}

/** Numbers the web links. Outlook's double of a link, in a conditional comment, is the same link to a reader. */
function numberLinks(scan: Scan): DraftLink[] {
  const web = scan.anchors.flatMap((anchor) => {
    const target = readHref(anchor.href.value, scan.base)
    return target.kind === 'web' ? [{ anchor, url: target.url }] : []
  })
  let next = 1
  const links: DraftLink[] = []
  for (const { anchor, url } of web) {
    const before = links.at(-1)
    const isDouble = before?.url === url && before.anchor.conditional !== anchor.conditional
    const linkNo = isDouble ? before.linkNo : next++
    links.push({ anchor, linkNo, url, destination: [url], hasUtm: false, href: null })
  }
  return links
}

/** What will be put at a place of the source. */
export function insert(draft: MailDraft, at: number, parts: TemplatePart[]): MailDraft {
  return { ...draft, replacements: [...draft.replacements, { start: at, end: at, parts }] }
}

/** Cuts the draft into a template: bytes outside the replaced ranges are copied as they are. */
export function closeDraft(draft: MailDraft): Template {
  const { source, links } = draft
  const hrefs = links.flatMap(({ anchor: { href }, href: parts }) => {
    if (!parts) return []
    return [{ start: href.start, end: href.end, parts: href.quoted ? parts : ['"', ...parts, '"'] }]
  })
  // The sort is stable: what is put at the same place keeps the order of the steps.
  const replacements = [...hrefs, ...draft.replacements].sort((a, b) => a.start - b.start)
  const parts: TemplatePart[] = []
  let position = 0
  for (const { start, end, parts: put } of replacements) {
    // The placeholders of an href that is replaced as a whole are gone with it.
    if (start < position) continue
    parts.push(source.slice(position, start))
    for (const part of put) parts.push(part)
    position = end
  }
  return compact([...parts, source.slice(position)])
}
