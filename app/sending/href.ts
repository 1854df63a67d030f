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

/** Reads an href whose entities are already decoded; `base` is the document's base address. */
export function readHref(value: string, base: string | null = null): Target {
  // https://url.spec.whatwg.org/#concept-basic-url-parser: controls and blanks at the ends go, tabs and line breaks everywhere.
  const url = trimControls(value).replaceAll(/[\t\r\n]/g, '')
  if (url === '' || url.startsWith('#') || url.startsWith('{{')) return { kind: 'other' }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase()
  if (scheme === 'http' || scheme === 'https') {
    return /^https?:\/\/[^/?#\\\s]/i.test(url) ? { kind: 'web', url } : { kind: 'relative' }
  }
  if (scheme !== undefined) return UNSAFE.has(scheme) ? { kind: 'unsafe' } : { kind: 'other' }
  if (/^\/\/[^/?#\\\s]/.test(url)) return { kind: 'web', url: `https:${url}` }
  if (base && /^https?:\/\//i.test(base) && URL.canParse(url, base) && !url.includes('{{'))
    return { kind: 'web', url: new URL(url, base).href }
  return { kind: 'relative' }
}

/** An expression for the end would read on from every blank, in quadratic time. */
function trimControls(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && value.charCodeAt(start) <= 0x20) start += 1
  while (end > start && value.charCodeAt(end - 1) <= 0x20) end -= 1
  return value.slice(start, end)
}
