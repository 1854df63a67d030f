// Addresses as SES reads them: `local@domain` or `Display name <local@domain>`, ASCII only.
// https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html

export interface Address {
  name: string
  address: string
  domain: string
}

const LOCAL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/

/** The address, or what SES says is wrong with it. */
export function parseAddress(text: string): Address | string {
  if (/[^\x20-\x7e]/.test(text)) return 'Local address contains control or whitespace, or a character that is not ASCII'
  const named = /^(.*)<([^<>]*)>$/.exec(text.trim())
  const address = (named?.[2] ?? text).trim()
  const at = address.lastIndexOf('@')
  if (at < 0) return "Missing final '@domain'"
  const local = address.slice(0, at)
  const domain = address.slice(at + 1)
  if (/\s/.test(local)) return 'Local address contains control or whitespace'
  if (!LOCAL.test(local) || local.startsWith('.') || local.endsWith('.') || local.includes('..'))
    return 'Illegal address'
  if (domain.startsWith('.')) return 'Domain starts with dot'
  const labels = domain.split('.')
  if (labels.length < 2 || domain.length > 255 || !labels.every((label) => LABEL.test(label))) {
    return `Invalid domain name: '${domain}'`
  }
  return { name: unquote(named?.[1] ?? ''), address, domain: domain.toLowerCase() }
}

/** The bare address in lower case, for look-ups of what SES has already accepted. */
export function normalAddress(text: string): string {
  const parsed = parseAddress(text)
  return (typeof parsed === 'string' ? text : parsed.address).toLowerCase()
}

/** Reads RFC 2047 encoded words, as a mail program shows them. */
export function decodeWords(text: string): string {
  const joined = text.replace(/(=\?[^?]+\?[BbQq]\?[^?]*\?=)\s+(?==\?)/g, '$1')
  return joined.replace(
    /=\?([^?]+)\?([BbQq])\?([^?]*)\?=/g,
    (whole, charset: string, encoding: string, data: string) => {
      const bytes = encoding.toUpperCase() === 'B' ? Buffer.from(data, 'base64') : quotedBytes(data)
      try {
        return new TextDecoder(charset).decode(bytes)
      } catch {
        return whole
      }
    },
  )
}

function quotedBytes(data: string): Buffer {
  const latin = data
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(latin, 'latin1')
}

function unquote(name: string): string {
  const trimmed = name.trim()
  return /^".*"$/.test(trimmed) ? trimmed.slice(1, -1).replace(/\\(.)/g, '$1') : trimmed
}
