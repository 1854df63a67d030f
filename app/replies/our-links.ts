// The links of the mail that a reply quotes: they are signed for who got it. The shop's staff, or its mail scanner, would
// open and click for that person, and unsubscribe them.
import { escapeHtml } from '#app/platform/text/escape-html.ts'

type Kind = 'html' | 'text'

const END = /[\s"'<>]/g
const DESTINATION = /[?&](?:amp;)?d=([^&]*)/

/** A text without URLs of ours at `origin`: a tracked link leads where it led, any other nowhere. In linear time. */
export function withoutOurLinks(text: string, kind: Kind, origin: string): string {
  const ours = `${origin}/api/`
  let kept = ''
  let from = 0
  for (let at = text.indexOf(ours); at >= 0; at = text.indexOf(ours, from)) {
    END.lastIndex = at
    const end = END.exec(text)?.index ?? text.length
    kept += text.slice(from, at) + replacement(text.slice(at + ours.length, end), kind)
    from = end
  }
  return kept + text.slice(from)
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
