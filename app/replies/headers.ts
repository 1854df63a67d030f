// What the head of a mail says, read without its body.
import PostalMime, { type Address, type Email as ParsedMail } from 'postal-mime'
import { clean } from '#app/platform/text/tidy.ts'

export type MailHeaders = {
  /** By name, in lower case; of a header that stands there several times, all of them. */
  fields: Map<string, string[]>
  /** Null when the mail does not say it. */
  messageId: string | null
  /** Addresses in From, as they stand there. */
  from: string[]
}

/** Who writes more about a mail than in it is not read to the end. */
const LONGEST_HEAD = 65_536
const LONGEST_VALUE = 1_000

/** Reads the head of a mail, whatever it is: what is no header is left out. */
export async function readHeaders(raw: Buffer): Promise<MailHeaders> {
  const { headers, from, messageId } = await parseHead(raw)
  const fields = Map.groupBy(headers, ({ key }) => key)
  return {
    fields: new Map([...fields].map(([name, all]) => [name, all.map(({ value }) => tidyValue(value))])),
    messageId: messageId ? tidyValue(messageId) : null,
    from: from ? addressesOf(from) : [],
  }
}

/** A mail as if it had no body. */
export const parseHead = (raw: Buffer): Promise<ParsedMail> => PostalMime.parse(headOf(raw))

const tidyValue = (value: string) => clean(value.slice(0, LONGEST_VALUE)).trim()

/** Up to the first empty line, with either kind of line end. */
function headOf(raw: Buffer): Buffer {
  const head = raw.subarray(0, LONGEST_HEAD)
  const ends = [head.indexOf('\r\n\r\n'), head.indexOf('\n\n')].filter((end) => end >= 0)
  return head.subarray(0, Math.min(...ends, head.length))
}

/** The addresses of a mailbox or of a group. */
export const addressesOf = ({ address, group }: Address): string[] =>
  (group ?? [{ address }]).flatMap((each) => each.address || [])
