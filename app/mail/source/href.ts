// What an href leads to, read as a browser would: the address decides, not the bytes it is written with.

export type Target =
  /** A page of the web: what gets UTM parameters and click tracking. */
  | { kind: 'web'; url: string }
  /** mailto, tel, sms, #anchors, a placeholder, nothing: left as it is. */
  | { kind: 'other' }
  | { kind: 'relative' }
  /** Would run code or open a file. */
  | { kind: 'unsafe' }

const UNSAFE = new Set(['javascript', 'data', 'vbscript', 'file', 'blob', 'about'])
/** Each relative link is written out with the base in front: with more, a long base would make a mail of gigabytes. */
const MAX_BASE = 300

/** Its braces may be percent-encoded, as findPlaceholders() reads them. */
const PLACEHOLDER = /^(?:\{|%7B){2}/i

/** Reads an href whose entities are already decoded; `base` is the document's base address. */
export function readHref(value: string, base: string | null = null): Target {
  const url = trimUrl(value)
  if (url === '' || url.startsWith('#') || PLACEHOLDER.test(url)) return { kind: 'other' }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase()
  if (scheme === 'http' || scheme === 'https') {
    return /^https?:\/\/[^/?#\\\s]/i.test(url) ? { kind: 'web', url } : { kind: 'relative' }
  }
  if (scheme !== undefined) return UNSAFE.has(scheme) ? { kind: 'unsafe' } : { kind: 'other' }
  const webBase = readBase(base)
  if (/^\/\/[^/?#\\\s]/.test(url)) return { kind: 'web', url: `${schemeOf(webBase)}${url}` }
  const resolved = webBase === null || url.includes('{{') ? null : URL.parse(url, webBase)
  return resolved ? { kind: 'web', url: resolved.href } : { kind: 'relative' }
}

function readBase(base: string | null): string | null {
  if (base === null || base.length > MAX_BASE || base.includes('{{')) return null
  const target = readHref(base)
  return target.kind === 'web' ? target.url : null
}

const schemeOf = (base: string | null) => (base !== null && /^http:/i.test(base) ? 'http:' : 'https:')

/**
 * Without the controls and blanks at its ends and without line breaks and tabs anywhere, as browsers read it:
 * https://url.spec.whatwg.org/#concept-basic-url-parser. The ends are looked for by hand, for an expression that must
 * end at `$` starts anew at every blank.
 */
function trimUrl(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isBlank(value, start)) start += 1
  while (end > start && isBlank(value, end - 1)) end -= 1
  return value.slice(start, end).replaceAll(/[\t\r\n]+/g, '')
}

const isBlank = (text: string, at: number) => text.charCodeAt(at) <= 0x20
