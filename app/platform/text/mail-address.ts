// Names and addresses as mail headers take them.

const ENCODED_WORD_BYTES = 45

/** `Name <address>`, the name quoted, or encoded as RFC 2047 asks where it is not ASCII. */
export function formatAddress(name: string, address: string): string {
  const clean = oneLine(name)
  if (clean === '') return address
  return `${/^[\x20-\x7e]*$/.test(clean) ? quote(clean) : encodeWords(clean)} <${address}>`
}

/** Text without line breaks and control characters, which would end a header. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

const quote = (name: string) => `"${name.replace(/["\\]/g, String.raw`\$&`)}"`

/** An encoded word holds at most 75 characters and no part of a character. */
function encodeWords(name: string): string {
  const words: string[] = []
  let word = ''
  for (const character of name) {
    if (utf8Length(word + character) > ENCODED_WORD_BYTES) {
      words.push(word)
      word = ''
    }
    word += character
  }
  return [...words, word].map((each) => `=?UTF-8?B?${base64(each)}?=`).join(' ')
}

const utf8Length = (text: string) => new TextEncoder().encode(text).length
const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

// RFC 5321 §4.5.3.1; a path holds the angle brackets too.
const LONGEST_LOCAL = 64
const LONGEST_ADDRESS = 254
const LONGEST_DOMAIN = 253

const ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** What a domain never holds, and URL() would take for the end of it, for an escape or for nothing. */
const NO_DOMAIN = /[\s\0-\x20"#%/:<>?@[\\\]^`{|}\x7f]/
const NUMBER = /^(\d+|0x[\da-f]*)$/i

const EXAMPLE = 'Enter an email address such as you@example.com'
const TOO_LONG = `Use at most ${LONGEST_LOCAL} characters before the @ and ${LONGEST_ADDRESS} in total`
const NOT_ASCII = 'Before the @, use only unaccented letters, digits, and symbols: Amazon SES accepts no others'

export type CheckedAddress = { ok: true; address: string } | { ok: false; problem: string }

/**
 * Whether Amazon SES can mail to this address, or from it: a dot-atom of ASCII (RFC 5322 §3.2.3), an @, and a domain of the
 * internet in either spelling. The address comes back as it was typed, without blanks around it.
 */
export function checkAddress(typed: string): CheckedAddress {
  const address = typed.trim()
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at)
  const domain = asciiDomain(address.slice(at + 1))
  if (at < 1 || domain === null) return { ok: false, problem: EXAMPLE }
  if (/[^\0-\x7f]/.test(local)) return { ok: false, problem: NOT_ASCII }
  if (!local.split('.').every((atom) => ATOM.test(atom))) return { ok: false, problem: EXAMPLE }
  const isLong = local.length > LONGEST_LOCAL || local.length + 1 + domain.length > LONGEST_ADDRESS
  return isLong ? { ok: false, problem: TOO_LONG } : { ok: true, address }
}

/**
 * An address as it goes to Amazon SES, its domain in A-labels (RFC 5891); null when it can not go there, for its local part
 * is not ASCII or its domain is none.
 */
export function sesAddress(address: string): string | null {
  const at = address.lastIndexOf('@')
  const domain = asciiDomain(address.slice(at + 1))
  const local = address.slice(0, at)
  return at > 0 && domain !== null && !/[^\0-\x7f]/.test(local) ? `${local}@${domain}` : null
}

/** Whether two addresses lead to one mailbox, whatever their case, and whichever way an internationalised domain is spelt. */
export function isSameAddress(one: string, other: string): boolean {
  return one === other || canonical(one) === canonical(other)
}

function canonical(address: string): string {
  const text = address.trim().normalize('NFC').toLowerCase()
  const at = text.lastIndexOf('@') + 1
  const domain = text.slice(at)
  return text.slice(0, at) + (asciiDomain(domain) ?? domain)
}

/** A domain of the internet in A-labels and lower case, as UTS #46 maps it; null for what is none. */
export function asciiDomain(domain: string): string | null {
  if (domain.length > LONGEST_DOMAIN || NO_DOMAIN.test(domain)) return null
  const ascii = URL.parse(`http://${domain}`)?.hostname ?? ''
  const labels = ascii.split('.')
  // An address of the internet is no name, and URL() makes one of `1.2`.
  const isName = labels.length > 1 && !NUMBER.test(labels.at(-1) ?? '') && labels.every((label) => LABEL.test(label))
  return isName && ascii.length <= LONGEST_DOMAIN ? ascii : null
}
