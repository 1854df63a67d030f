// The links of the mail that a reply quotes: they are signed for who got it. The shop's staff, or its mail scanner, would
// open and click for that person, and unsubscribe them.
import { escapeHtml } from '#app/platform/text/escape-html.ts'

type Kind = 'html' | 'text'

/** What ends a URL. */
const END = /[\s"'<>]/
const ENDS = new RegExp(END, 'g')
const DESTINATION = /[?&](?:amp;)?d=([^&]*)/
const URL_BEGINS = /https?:\/\//i

/**
 * A text without URLs of ours at `origin`: a tracked link leads where it led, any other nowhere. So it is with those that a mail
 * system has wrapped into links of its own, as Safe Links does. In linear time.
 */
export function withoutOurLinks(text: string, kind: Kind, origin: string): string {
  const ours = new RegExp(spellingsOf(`${origin}/api/`).map(escapeRegExp).join('|'), 'gi')
  let kept = ''
  let from = 0
  for (let found = ours.exec(text); found; found = ours.exec(text)) {
    ENDS.lastIndex = found.index
    const end = ENDS.exec(text)?.index ?? text.length
    const start = startOf(text, found.index, from)
    const inner = text.slice(found.index + found[0].length, end)
    kept += text.slice(from, start) + replacement(innerUrl(found[0], inner), kind)
    from = end
    ours.lastIndex = end
  }
  return kept + text.slice(from)
}

/** As it is, as the value of a parameter (of a parameter), and as Proofpoint writes it (https://help.proofpoint.com, URL Defense v2). */
function spellingsOf(url: string): string[] {
  const once = encodeURIComponent(url)
  return [url, once, encodeURIComponent(once), once.replaceAll('%2F', '_').replaceAll('%', '-')]
}

const escapeRegExp = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** Where the URL begins that ours stands in; not before `least`. */
function startOf(text: string, at: number, least: number): number {
  let start = at
  while (start > least && !END.test(text.charAt(start - 1))) start -= 1
  const begins = text.slice(start, at).search(URL_BEGINS)
  return begins < 0 ? at : start + begins
}

/** What follows our address, up to the next parameter of whoever has wrapped it; empty where it can not be read. */
function innerUrl(spelling: string, rest: string): string {
  if (!spelling.includes('%')) return spelling.includes('/') ? rest : ''
  try {
    const once = decodeURIComponent(rest.split('&', 1)[0] ?? '')
    return spelling.includes('%25') ? decodeURIComponent(once) : once
  } catch {
    return ''
  }
}

function replacement(url: string, kind: Kind): string {
  const to = url.startsWith('v1/track/click') ? destinationOf(url) : null
  if (to === null) return kind === 'html' ? '#' : '[link removed]'
  return kind === 'html' ? escapeHtml(to) : to
}

function destinationOf(url: string): string | null {
  try {
    const to = decodeURIComponent(DESTINATION.exec(url)?.[1] ?? '')
    return /^https?:\/\/[^\s"'<>]+$/.test(to) ? to : null
  } catch {
    return null
  }
}
