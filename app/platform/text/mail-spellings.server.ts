// The two spellings of an address whose domain is internationalised.
import { domainToUnicode } from 'node:url'
import { asciiDomain } from './mail-address.ts'

/**
 * The address in lower case, as it is told and with its domain in A-labels and in letters: the ways in which a table may
 * have it. One for nearly all addresses.
 */
export function spellingsOf(address: string): string[] {
  const told = address.trim().toLowerCase()
  const at = told.lastIndexOf('@') + 1
  const ascii = asciiDomain(told.slice(at))
  if (at === 0 || ascii === null) return [told]
  const local = told.slice(0, at)
  return [...new Set([told, local + ascii, local + domainToUnicode(ascii)])]
}
