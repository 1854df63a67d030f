// What may be kept and logged of an error. PostgreSQL, JSON.parse and SES quote what they choke on, which may be a
// customer's name, address or phone number.

import { ZodError } from 'zod'
import { isSameAddress } from '../text/mail-address.ts'
import { clean } from '../text/tidy.ts'

type Fault = { error: string; code?: string }

/** A word with an @ in it is an address. An expression with the @ in its midst would take quadratic time. */
const WORD = /[^\s<>"'(),;:]+/g
/** From the first quotation mark to the last: what is quoted may hold quotation marks and lines of its own. */
const QUOTED = /"[\s\S]*"/
const LONGEST = 500

/** The text with every e-mail address but `known` made unreadable. */
export function maskAddresses(text: string, known = ''): string {
  return text.replace(WORD, (word) => {
    const isAddress = word.lastIndexOf('@', word.length - 2) > 0
    return isAddress && !isSameAddress(word, known) ? '…@…' : word
  })
}

/** An error's name, message and code without what they quote. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return { error: 'something that is no error was thrown' }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { error: plain(wordsOf(error)).slice(0, LONGEST), ...(code && { code }) }
}

/** The same with the places in the source that an error came through. */
export function faultWithStack(error: unknown): Fault {
  const fault = faultOf(error)
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : []
  return { ...fault, error: [fault.error, ...lines.filter((line) => /^\s+at /.test(line))].join('\n') }
}

function wordsOf(error: Error): string {
  // What zod found, as path and reason: its own message is JSON.
  if (error instanceof ZodError)
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  return /^error$/i.test(error.name) ? error.message : `${error.name}: ${error.message}`
}

/** It is stored, so it must be storable. */
const plain = (text: string) => clean(maskAddresses(text.replace(QUOTED, '"…"')))
