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

/** Whether two addresses lead to one mailbox, whatever their case, and whichever way an internationalised domain is spelt. */
export function isSameAddress(one: string, other: string): boolean {
  return canonical(one) === canonical(other)
}

function canonical(address: string): string {
  const text = address.trim().normalize('NFC').toLowerCase()
  const at = text.lastIndexOf('@') + 1
  return text.slice(0, at) + asciiDomain(text.slice(at))
}

const asciiDomain = (domain: string) => URL.parse(`http://${domain}`)?.hostname ?? domain
